/**
 * Intents of accounts in SQL, one code path for PGlite and Postgres. Invariant: the account's row is
 * locked before anything of it is read, and everything that one batch writes is one transaction.
 */
import type { Database } from '@jibber/schema/database/tables';
import {
  accountScope,
  type ChatId,
  type EntryId,
  entryId,
  fileId,
  historyId,
  type UserId,
  userId,
} from '@jibber/schema/ids';
import { type Kysely, sql, type Transaction } from 'kysely';
import { handleSkeleton } from '../accounts/handle-skeleton.ts';
import { freePicture, takePicture } from '../files/picture-use.ts';
import type {
  AccountLogStorage,
  AccountNews,
  AccountQuestion,
  AccountStanding,
  AccountTransaction,
  AccountWrite,
} from './account-log-port.ts';
import { isUniqueViolation } from './database-errors.ts';
import { faultOf } from './sql-faults.ts';
import { transact } from './sql-outcome.ts';
import { type Outcome, StorageFault } from './storage.ts';
import { accountStateOf, blockChanges, settingsText } from './stored-account.ts';
import { refusalCodeOf } from './stored-values.ts';

type StandingRow = {
  readonly history: string;
  readonly sessions: readonly (readonly [id: string, userId: string])[];
  readonly account: {
    readonly name: string;
    readonly handle: string;
    readonly about: string;
    readonly picture: string | null;
    readonly settings: string;
    readonly revision: number;
  } | null;
  readonly blocked: readonly string[];
  readonly accepted: readonly (readonly [entryId: string, revision: number])[];
  readonly refused: readonly (readonly [entryId: string, code: string])[];
  readonly skeletons: readonly string[];
  readonly pictures: readonly string[];
  readonly people: readonly string[];
};

const handleKey = 'accounts_handle_skeleton_key';

export class SqlAccountStorage implements AccountLogStorage {
  readonly #database: Kysely<Database>;

  constructor(database: Kysely<Database>) {
    this.#database = database;
  }

  transaction<Value>(
    work: (transaction: AccountTransaction) => Promise<Outcome<Value>>,
  ): Promise<Value> {
    return transact(this.#database, (transaction) => work(new SqlAccountTransaction(transaction)));
  }

  async readNews(userIds: readonly UserId[]): Promise<ReadonlyMap<UserId, AccountNews>> {
    try {
      const { rows } = await sql<{ id: string; revision: number; blocked: readonly string[] }>`
        select id, revision, (select coalesce(json_agg(blocked_id), '[]') from blocks
          where user_id = accounts.id) as blocked
        from accounts where id = any(${[...userIds]}::text[])
      `.execute(this.#database);
      return new Map(
        rows.map(({ id, revision, blocked }) => [
          userId(id),
          { revision, blocked: blocked.map((each) => userId(each)) },
        ]),
      );
    } catch (error) {
      throw faultOf(error);
    }
  }

  async trimEntries(before: number): Promise<void> {
    try {
      await sql`delete from account_entries where at < ${before}`.execute(this.#database);
    } catch (error) {
      throw faultOf(error);
    }
  }
}

class SqlAccountTransaction implements AccountTransaction {
  readonly #database: Transaction<Database>;

  constructor(database: Transaction<Database>) {
    this.#database = database;
  }

  async lockAccount(user: UserId): Promise<boolean> {
    const { rows } = await sql`
      select id from accounts where id = ${user} and deleted_at is null for no key update
    `.execute(this.#database);
    return rows.length > 0;
  }

  async lockChats(chatIds: readonly ChatId[]): Promise<void> {
    await sql`
      select id from chats where id = any(${[...chatIds]}::text[]) order by id for no key update
    `.execute(this.#database);
  }

  async readStanding(question: AccountQuestion): Promise<AccountStanding> {
    const { userId: user, now } = question;
    const entryIds = [...question.entryIds];
    const skeletons = question.handles.map(handleSkeleton);
    const { rows } = await sql<StandingRow>`
      with live as materialized (
        select id, user_id from sessions
        where id = any(${[...question.sessionIds]}::text[]) and expires_at > ${now}
        order by id for share)
      select
        (select id from history) as history,
        (select coalesce(json_agg(json_build_array(id, user_id)), '[]') from live) as sessions,
        (select json_build_object('name', name, 'handle', handle, 'about', about,
            'picture', picture, 'settings', settings, 'revision', revision)
          from accounts where id = ${user}) as account,
        (select coalesce(json_agg(blocked_id), '[]') from blocks where user_id = ${user}) as blocked,
        (select coalesce(json_agg(json_build_array(entry_id, revision)), '[]') from account_entries
          where user_id = ${user} and entry_id = any(${entryIds}::text[])) as accepted,
        (select coalesce(json_agg(json_build_array(entry_id, code)), '[]') from refusals
          where user_id = ${user} and entry_id = any(${entryIds}::text[])
            and chat_id = ${accountScope}) as refused,
        (select coalesce(json_agg(handle_skeleton), '[]') from accounts
          where handle_skeleton = any(${skeletons}::text[]) and id <> ${user}) as skeletons,
        (select coalesce(json_agg(id), '[]') from files
          where id = any(${[...question.pictures]}::text[]) and kind = 'picture'
            and erase_since is null and ((owner = ${user} and used_by is null)
              or (used_by = 'profile' and scope_id = ${user}))) as pictures,
        (select coalesce(json_agg(id), '[]') from accounts
          where id = any(${[...question.people]}::text[])) as people
    `.execute(this.#database);
    const [row] = rows;
    if (row === undefined || row.account === null) throw new Error(`no account ${user} is locked`);
    const taken = new Set(row.skeletons);
    return {
      historyId: historyId(row.history),
      sessions: new Map(row.sessions.map(([id, owner]) => [id, userId(owner)])),
      state: accountStateOf(row.account, row.blocked),
      revision: row.account.revision,
      accepted: new Map(row.accepted.map(([id, revision]) => [entryId(id), revision])),
      refused: new Map(row.refused.map(([id, code]) => [entryId(id), refusalCodeOf(code)])),
      takenHandles: new Set(question.handles.filter((handle) => taken.has(handleSkeleton(handle)))),
      pictures: new Set(row.pictures.map((id) => fileId(id))),
      people: new Set(row.people.map((id) => userId(id))),
    };
  }

  async save(user: UserId, write: AccountWrite): Promise<void> {
    const { before, after, revision, accepted, refused, at } = write;
    const { profile, settings } = after;
    const { added, removed } = blockChanges(before.blocked, after.blocked);
    try {
      await this.#database
        .updateTable('accounts')
        .set({
          name: profile.name,
          handle: profile.handle,
          handle_skeleton: handleSkeleton(profile.handle),
          about: profile.about,
          picture: profile.picture,
          settings: settingsText(settings),
          revision,
        })
        .where('id', '=', user)
        .execute();
    } catch (error) {
      // Somebody took it since it was looked up: judged again, it is taken.
      if (isUniqueViolation(error, handleKey)) throw new StorageFault('busy', error);
      throw error;
    }
    await this.#movePicture(user, before.profile.picture, profile.picture, at);
    if (added.length > 0) {
      await this.#database
        .insertInto('blocks')
        .values(added.map((blocked) => ({ user_id: user, blocked_id: blocked, at })))
        .execute();
    }
    if (removed.length > 0) {
      await this.#database
        .deleteFrom('blocks')
        .where('user_id', '=', user)
        .where('blocked_id', 'in', removed)
        .execute();
    }
    await this.#remember(user, accepted, refused, at);
  }

  async #remember(
    user: UserId,
    accepted: ReadonlyMap<EntryId, number>,
    refused: AccountWrite['refused'],
    at: number,
  ): Promise<void> {
    if (accepted.size > 0) {
      await this.#database
        .insertInto('account_entries')
        .values(
          [...accepted].map(([entry, made]) => ({
            user_id: user,
            entry_id: entry,
            revision: made,
            at,
          })),
        )
        .execute();
    }
    if (refused.size > 0) {
      await this.#database
        .insertInto('refusals')
        .values(
          [...refused].map(([entry, code]) => ({
            user_id: user,
            entry_id: entry,
            chat_id: accountScope,
            code,
            at,
          })),
        )
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    }
  }

  async #movePicture(
    user: UserId,
    before: string | null,
    after: AccountWrite['after']['profile']['picture'],
    at: number,
  ): Promise<void> {
    if (before === after) return;
    const use = { by: 'profile', of: user } as const;
    if (after === null) {
      await freePicture(this.#database, use, at);
      return;
    }
    const taken = await takePicture(this.#database, user, after, use, at);
    // It was taken into use elsewhere, or forgotten, since it was looked up: judged again.
    if (!taken.ok) throw new StorageFault('busy');
  }
}
