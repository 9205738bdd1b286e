/** The commands of schema/commands/groups over HTTP, as paths of the one router. */
import { newInviteSchema } from '@jibber/schema/commands/groups';
import type { ErrorCode } from '@jibber/schema/errors';
import type { Result } from '@jibber/schema/result';
import type { Context, Env, Hono } from 'hono';
import type { Groups } from '../accounts/groups.ts';
import type { Identity } from '../log/sync.ts';
import { answer, answerDone, answerError } from './answers.ts';
import { readJsonBody } from './json-body.ts';

type Handler<Bound extends Env> = (context: Context<Bound>) => Promise<Response>;
/** Runs with the session's account, or answers why there is none. */
type Guard<Bound extends Env> = (
  run: (identity: Identity, context: Context<Bound>) => Promise<Response>,
) => Handler<Bound>;

/**
 * @param writes for what changes something
 * @param reads for what reads alone, which has a budget
 */
export function addGroupRoutes<Bound extends Env>(
  app: Hono<Bound>,
  groups: Groups,
  writes: Guard<Bound>,
  reads: Guard<Bound>,
): void {
  const chatOf = (context: Context<Bound>) => context.req.param('chat') ?? '';

  app.post(
    '/api/chats/:chat/invites',
    writes(async (identity, context) => {
      const wish = await readJsonBody(context.req.raw, newInviteSchema);
      if (!wish.ok) return answerError(wish.code);
      return answerResult(await groups.makeInvite(identity.userId, chatOf(context), wish.value));
    }),
  );
  app.get(
    '/api/chats/:chat/invites',
    reads(async (identity, context) =>
      answerResult(await groups.invites(identity.userId, chatOf(context))),
    ),
  );
  app.delete(
    '/api/chats/:chat/invites/:token',
    writes(async (identity, context) => {
      const token = context.req.param('token') ?? '';
      return answerEnd(await groups.revokeInvite(identity.userId, chatOf(context), token));
    }),
  );
  app.get(
    '/api/invites/:token',
    reads(async (identity, context) =>
      answerResult(await groups.preview(identity.userId, context.req.param('token') ?? '')),
    ),
  );
  app.get(
    '/api/chats/:chat/reports',
    reads(async (identity, context) =>
      answerResult(await groups.reports(identity.userId, chatOf(context))),
    ),
  );
  app.delete(
    '/api/chats/:chat/reports/:report',
    writes(async (identity, context) => {
      const report = context.req.param('report') ?? '';
      return answerEnd(await groups.settleReport(identity.userId, chatOf(context), report));
    }),
  );
  app.get(
    '/api/chats/:chat/receipts',
    reads(async (identity, context) =>
      answerResult(await groups.registers(identity.userId, chatOf(context))),
    ),
  );
}

function answerResult(result: Result<unknown, ErrorCode>): Response {
  return result.ok ? answer(result.value) : answerError(result.code);
}

function answerEnd(result: Result<undefined, ErrorCode>): Response {
  return result.ok ? answerDone() : answerError(result.code);
}
