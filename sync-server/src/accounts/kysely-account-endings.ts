/**
 * Ends accounts in the database. Invariant: one transaction, under the lock of the account's row, then
 * of its sessions in the order of their ids, as everywhere else.
 */
import type { Database } from '@jibber/schema/database/tables';
import { fail, succeed } from '@jibber/schema/result';
import type { Kysely } from 'kysely';
import { freePicture } from '../files/picture-use.ts';
import { endSessionsOf, lockAccount } from '../sessions/kysely-session-storage.ts';
import type { AccountEndings } from './account-ending.ts';

/** What apps show that do not know the word `deleted` of a person. */
export const deletedName = 'Deleted account';

export function makeKyselyAccountEndings(database: Kysely<Database>): AccountEndings {
  return {
    end: ({ userId, passwordHash, messages, key, at }) =>
      database.transaction().execute(async (transaction) => {
        const locked = await lockAccount(transaction, userId);
        if (locked === undefined) return fail('wrong-credentials');
        if (passwordHash !== undefined && locked.password_hash !== passwordHash) {
          return fail('wrong-credentials');
        }
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
            deleted_at: at,
          })
          .where('id', '=', userId)
          .execute();
        await freePicture(transaction, { by: 'profile', of: userId }, at);
        await transaction.deleteFrom('blocks').where('user_id', '=', userId).execute();
        await transaction
          .insertInto('account_deletions')
          .values({ user_id: userId, messages, key, begun_at: at, done_at: null, chat_id: null })
          .execute();
        return succeed(await endSessionsOf(transaction, userId, undefined, 'deleted', at));
      }),
  };
}
