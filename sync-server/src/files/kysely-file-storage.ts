/** Files in the database. Invariant: the account's row is locked before its session, as elsewhere. */
import { isPictureType } from '@jibber/schema/commands/files';
import type { Database, FilesTable } from '@jibber/schema/database/tables';
import { chatId, fileId, type UserId, userId } from '@jibber/schema/ids';
import { fail, succeed } from '@jibber/schema/result';
import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import type { Identity } from '../log/sync.ts';
import { blobKey } from './blob-store.ts';
import type { FileStorage, PictureUse, StoredFile, UnusedBounds } from './file-storage.ts';

export function makeKyselyFileStorage(database: Kysely<Database>): FileStorage {
  return {
    async read(id) {
      const row = await database
        .selectFrom('files')
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirst();
      return row === undefined ? undefined : fileOf(row);
    },
    insert: (identity, file, now, bounds) =>
      database.transaction().execute(async (transaction) => {
        if (!(await lockSession(transaction, identity, now))) return fail('signed-out');
        const there = await transaction
          .selectFrom('files')
          .selectAll()
          .where('id', '=', file.id)
          .forUpdate()
          .executeTakeFirst();
        if (there !== undefined) {
          const isSame = there.owner === identity.userId && there.hash === file.hash;
          if (!isSame || there.type !== file.type) return fail('file-id-taken');
          if (there.erase_since !== null) return fail('busy');
          await transaction
            .updateTable('files')
            .set({ created_at: now })
            .where('id', '=', file.id)
            .execute();
          return succeed('there' as const);
        }
        if (!(await hasRoom(transaction, identity.userId, file.bytes, bounds))) {
          return fail('too-many-files');
        }
        const inserted = await transaction
          .insertInto('files')
          .values({
            id: file.id,
            owner: identity.userId,
            kind: 'picture',
            type: file.type,
            bytes: file.bytes,
            hash: file.hash,
            blob: file.blob,
            created_at: now,
            used_by: null,
            scope_id: null,
            erase_since: null,
          })
          .onConflict((conflict) => conflict.column('id').doNothing())
          .returning('id')
          .executeTakeFirst();
        // Somebody else's came in between: only his account's row was locked by him.
        return inserted === undefined ? fail('file-id-taken') : succeed('inserted' as const);
      }),
    async isPresent(chat, user) {
      const row = await database
        .selectFrom('members')
        .select('user_id')
        .where('chat_id', '=', chat)
        .where('user_id', '=', user)
        .where('left_position', 'is', null)
        .executeTakeFirst();
      return row !== undefined;
    },
    async eraseUnused(broughtBefore, now) {
      await database
        .updateTable('files')
        .set({ erase_since: now })
        .where('used_by', 'is', null)
        .where('erase_since', 'is', null)
        .where('created_at', '<', broughtBefore)
        .execute();
    },
    async readErased(count) {
      const rows = await database
        .selectFrom('files')
        .select(['id', 'blob'])
        .where('erase_since', 'is not', null)
        .orderBy('erase_since')
        .orderBy('id')
        .limit(count)
        .execute();
      return rows.map(({ id, blob }) => ({ id: fileId(id), blob: blobKey(blob) }));
    },
    async deleteErased(ids) {
      if (ids.length === 0) return;
      await database
        .deleteFrom('files')
        .where('id', 'in', ids)
        .where('erase_since', 'is not', null)
        .execute();
    },
    async readNamed(blobs) {
      if (blobs.length === 0) return new Set();
      const rows = await database
        .selectFrom('files')
        .select('blob')
        .where('blob', 'in', blobs)
        .execute();
      return new Set(rows.map(({ blob }) => blob));
    },
  };
}

type Inside = Transaction<Database>;

/** So many uploads at once count like as many in turn; and a session that ended brings nothing. */
async function lockSession(transaction: Inside, identity: Identity, now: number): Promise<boolean> {
  const account = await transaction
    .selectFrom('accounts')
    .select('id')
    .where('id', '=', identity.userId)
    .where('deleted_at', 'is', null)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (account === undefined) return false;
  const session = await transaction
    .selectFrom('sessions')
    .select('id')
    .where('id', '=', identity.sessionId)
    .where('user_id', '=', identity.userId)
    .where('expires_at', '>', now)
    .forShare()
    .executeTakeFirst();
  return session !== undefined;
}

async function hasRoom(
  transaction: Inside,
  owner: UserId,
  bytes: number,
  bounds: UnusedBounds,
): Promise<boolean> {
  const unused = await transaction
    .selectFrom('files')
    .select(({ fn }) => [
      fn.countAll<number>().as('count'),
      // A sum is numeric, which has no type of its own here.
      sql<number>`coalesce(sum(bytes), 0)::int8`.as('bytes'),
    ])
    .where('owner', '=', owner)
    .where('used_by', 'is', null)
    .executeTakeFirstOrThrow();
  return unused.count < bounds.files && unused.bytes + bytes <= bounds.bytes;
}

function fileOf(row: Selectable<FilesTable>): StoredFile {
  if (!isPictureType(row.type)) throw new Error(`the file ${row.id} has an unknown type`);
  return {
    id: fileId(row.id),
    owner: userId(row.owner),
    type: row.type,
    bytes: row.bytes,
    hash: row.hash,
    blob: blobKey(row.blob),
    use: useOf(row),
    isErased: row.erase_since !== null,
  };
}

function useOf({ id, used_by: by, scope_id: of }: Selectable<FilesTable>): PictureUse | undefined {
  if (by === null || of === null) return undefined;
  if (by === 'profile') return { by, of: userId(of) };
  if (by === 'group') return { by, of: chatId(of) };
  throw new Error(`the file ${id} has an unknown use`);
}
