/**
 * The two cookies Jibber sets: the session's token, and the mark of a known device.
 * Invariant: over TLS they carry the prefix `__Host-` (this host only, whole site, Secure: RFC 6265bis
 * 4.1.3), and a request over TLS is never answered by one without it. Scripts see neither.
 */
const names = { session: 'session', device: 'device' } as const;

export type CookieName = keyof typeof names;

export type NewCookie = {
  readonly name: CookieName;
  readonly value: string;
  readonly maxAgeSeconds: number;
};

function nameOf(name: CookieName, isSecure: boolean): string {
  return isSecure ? `__Host-${names[name]}` : names[name];
}

/**
 * Reads a cookie.
 * @param header value of `Cookie`, as sent
 * @param isSecure whether the request came over TLS
 * @returns the first of that name; undefined if there is none
 */
export function readCookie(
  header: string | undefined,
  name: CookieName,
  isSecure: boolean,
): string | undefined {
  const prefix = `${nameOf(name, isSecure)}=`;
  const pair = header
    ?.split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith(prefix));
  return pair?.slice(prefix.length);
}

/** The value of a `Set-Cookie` header. `value` holds letters, digits, `.`, `_` and `-` only. */
export function formatCookie(cookie: NewCookie, isSecure: boolean): string {
  const secure = isSecure ? '; Secure' : '';
  return `${nameOf(cookie.name, isSecure)}=${cookie.value}; Path=/; Max-Age=${cookie.maxAgeSeconds}; HttpOnly; SameSite=Lax${secure}`;
}

/** The value of a `Set-Cookie` header that makes the browser forget one. */
export function formatForgotten(name: CookieName, isSecure: boolean): string {
  return formatCookie({ name, value: '', maxAgeSeconds: 0 }, isSecure);
}
