/** Accounts with sessions in a real database, without the cost of signing up. */
import type { Database } from '@jibber/schema/database/tables';
import type { UserId } from '@jibber/schema/ids';
import type { Kysely } from 'kysely';
import type { Identity } from '../log/sync.ts';

export async function insertAccount(database: Kysely<Database>, userId: UserId): Promise<void> {
  await database
    .insertInto('accounts')
    .values({
      id: userId,
      name: userId,
      handle: userId,
      handle_skeleton: userId,
      email: `${userId}@example.org`,
      phone: null,
      password_hash: '',
      created_at: 0,
      deleted_at: null,
    })
    .execute();
}

export async function insertSession(
  database: Kysely<Database>,
  { userId, sessionId }: Identity,
  expiresAt = Number.MAX_SAFE_INTEGER,
): Promise<void> {
  await database
    .insertInto('sessions')
    .values({
      id: sessionId,
      user_id: userId,
      device_name: 'test',
      created_at: 0,
      expires_at: expiresAt,
    })
    .execute();
}
