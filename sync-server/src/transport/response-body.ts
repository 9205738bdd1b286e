/**
 * What has to be known of a response before its first byte leaves. Invariant: a body that is short,
 * or declares its length, is sent with Content-Length; only longer unknown ones are chunked.
 */

const gatherBytes = 64 * 1024;

export type LongBody = {
  readonly kind: 'long';
  /** Exactly so many bytes are to follow, as declared; undefined: not known. */
  readonly lengthBytes: number | undefined;
  readonly first: Uint8Array;
  readonly reader: ReadableStreamDefaultReader<Uint8Array>;
};

export type ResponseBody = { readonly kind: 'whole'; readonly bytes: Uint8Array } | LongBody;

/** Headers that describe the framing, which the adapter chooses. */
const framingHeaders: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'transfer-encoding',
]);

/** The response's headers without those of framing; several `set-cookie` each for itself. */
export function responseHeaders(response: Response): [name: string, value: string][] {
  return [...response.headers].filter(([name]) => !framingHeaders.has(name));
}

/** Content-Length as the handler declared it; undefined if absent or no number. */
export function declaredLength(response: Response): number | undefined {
  const text = response.headers.get('content-length');
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** Whether a response of this status carries a body at all (RFC 9110 section 6.4.1). */
export function allowsBody(status: number): boolean {
  return status >= 200 && status !== 204 && status !== 304;
}

/** Reads as far as needed to choose the framing. Rejects where the body's source fails. */
export async function readResponseBody(response: Response): Promise<ResponseBody> {
  if (response.body === null) return { kind: 'whole', bytes: new Uint8Array() };
  const reader = response.body.getReader();
  const lengthBytes = declaredLength(response);
  if (lengthBytes !== undefined && lengthBytes > gatherBytes) {
    return { kind: 'long', lengthBytes, first: new Uint8Array(), reader };
  }
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  while (sizeBytes <= gatherBytes) {
    const read = await reader.read();
    if (read.done) return { kind: 'whole', bytes: concat(chunks, sizeBytes) };
    const chunk: unknown = read.value;
    if (!(chunk instanceof Uint8Array)) throw new TypeError('a body is of bytes');
    chunks.push(chunk);
    sizeBytes += chunk.byteLength;
  }
  return { kind: 'long', lengthBytes, first: concat(chunks, sizeBytes), reader };
}

function concat(chunks: readonly Uint8Array[], sizeBytes: number): Uint8Array {
  const only = chunks[0];
  if (chunks.length === 1 && only !== undefined) return only;
  const whole = new Uint8Array(sizeBytes);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return whole;
}
