/**
 * Reads a body that must be JSON. Invariant: only `application/json` is read, which no form of
 * another site can send without asking; whatever else comes is a code.
 */
import { parseJson, parseWith } from '@jibber/schema/claims';
import type { ErrorCode } from '@jibber/schema/errors';
import { limits } from '@jibber/schema/limits';
import { fail, type Result, succeed } from '@jibber/schema/result';
import type * as v from 'valibot';

const jsonType = /^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i;

/**
 * Codes: `malformed` (another type, no UTF-8, no JSON, too deep, another shape), `too-big`.
 */
export async function readJsonBody<Schema extends v.GenericSchema>(
  request: Request,
  schema: Schema,
): Promise<Result<v.InferOutput<Schema>, ErrorCode>> {
  if (!jsonType.test(request.headers.get('content-type') ?? '')) return fail('malformed');
  if (Number(request.headers.get('content-length') ?? 0) > limits.httpBodyBytes) {
    return fail('too-big');
  }
  const text = await readText(request);
  if (!text.ok) return text;
  const json = parseJson(text.value, limits.httpBodyBytes);
  return json.ok ? parseWith(schema, json.value) : json;
}

/** The transport bounds what is read here, and has answered 413 itself where that ends the reading. */
async function readText(request: Request): Promise<Result<string, ErrorCode>> {
  const body = await request.arrayBuffer().then(
    (bytes) => succeed(bytes),
    () => fail('too-big' as const),
  );
  return body.ok ? decodeUtf8(new Uint8Array(body.value)) : body;
}

function decodeUtf8(bytes: Uint8Array): Result<string, ErrorCode> {
  try {
    return succeed(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    if (error instanceof TypeError) return fail('malformed');
    throw error;
  }
}
