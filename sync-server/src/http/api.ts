/**
 * The commands of schema/commands over HTTP, under /api.
 * Invariants: what changes something, or carries a body, comes from our own pages; every answer is
 * JSON that nobody caches; whatever fails is a code of the one table.
 */
import {
  changePasswordSchema,
  createAccountSchema,
  deleteAccountSchema,
  findPersonSchema,
  signInSchema,
} from '@jibber/schema/commands/account';
import { postIntentsSchema } from '@jibber/schema/commands/intents';
import type { ErrorCode } from '@jibber/schema/errors';
import { parseUserId, type UserId } from '@jibber/schema/ids';
import type { Result } from '@jibber/schema/result';
import { type Context, Hono } from 'hono';
import type * as v from 'valibot';
import type { Accounts, SignedIn, Visitor } from '../accounts/accounts.ts';
import type { Exports } from '../accounts/export/exports.ts';
import type { Groups } from '../accounts/groups.ts';
import { knownDeviceMaxAgeSeconds } from '../accounts/known-devices.ts';
import type { People } from '../accounts/people.ts';
import type { Files } from '../files/files.ts';
import type { Identity, Sync } from '../log/sync.ts';
import { formatCookie, formatForgotten } from '../sessions/cookies.ts';
import { type Sessions, sessionMaxAgeSeconds } from '../sessions/sessions.ts';
import { answer, answerDone, answerError } from './answers.ts';
import { giveExport } from './export-route.ts';
import { makeFileRoutes } from './file-routes.ts';
import { addGroupRoutes } from './group-routes.ts';
import { readJsonBody } from './json-body.ts';
import type { OriginCheck } from './same-origin.ts';
import { type Caller, readVisitor } from './visit.ts';

const profilesAtOnce = 100;

export type ApiOptions = {
  readonly accounts: Accounts;
  readonly people: People;
  readonly groups: Groups;
  readonly files: Files;
  readonly exports: Exports;
  readonly sessions: Sessions;
  readonly sync: Pick<Sync, 'submit' | 'takeRead'>;
  readonly isOurOrigin: OriginCheck;
  readonly registration: 'open' | 'closed';
  readonly version: string;
  /** Turns a fault into the code the client gets; logs what has to be. */
  readonly onFault: (fault: unknown) => ErrorCode;
};

type Env = { Bindings: { readonly caller: Caller } };

/** Answers a request whose path begins with /api/; never rejects. */
export type Api = (request: Request, caller: Caller) => Promise<Response>;

export function makeApi(options: ApiOptions): Api {
  const { accounts, people, sessions, sync } = options;
  const files = makeFileRoutes(options.files, sync);
  const app = new Hono<Env>();

  /** Runs with the session's account, or answers why there is none. */
  function asAccount(
    run: (identity: Identity, context: Context<Env>) => Promise<Response>,
  ): (context: Context<Env>) => Promise<Response> {
    return async (context) => {
      const identity = await sessions.authenticate(visitorOf(context).sessionToken);
      return identity.ok ? run(identity.value, context) : answerError(identity.code);
    };
  }

  /** The same for what reads alone: an account's devices and its requests share one budget. */
  function readsAsAccount(
    read: (identity: Identity, context: Context<Env>) => Promise<Response>,
  ): (context: Context<Env>) => Promise<Response> {
    return asAccount(async (identity, context) => {
      const waitMs = sync.takeRead(identity.userId);
      if (waitMs > 0) return answerError('too-many-requests', waitMs);
      return read(identity, context);
    });
  }

  app.use('*', async (context, next) => {
    if (!isAllowed(context.req.raw, context.env.caller.isSecure, options.isOurOrigin))
      return answerError('origin-refused');
    await next();
    return undefined;
  });

  app.post('/api/account', (context) =>
    withBody(context, createAccountSchema, async (form) =>
      answerSignedIn(await accounts.create(form, visitorOf(context)), context.env.caller),
    ),
  );
  app.post('/api/session', (context) =>
    withBody(context, signInSchema, async (form) =>
      answerSignedIn(await accounts.signIn(form, visitorOf(context)), context.env.caller),
    ),
  );
  app.get(
    '/api/session',
    readsAsAccount(async (identity) => answerResult(await accounts.me(identity))),
  );
  app.delete('/api/session', async (context) => {
    const identity = await sessions.authenticate(visitorOf(context).sessionToken);
    if (identity.ok) await sessions.end([identity.value.sessionId], 'sign-out');
    return answerDone([formatForgotten('session', context.env.caller.isSecure)]);
  });
  app.post(
    '/api/account/delete',
    asAccount((identity, context) =>
      withBody(context, deleteAccountSchema, async (form) => {
        const deleted = await accounts.delete(identity, form);
        if (!deleted.ok) return answerError(deleted.code);
        return answerDone([formatForgotten('session', context.env.caller.isSecure)]);
      }),
    ),
  );
  app.post(
    '/api/password',
    asAccount((identity, context) =>
      withBody(context, changePasswordSchema, async ({ current, next }) => {
        const changed = await accounts.changePassword(identity, current, next);
        return changed.ok ? answerDone() : answerError(changed.code);
      }),
    ),
  );
  app.post(
    '/api/people',
    asAccount((identity, context) =>
      withBody(context, findPersonSchema, async ({ query }) =>
        answerResult(await people.find(identity.userId, query)),
      ),
    ),
  );
  app.get(
    '/api/profiles',
    readsAsAccount(async (identity, context) => {
      const ids = readIds(context.req.query('ids') ?? '');
      if (ids === undefined) return answerError('malformed');
      return answer(await people.profiles(identity.userId, ids));
    }),
  );
  app.get(
    '/api/account/state',
    readsAsAccount(async ({ userId }) => answerResult(await people.state(userId))),
  );
  app.get('/api/handles/:handle', async (context) => {
    const { address } = context.env.caller;
    const free = await people.isHandleFree(address, context.req.param('handle'));
    return free.ok ? answer({ free: free.value }) : answerError(free.code);
  });
  app.get('/api/server', async () =>
    answer({ registration: options.registration, version: options.version }),
  );
  app.post(
    '/api/intents',
    asAccount((identity, context) =>
      withBody(context, postIntentsSchema, async ({ userId, entries }) => {
        // Another account signed in while the sender still held the outbox of the one before.
        if (userId !== identity.userId) return answerError('signed-out');
        const sent = entries.map((entry) => ({ ...entry, after: entry.after }));
        return answer({ answers: await sync.submit(identity, sent) });
      }),
    ),
  );
  app.put(
    '/api/files/:id',
    asAccount((identity, { req }) => files.put(identity, req.raw, req.param('id') ?? '')),
  );
  app.get(
    '/api/files/:id',
    readsAsAccount((identity, { req }) => files.give(identity, req.raw, req.param('id') ?? '')),
  );
  addGroupRoutes(app, options.groups, asAccount, readsAsAccount);
  app.get(
    '/api/export',
    readsAsAccount(async (identity, { req }) => giveExport(options.exports, identity, req.raw)),
  );
  app.notFound(() => answerError('not-found'));
  app.onError((fault) => answerError(options.onFault(fault)));

  return async (request, caller) => app.fetch(request, { caller });
}

function visitorOf(context: Context<Env>): Visitor {
  return readVisitor(context.req.raw, context.env.caller);
}

/** Reading needs no Origin, which browsers leave out there; but no other site may do it for us. */
function isAllowed(
  { method, headers }: Request,
  isSecure: boolean,
  isOurOrigin: OriginCheck,
): boolean {
  const fetchSite = headers.get('sec-fetch-site') ?? undefined;
  if (method === 'GET' || method === 'HEAD') {
    return fetchSite === undefined || fetchSite === 'same-origin' || fetchSite === 'none';
  }
  return isOurOrigin({
    origin: headers.get('origin') ?? undefined,
    host: headers.get('host') ?? undefined,
    fetchSite,
    isSecure,
  });
}

async function withBody<Schema extends v.GenericSchema>(
  context: Context<Env>,
  schema: Schema,
  run: (body: v.InferOutput<Schema>) => Promise<Response>,
): Promise<Response> {
  const body = await readJsonBody(context.req.raw, schema);
  return body.ok ? run(body.value) : answerError(body.code);
}

function answerResult(result: Result<unknown, ErrorCode>): Response {
  return result.ok ? answer(result.value) : answerError(result.code);
}

function answerSignedIn(result: Result<SignedIn, ErrorCode>, { isSecure }: Caller): Response {
  if (!result.ok) return answerError(result.code);
  const { me, token, deviceMark } = result.value;
  return answer(me, [
    formatCookie({ name: 'session', value: token, maxAgeSeconds: sessionMaxAgeSeconds }, isSecure),
    formatCookie(
      { name: 'device', value: deviceMark, maxAgeSeconds: knownDeviceMaxAgeSeconds },
      isSecure,
    ),
  ]);
}

function readIds(text: string): UserId[] | undefined {
  const parts = text === '' ? [] : text.split(',');
  if (parts.length > profilesAtOnce) return undefined;
  const ids: UserId[] = [];
  for (const part of parts) {
    const id = parseUserId(part);
    if (!id.ok) return undefined;
    ids.push(id.value);
  }
  return ids;
}
