/**
 * What stays of an account that its person deleted: its id, a name that says so, and the job that goes
 * through its chats. Inside the transaction of whoever ends it, under the lock of the account's row.
 */
import type { Database } from '@jibber/schema/database/tables';
import type { Transaction } from 'kysely';
import { freePicture } from '../files/picture-use.ts';
import type { AccountEnd } from '../sessions/session-storage.ts';

/** What apps show that do not know the word `deleted` of a person. */
export const deletedName = 'Deleted account';

export async function eraseAccount(
  transaction: Transaction<Database>,
  { userId, messages, key, endedAt }: AccountEnd,
): Promise<void> {
  await transaction
    .updateTable('accounts')
    .set({
      name: deletedName,
      handle: '',
      // No handle has a skeleton like it: the handle is free for others.
      handle_skeleton: `deleted ${userId}`,
      email: null,
      phone: null,
      password_hash: '',
      about: '',
      picture: null,
      settings: '{}',
      deleted_at: endedAt,
    })
    .where('id', '=', userId)
    .execute();
  await freePicture(transaction, { by: 'profile', of: userId }, endedAt);
  await transaction.deleteFrom('blocks').where('user_id', '=', userId).execute();
  await transaction
    .insertInto('account_deletions')
    .values({ user_id: userId, messages, key, begun_at: endedAt, done_at: null, chat_id: null })
    .execute();
}
