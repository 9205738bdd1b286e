/** Accounts in the database. Invariant: of a deleted account only that it is deleted is given out. */
import type { Address, Person } from '@jibber/schema/commands/account';
import type { Database } from '@jibber/schema/database/tables';
import { parseFileId, type UserId, userId } from '@jibber/schema/ids';
import { fail, succeed } from '@jibber/schema/result';
import { type Kysely, sql } from 'kysely';
import { profileOf, settingsOf } from '../storage/stored-account.ts';
import type { Account, AccountStorage, FoundBy } from './account-storage.ts';
import { deletedName } from './erased-account.ts';
import { readInvitations, readReportCounts } from './kysely-account-news.ts';

export function makeKyselyAccountStorage(database: Kysely<Database>): AccountStorage {
  const select = () =>
    database
      .selectFrom('accounts')
      .select(['id', 'name', 'handle', 'email', 'phone', 'password_hash'])
      .where('deleted_at', 'is', null);

  async function isSkeletonTaken(handleSkeleton: string): Promise<boolean> {
    const row = await database
      .selectFrom('accounts')
      .select('id')
      .where('handle_skeleton', '=', handleSkeleton)
      .executeTakeFirst();
    return row !== undefined;
  }

  return {
    async insert(account) {
      const inserted = await database
        .insertInto('accounts')
        .values({
          id: account.userId,
          name: account.name,
          handle: account.handle,
          handle_skeleton: account.handleSkeleton,
          email: account.email ?? null,
          phone: account.phone ?? null,
          password_hash: account.passwordHash,
          created_at: account.createdAt,
          deleted_at: null,
        })
        .onConflict((conflict) => conflict.doNothing())
        .returning('id')
        .executeTakeFirst();
      if (inserted !== undefined) return succeed();
      const isHandle = await isSkeletonTaken(account.handleSkeleton);
      return fail(isHandle ? 'handle-taken' : 'address-taken');
    },
    async readByAddress({ kind, value }: Address) {
      return toAccount(await select().where(kind, '=', value).executeTakeFirst());
    },
    async read(id) {
      return toAccount(await select().where('id', '=', id).executeTakeFirst());
    },
    async readByHandle(handle) {
      return toAccount(await select().where('handle', '=', handle).executeTakeFirst());
    },
    async findPerson(by, value) {
      const row = await database
        .selectFrom('accounts')
        .select(['id', 'name', 'handle'])
        .where('deleted_at', 'is', null)
        .where(by, '=', value)
        .where(sql<boolean>`coalesce((settings::json ->> ${foundSetting[by]})::bool, true)`)
        .executeTakeFirst();
      return row && { userId: userId(row.id), name: row.name, handle: row.handle };
    },
    isSkeletonTaken,
    async readProfiles(viewer, ids) {
      if (ids.length === 0) return [];
      const rows = await database
        .selectFrom('accounts')
        .select(['id', 'name', 'handle', 'about', 'picture', 'deleted_at'])
        .select(isAverseTo(viewer))
        .where('id', 'in', ids)
        .where(({ eb, or, exists, selectFrom }) =>
          or([
            eb('accounts.id', '=', viewer),
            exists(
              selectFrom('members as mine')
                .innerJoin('members as theirs', 'theirs.chat_id', 'mine.chat_id')
                .select('theirs.user_id')
                .where('mine.user_id', '=', viewer)
                .where('mine.left_position', 'is', null)
                .whereRef('theirs.user_id', '=', 'accounts.id'),
            ),
            // Whoever is invited to a group, or asks to be let in, has a name there.
            isWaitingFor(viewer),
          ]),
        )
        .execute();
      return rows.map(({ id, name, handle, about, picture, deleted_at, isAverse }) => {
        if (deleted_at !== null) return deletedPerson(userId(id));
        const file = parseFileId(picture);
        return isAverse
          ? { userId: userId(id), name, handle: '' }
          : { userId: userId(id), name, handle, about, picture: file.ok ? file.value : null };
      });
    },
    async readState(id) {
      const row = await database
        .selectFrom('accounts')
        .select(['name', 'handle', 'about', 'picture', 'settings', 'revision'])
        .where('id', '=', id)
        .where('deleted_at', 'is', null)
        .executeTakeFirst();
      if (row === undefined) return undefined;
      const blocked = await database
        .selectFrom('blocks')
        .innerJoin('accounts', 'accounts.id', 'blocks.blocked_id')
        .select(['accounts.id', 'accounts.name', 'accounts.handle', 'accounts.deleted_at'])
        .select(isAverseTo(id))
        .where('blocks.user_id', '=', id)
        .orderBy('blocks.at', 'desc')
        .orderBy('accounts.id')
        .execute();
      return {
        revision: row.revision,
        invitations: await readInvitations(database, id),
        reports: await readReportCounts(database, id),
        profile: profileOf(row),
        settings: settingsOf(row.settings),
        blocks: blocked.map((each) =>
          each.deleted_at === null
            ? {
                userId: userId(each.id),
                name: each.name,
                handle: each.isAverse ? '' : each.handle,
              }
            : deletedPerson(userId(each.id)),
        ),
      };
    },
    async list() {
      const rows = await select().orderBy('created_at').orderBy('id').execute();
      return rows.map(accountOf);
    },
  };
}

const foundSetting: Readonly<Record<FoundBy, string>> = {
  handle: 'foundByHandle',
  email: 'foundByEmail',
  phone: 'foundByPhone',
};

/** Whether the person of this row waits to be in a group that the viewer is in. */
function isWaitingFor(viewer: UserId) {
  return sql<boolean>`exists (
    select from members mine
    join (select chat_id, user_id from invitations
      union all select chat_id, user_id from requests) as waiting on waiting.chat_id = mine.chat_id
    where mine.user_id = ${viewer} and mine.left_position is null
      and waiting.user_id = accounts.id)`;
}

function deletedPerson(id: UserId): Person {
  return { userId: id, name: deletedName, handle: '', deleted: true };
}

/** Whether the person of this row has blocked the viewer. */
function isAverseTo(viewer: UserId) {
  return sql<boolean>`exists (select from blocks as averse
    where averse.user_id = accounts.id and averse.blocked_id = ${viewer})`.as('isAverse');
}

type AccountRow = {
  readonly id: string;
  readonly name: string;
  readonly handle: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly password_hash: string;
};

function toAccount(row: AccountRow | undefined): Account | undefined {
  return row === undefined ? undefined : accountOf(row);
}

function accountOf(row: AccountRow): Account {
  return {
    userId: userId(row.id),
    name: row.name,
    handle: row.handle,
    email: row.email ?? undefined,
    phone: row.phone ?? undefined,
    passwordHash: row.password_hash,
  };
}
