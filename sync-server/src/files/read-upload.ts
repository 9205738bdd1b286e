/** Reads the body of an upload. Invariant: no more than its bound is ever kept of it. */
import { fail, type Result, succeed } from '@jibber/schema/result';

/**
 * Codes: `too-big` for more than `maxBytes`, or where the transport, which bounds it too, ended the
 * reading (it has answered by itself then, or nobody waits for an answer any more).
 */
export async function readUpload(
  body: ReadableStream<Uint8Array> | null,
  maxBytes: number,
): Promise<Result<Uint8Array<ArrayBuffer>, 'too-big'>> {
  if (body === null) return succeed(new Uint8Array());
  const reader = body.getReader();
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for (;;) {
    const next = await reader.read().catch(() => undefined);
    if (next === undefined) return fail('too-big');
    if (next.done) return succeed(joined(chunks, sizeBytes));
    sizeBytes += next.value.byteLength;
    if (sizeBytes > maxBytes) {
      await reader.cancel();
      return fail('too-big');
    }
    chunks.push(next.value);
  }
}

function joined(chunks: readonly Uint8Array[], sizeBytes: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(sizeBytes);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}
