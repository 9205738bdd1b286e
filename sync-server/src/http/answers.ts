/**
 * Answers of the API. Invariants: nothing under /api is ever cached; an error is `{code}` with the
 * status of the one table of codes.
 */
import { type ErrorCode, errors } from '@jibber/schema/errors';

const headers = { 'cache-control': 'no-store' };

/** @param cookies values of `Set-Cookie` */
export function answer(value: unknown, cookies: readonly string[] = []): Response {
  return withCookies(Response.json(value, { headers }), cookies);
}

/** Done, and there is nothing to tell. */
export function answerDone(cookies: readonly string[] = []): Response {
  return withCookies(new Response(null, { status: 204, headers }), cookies);
}

/** @param retryAfterMs when it is worth asking again */
export function answerError(code: ErrorCode, retryAfterMs = 0): Response {
  const retry = retryAfterMs > 0 ? { 'retry-after': `${Math.ceil(retryAfterMs / 1000)}` } : {};
  return Response.json(
    { code },
    { status: errors[code].status, headers: { ...headers, ...retry } },
  );
}

function withCookies(response: Response, cookies: readonly string[]): Response {
  for (const cookie of cookies) response.headers.append('set-cookie', cookie);
  return response;
}
