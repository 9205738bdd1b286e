/**
 * Commands over `fetch`. Invariant: every outcome is a value: an answer of the right shape, a code of
 * the table, or `offline` where no such answer came.
 */
import {
  errorAnswerSchema,
  handleAnswerSchema,
  meSchema,
  peopleSchema,
  personSchema,
  serverSchema,
} from '@jibber/schema/commands/account';
import { postIntentsAnswerSchema } from '@jibber/schema/commands/intents';
import { type ErrorCode, isErrorCode } from '@jibber/schema/errors';
import { fail, type Result, succeed } from '@jibber/schema/result';
import * as v from 'valibot';
import type { Commands } from './ports.ts';

/** A request without an answer is given up: the node may be there without answering. */
const answerMs = 15_000;

type Fetch = (path: string, init: RequestInit) => Promise<Response>;
type Method = 'GET' | 'POST' | 'DELETE';

/** One command: its answer checked against a schema, or a code, or `offline`. */
export type Ask = <Schema extends v.GenericSchema>(
  schema: Schema,
  method: Method,
  path: string,
  body?: unknown,
) => Promise<Result<v.InferOutput<Schema>, ErrorCode | 'offline'>>;

/** @param request `fetch` of the page */
export function makeAsk(request: Fetch): Ask {
  return async (schema, method, path, body) => {
    const init: RequestInit = {
      method,
      credentials: 'same-origin',
      cache: 'no-store',
      signal: AbortSignal.timeout(answerMs),
    };
    if (body !== undefined) {
      init.body = JSON.stringify(body);
      init.headers = { 'content-type': 'application/json' };
    }
    let answer: unknown;
    let isOk: boolean;
    try {
      const response = await request(`/api/${path}`, init);
      isOk = response.ok;
      answer = response.status === 204 ? undefined : await response.json();
    } catch (error) {
      // No network, no answer in time, or an answer of something that is not our server.
      if (error instanceof TypeError || error instanceof SyntaxError) return fail('offline');
      if (error instanceof DOMException) return fail('offline');
      throw error;
    }
    if (!isOk) {
      const refused = v.safeParse(errorAnswerSchema, answer);
      return fail(
        refused.success && isErrorCode(refused.output.code) ? refused.output.code : 'offline',
      );
    }
    const checked = v.safeParse(schema, answer);
    return checked.success ? succeed(checked.output) : fail('offline');
  };
}

/** What a command answers that answers nothing. */
export const nothing = v.pipe(
  v.unknown(),
  v.transform(() => undefined),
);

/** @param request `fetch` of the page */
export function makeCommands(request: Fetch): Commands {
  const ask = makeAsk(request);
  return {
    server: () => ask(serverSchema, 'GET', 'server'),
    session: () => ask(meSchema, 'GET', 'session'),
    createAccount: (form) => ask(meSchema, 'POST', 'account', form),
    signIn: (form) => ask(meSchema, 'POST', 'session', form),
    signOut: () => ask(nothing, 'DELETE', 'session'),
    changePassword: (current, next) => ask(nothing, 'POST', 'password', { current, next }),
    findPerson: (query) => ask(personSchema, 'POST', 'people', { query }),
    profiles: (userIds) => ask(peopleSchema, 'GET', `profiles?ids=${userIds.join(',')}`),
    async accountState() {
      // Comes with the engine, the only one who asks: the list is painted without it.
      const { accountAnswerSchema } = await import('@jibber/schema/commands/account-state');
      return ask(accountAnswerSchema, 'GET', 'account/state');
    },
    async isHandleFree(handle) {
      const answer = await ask(handleAnswerSchema, 'GET', `handles/${encodeURIComponent(handle)}`);
      return answer.ok ? succeed(answer.value.free) : answer;
    },
    async postIntents(userId, entries) {
      const answer = await ask(postIntentsAnswerSchema, 'POST', 'intents', { userId, entries });
      return answer.ok ? succeed(answer.value.answers) : answer;
    },
  };
}
