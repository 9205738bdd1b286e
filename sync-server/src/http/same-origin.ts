/**
 * Whether a request comes from our own pages (CSRF, and cross-site hijacking of sockets).
 * Invariant: origins are compared whole: scheme, host and port. A request that changes something
 * must name one; `null`, a sub-domain, another port or a longer host is another site.
 */

/** What the check looks at, as sent; undefined where there is no such header. */
export type OriginClaims = {
  readonly origin: string | undefined;
  readonly host: string | undefined;
  /** `Sec-Fetch-Site`, which browsers set and pages cannot. */
  readonly fetchSite: string | undefined;
  /** Whether the client's side of the connection is TLS, by our own or a trusted proxy's word. */
  readonly isSecure: boolean;
};

export type OriginCheck = (claims: OriginClaims) => boolean;

/**
 * A browser cannot name another origin than the page's, nor send another host than it connects to;
 * so the origin that fits the host is ours.
 * @param publicOrigins further ones, for a proxy that changes the host
 */
export function makeOriginCheck(publicOrigins: readonly string[]): OriginCheck {
  return ({ origin, host, fetchSite, isSecure }) => {
    if (fetchSite !== undefined && fetchSite !== 'same-origin') return false;
    if (origin === undefined) return false;
    if (publicOrigins.includes(origin)) return true;
    return host !== undefined && origin === originOfHost(host, isSecure);
  };
}

/** As browsers write it: small letters, no port where it is the usual one. */
function originOfHost(host: string, isSecure: boolean): string | undefined {
  const text = `${isSecure ? 'https' : 'http'}://${host}`;
  if (!/^[a-z0-9.:[\]-]+$/i.test(host) || !URL.canParse(text)) return undefined;
  return new URL(text).origin;
}
