/**
 * Checks the head of a request that an adapter has read and makes the web `Request` of it. One
 * policy for both adapters: a head that two parsers could read differently (RFC 9112 section 6.3,
 * request smuggling) is refused. Invariant: what is accepted has one Host, one framing of its body
 * and a path that begins with `/`.
 */
import { type ErrorCode, errors } from '@jibber/schema/errors';
import { fail, type Result, succeed } from '@jibber/schema/result';

export type RawHeader = readonly [name: string, value: string];

/** `target` is path and query as sent; header names in any case, repeated ones repeated. */
export type RawHead = {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly RawHeader[];
};

export type RequestHead = {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  /** Declared length in bytes, or `chunked`; undefined: no body follows. */
  readonly body: number | 'chunked' | undefined;
};

/** Methods that the web `Request` refuses, and that nothing here serves. */
const refusedMethods: ReadonlySet<string> = new Set(['CONNECT', 'TRACE', 'TRACK']);

/** `secure`: whether the connection is TLS, which makes the scheme of the URL. */
export function readRequestHead(raw: RawHead, secure: boolean): Result<RequestHead, 'malformed'> {
  if (!/^[A-Z]{1,16}$/.test(raw.method) || refusedMethods.has(raw.method)) return fail('malformed');
  if (!raw.target.startsWith('/')) return fail('malformed');
  const headers = joinHeaders(raw.headers);
  const hosts = valuesOf(raw.headers, 'host');
  if (headers === undefined || hosts.length !== 1) return fail('malformed');
  const url = parseTarget(secure, hosts[0] ?? '', raw.target);
  const body = readFraming(raw.headers);
  if (url === undefined || !body.ok) return fail('malformed');
  return succeed({ method: raw.method, url, headers, body: body.value });
}

/**
 * The same for what is to be answered over HTTP. A request that asks for another protocol and is not
 * a good handshake is refused: the libraries differ in whether they would serve it.
 */
export function readPlainHead(raw: RawHead, secure: boolean): Result<RequestHead, 'malformed'> {
  if (joinedHeader(raw.headers, 'upgrade') !== undefined) return fail('malformed');
  return readRequestHead(raw, secure);
}

/** `stream` is left out where the method allows no body; the adapter drops those bytes. */
export function makeRequest(
  head: RequestHead,
  stream: ReadableStream<Uint8Array> | undefined,
  signal: AbortSignal,
): Request {
  const bodiless = stream === undefined || head.method === 'GET' || head.method === 'HEAD';
  return new Request(head.url, {
    method: head.method,
    headers: head.headers,
    signal,
    ...(bodiless ? {} : { body: stream, duplex: 'half' }),
  });
}

/** The answer where no handler is asked, or where it failed. */
export function makeRefusal(code: ErrorCode): Response {
  const { status } = errors[code];
  return new Response(refusalBody(code), { status, headers: [...refusalHeaders] });
}

export function refusalBody(code: string): string {
  return JSON.stringify({ code });
}

export const refusalHeaders: readonly [name: string, value: string][] = [
  ['content-type', 'application/json'],
  ['cache-control', 'no-store'],
  ['x-content-type-options', 'nosniff'],
];

/** The value of a header as HTTP joins repeated ones; undefined if it was not sent. */
export function joinedHeader(headers: readonly RawHeader[], name: string): string | undefined {
  const values = valuesOf(headers, name);
  if (values.length === 0) return undefined;
  return values.join(name === 'cookie' ? '; ' : ', ');
}

function valuesOf(headers: readonly RawHeader[], name: string): string[] {
  const values: string[] = [];
  for (const [key, value] of headers) if (key.toLowerCase() === name) values.push(value);
  return values;
}

function joinHeaders(raw: readonly RawHeader[]): Headers | undefined {
  const headers = new Headers();
  try {
    for (const [name, value] of raw)
      if (name.toLowerCase() !== 'cookie') headers.append(name, value);
    const cookie = joinedHeader(raw, 'cookie');
    if (cookie !== undefined) headers.set('cookie', cookie);
    return headers;
  } catch (fault) {
    // The web class checks names and values; what it refuses is a claim gone wrong, not our fault.
    if (fault instanceof TypeError) return undefined;
    throw fault;
  }
}

function parseTarget(secure: boolean, host: string, target: string): URL | undefined {
  // Only what may stand in a host: no user, path or second address can be smuggled into the URL.
  const match = /^(?<name>[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i.exec(host);
  const name = match?.groups?.name?.toLowerCase();
  const text = `${secure ? 'https' : 'http'}://${host}${target}`;
  if (name === undefined || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  // A name that the URL reads as another, as `0` or `2130706433` for an address, no browser sends.
  return name.startsWith('[') || url.hostname === name ? url : undefined;
}

function readFraming(
  headers: readonly RawHeader[],
): Result<number | 'chunked' | undefined, 'malformed'> {
  const lengths = valuesOf(headers, 'content-length');
  const codings = valuesOf(headers, 'transfer-encoding');
  if (lengths.length + codings.length > 1) return fail('malformed');
  if (codings.length === 1) {
    return codings[0]?.trim().toLowerCase() === 'chunked' ? succeed('chunked') : fail('malformed');
  }
  if (lengths.length === 0) return succeed(undefined);
  const text = lengths[0]?.trim() ?? '';
  if (!/^\d{1,15}$/.test(text)) return fail('malformed');
  const length = Number(text);
  return succeed(length === 0 ? undefined : length);
}
