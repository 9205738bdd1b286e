/**
 * Taking a picture into use and letting it go, inside the transaction of whoever does it, under the
 * lock of the account or chat it is for.
 * Invariants: a person uses only what he brought himself and nothing uses yet; a profile or group has
 * one picture, and the one before is seen by nobody from the commit on.
 */
import type { Database } from '@jibber/schema/database/tables';
import type { FileId, UserId } from '@jibber/schema/ids';
import { fail, type Result, succeed } from '@jibber/schema/result';
import type { Kysely } from 'kysely';
import type { PictureUse } from './file-storage.ts';

/**
 * Makes a picture that of a profile or group, and frees the one before. `file-not-found` (nothing is
 * written): it does not exist, is somebody else's, or is used elsewhere; one answer for all. The
 * picture that is there already may be named again, by whoever may name one.
 * @param transaction of the caller
 * @param now ms since 1970
 */
export async function takePicture(
  transaction: Kysely<Database>,
  owner: UserId,
  picture: FileId,
  use: PictureUse,
  now: number,
): Promise<Result<undefined, 'file-not-found'>> {
  const taken = await transaction
    .updateTable('files')
    .set({ used_by: use.by, scope_id: use.of })
    .where('id', '=', picture)
    .where('kind', '=', 'picture')
    .where('erase_since', 'is', null)
    .where(({ eb, and, or }) =>
      or([
        and([eb('owner', '=', owner), eb('used_by', 'is', null)]),
        and([eb('used_by', '=', use.by), eb('scope_id', '=', use.of)]),
      ]),
    )
    .returning('id')
    .executeTakeFirst();
  if (taken === undefined) return fail('file-not-found');
  await free(transaction, use, now, picture);
  return succeed();
}

/** Frees the picture of a profile or group, if it has one: it is taken away, or what had it ends. */
export async function freePicture(
  transaction: Kysely<Database>,
  use: PictureUse,
  now: number,
): Promise<void> {
  await free(transaction, use, now, undefined);
}

async function free(
  transaction: Kysely<Database>,
  use: PictureUse,
  now: number,
  except: FileId | undefined,
): Promise<void> {
  await transaction
    .updateTable('files')
    .set({ erase_since: now })
    .where('used_by', '=', use.by)
    .where('scope_id', '=', use.of)
    .where('erase_since', 'is', null)
    .where('id', '!=', except ?? '')
    .execute();
}
