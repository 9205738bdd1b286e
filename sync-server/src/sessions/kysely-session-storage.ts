/**
 * Sessions in the database.
 * Invariants: rows of `sessions` are locked in the order of their ids, as accepting transactions do
 * it, after the account's row where both are; nothing but its end ever changes such a row.
 */
import type { Database } from '@jibber/schema/database/tables';
import { type UserId, userId } from '@jibber/schema/ids';
import { fail, succeed } from '@jibber/schema/result';
import type { Kysely, Transaction } from 'kysely';
import { eraseAccount } from '../accounts/erased-account.ts';
import type { EndReason, SessionStorage, StartRules } from './session-storage.ts';

export function makeKyselySessionStorage(database: Kysely<Database>): SessionStorage {
  return {
    insert: (session, rules) =>
      database.transaction().execute(async (transaction) => {
        const account = await lockAccount(transaction, session.userId);
        if (account?.password_hash !== rules.passwordHash) return fail('wrong-credentials');
        const count = await countInUse(transaction, session.userId, session.createdAt, rules);
        if (count >= rules.maxSessions) return fail('too-many-devices');
        const replaced = await replace(transaction, session.userId, rules, session.createdAt);
        await transaction
          .insertInto('sessions')
          .values({
            id: session.id,
            user_id: session.userId,
            device_name: session.deviceName,
            created_at: session.createdAt,
            expires_at: session.expiresAt,
          })
          .execute();
        await writeUse(transaction, session.id, session.createdAt);
        return succeed(replaced);
      }),
    async read(id) {
      const row = await database
        .selectFrom('sessions')
        .leftJoin('session_uses', 'session_uses.session_id', 'sessions.id')
        .select(['user_id', 'created_at', 'expires_at', 'used_at'])
        .where('sessions.id', '=', id)
        .executeTakeFirst();
      if (row !== undefined) {
        return {
          userId: userId(row.user_id),
          expiresAt: row.expires_at,
          usedAt: row.used_at ?? row.created_at,
        };
      }
      const ended = await database
        .selectFrom('ended_sessions')
        .select('reason')
        .where('id', '=', id)
        .executeTakeFirst();
      if (ended === undefined) return undefined;
      return ended.reason === 'deleted' ? 'deleted' : 'ended';
    },
    touch: (id, usedAt) => writeUse(database, id, usedAt),
    end: (ids, reason, endedAt) =>
      database.transaction().execute(async (transaction) => {
        if (ids.length === 0) return [];
        const rows = await transaction
          .selectFrom('sessions')
          .select(['id', 'user_id'])
          .where('id', 'in', ids)
          .orderBy('id')
          .forUpdate()
          .execute();
        return endLocked(transaction, rows, reason, endedAt);
      }),
    replacePassword: ({ userId: account, from, to, except, endedAt }) =>
      database.transaction().execute(async (transaction) => {
        const locked = await lockAccount(transaction, account);
        if (locked === undefined) return fail('wrong-credentials');
        if (from !== undefined && locked.password_hash !== from) return fail('wrong-credentials');
        await transaction
          .updateTable('accounts')
          .set({ password_hash: to })
          .where('id', '=', account)
          .execute();
        return succeed(await endAllOf(transaction, account, except, 'password', endedAt));
      }),
    endAccount: (end) =>
      database.transaction().execute(async (transaction) => {
        const { userId: account, from, endedAt } = end;
        const locked = await lockAccount(transaction, account);
        if (locked === undefined) return fail('wrong-credentials');
        if (from !== undefined && locked.password_hash !== from) return fail('wrong-credentials');
        await eraseAccount(transaction, end);
        return succeed(await endAllOf(transaction, account, undefined, 'deleted', endedAt));
      }),
    endAll: (account, except, reason, endedAt) =>
      database
        .transaction()
        .execute((transaction) => endAllOf(transaction, account, except, reason, endedAt)),
    prune: (at, usedBefore, endedBefore) =>
      database.transaction().execute(async (transaction) => {
        const over = await transaction
          .selectFrom('sessions')
          .leftJoin('session_uses', 'session_uses.session_id', 'sessions.id')
          .select('sessions.id')
          .where(({ eb, or, fn }) =>
            or([
              eb('expires_at', '<=', at),
              eb(fn.coalesce('used_at', 'created_at'), '<=', usedBefore),
            ]),
          )
          .orderBy('sessions.id')
          .forUpdate('sessions')
          .execute();
        await deleteRows(
          transaction,
          over.map(({ id }) => id),
        );
        await transaction
          .deleteFrom('session_uses')
          .where('used_at', '<=', usedBefore)
          .where('session_id', 'not in', transaction.selectFrom('sessions').select('id'))
          .execute();
        await transaction
          .deleteFrom('ended_sessions')
          .where('ended_at', '<=', endedBefore)
          .execute();
      }),
  };
}

type Inside = Transaction<Database>;

function lockAccount(transaction: Inside, account: UserId) {
  return transaction
    .selectFrom('accounts')
    .select('password_hash')
    .where('id', '=', account)
    .where('deleted_at', 'is', null)
    .forNoKeyUpdate()
    .executeTakeFirst();
}

/** A session of the same account vanishes; one of another is ended as by its sign-out. */
async function replace(transaction: Inside, account: UserId, rules: StartRules, at: number) {
  if (rules.replaces === undefined) return undefined;
  const row = await transaction
    .selectFrom('sessions')
    .select(['id', 'user_id'])
    .where('id', '=', rules.replaces)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const isOtherAccount = row.user_id !== account;
  if (isOtherAccount) await endLocked(transaction, [row], 'sign-out', at);
  else await deleteRows(transaction, [row.id]);
  return { id: row.id, isOtherAccount };
}

async function countInUse(transaction: Inside, account: UserId, at: number, rules: StartRules) {
  const { count } = await transaction
    .selectFrom('sessions')
    .leftJoin('session_uses', 'session_uses.session_id', 'sessions.id')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('user_id', '=', account)
    .where('id', '!=', rules.replaces ?? '')
    .where('expires_at', '>', at)
    .where(({ eb, fn }) => eb(fn.coalesce('used_at', 'created_at'), '>', rules.usedSince))
    .executeTakeFirstOrThrow();
  return count;
}

async function endAllOf(
  transaction: Inside,
  account: UserId,
  except: string | undefined,
  reason: EndReason,
  endedAt: number,
): Promise<readonly string[]> {
  const rows = await transaction
    .selectFrom('sessions')
    .select(['id', 'user_id'])
    .where('user_id', '=', account)
    .where('id', '!=', except ?? '')
    .orderBy('id')
    .forUpdate()
    .execute();
  return endLocked(transaction, rows, reason, endedAt);
}

async function endLocked(
  transaction: Inside,
  rows: readonly { readonly id: string; readonly user_id: string }[],
  reason: EndReason,
  endedAt: number,
): Promise<readonly string[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  await deleteRows(transaction, ids);
  await transaction
    .insertInto('ended_sessions')
    .values(rows.map(({ id, user_id }) => ({ id, user_id, reason, ended_at: endedAt })))
    .execute();
  return ids;
}

async function deleteRows(transaction: Inside, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await transaction.deleteFrom('sessions').where('id', 'in', ids).execute();
  await transaction.deleteFrom('session_uses').where('session_id', 'in', ids).execute();
}

async function writeUse(database: Kysely<Database>, id: string, usedAt: number): Promise<void> {
  await database
    .insertInto('session_uses')
    .values({ session_id: id, used_at: usedAt })
    .onConflict((conflict) => conflict.column('session_id').doUpdateSet({ used_at: usedAt }))
    .execute();
}
