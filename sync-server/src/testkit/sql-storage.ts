/** SQL storage over a real database, as the storage contract wants it. */
import type { Database } from '@jibber/schema/database/tables';
import { historyId } from '@jibber/schema/ids';
import { someHistory } from '@jibber/schema/testkit/people';
import { sql } from 'kysely';
import { makeKyselySessionStorage } from '../sessions/kysely-session-storage.ts';
import type { OpenDatabase } from '../storage/database-port.ts';
import { openSqlStorage } from '../storage/sql-storage.ts';
import { insertAccount, insertSession } from './seeded-accounts.ts';
import type { StorageUnderTest } from './storage-under-test.ts';
import { columnsWith } from './stored-text.ts';

/** Two nodes over one database, which is emptied first. */
export async function startSqlStorage(database: OpenDatabase<Database>): Promise<StorageUnderTest> {
  const { kysely } = database;
  await emptyTables(database);
  const storage = await openSqlStorage({ database, historyId: someHistory, now: 0 });
  const otherHistory = historyId('01940000-0000-7000-8000-0000000b15e1');
  return {
    storage,
    other: await openSqlStorage({ database, historyId: otherHistory, now: 1 }),
    isConcurrent: database.kind === 'postgres',
    addAccount: (userId) => insertAccount(kysely, userId),
    addSession: (sessionId, userId, expiresAt) =>
      insertSession(kysely, { sessionId, userId }, expiresAt),
    endSession: (sessionId) => makeKyselySessionStorage(kysely).end([sessionId], 'sign-out', 0),
    deleteAccount: (userId, messages) =>
      makeKyselySessionStorage(kysely).endAccount({
        userId,
        from: undefined,
        messages,
        key: `key of ${userId}`,
        endedAt: 0,
      }),
    addInvite: async ({ token, chatId, by, createdAt, expiresAt, mostUses, needsApproval }) => {
      const values = {
        token,
        chat_id: chatId,
        invited_by: by,
        created_at: createdAt,
        expires_at: expiresAt ?? null,
        most_uses: mostUses ?? null,
        needs_approval: needsApproval === true,
        revoked_at: null,
      };
      await kysely.insertInto('invites').values(values).execute();
    },
    revokeInvite: async (token) => {
      await kysely
        .updateTable('invites')
        .set({ revoked_at: 1 })
        .where('token', '=', token)
        .execute();
    },
    addPicture: async (file, owner) => {
      const values = {
        ...{ id: file, owner, kind: 'picture', type: 'image/webp', bytes: 1, hash: '' },
        ...{ blob: file, created_at: 0, used_by: null, scope_id: null, erase_since: null },
      };
      await kysely.insertInto('files').values(values).execute();
    },
    placesWith: (text) => columnsWith(kysely, text),
    close: async () => undefined,
  };
}

async function emptyTables({ kysely }: OpenDatabase<Database>): Promise<void> {
  await sql`truncate history, accounts, sessions, session_uses, ended_sessions, chats, members, documents, rows, receipts,
    refusals cascade`.execute(kysely);
}
