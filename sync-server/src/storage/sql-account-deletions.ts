/** Jobs of deleted accounts in SQL, one code path for PGlite and Postgres. */
import type { MessagesChoice } from '@jibber/schema/commands/account';
import type { Database } from '@jibber/schema/database/tables';
import { type ChatId, chatId, entryId, type UserId, userId } from '@jibber/schema/ids';
import { type Kysely, sql } from 'kysely';
import type {
  AccountDeletion,
  AccountDeletionStorage,
  OwnMessages,
  Standpoint,
} from './account-deletion-port.ts';
import { faultOf } from './sql-faults.ts';

type StandpointRow = {
  readonly chat_id: string;
  readonly invited: boolean;
  readonly since: number;
};

/** Groups in which somebody whose id is this expression still stands. */
const standing = (user: ReturnType<typeof sql>) => sql`
  select m.chat_id, false as invited, m.from_position as since
  from members m join chats c on c.id = m.chat_id
  where m.user_id = ${user} and m.left_position is null and c.kind = 'group'
    and c.deleted_at is null
  union all
  select i.chat_id, true, i.at from invitations i join chats c on c.id = i.chat_id
  where i.user_id = ${user} and c.deleted_at is null`;

export class SqlAccountDeletions implements AccountDeletionStorage {
  readonly #database: Kysely<Database>;

  constructor(database: Kysely<Database>) {
    this.#database = database;
  }

  async due(most: number): Promise<readonly AccountDeletion[]> {
    const rows = await this.#try(
      this.#database
        .selectFrom('account_deletions')
        .select(['user_id', 'messages', 'key', 'chat_id', 'position'])
        .where('done_at', 'is', null)
        .orderBy('begun_at')
        .orderBy('user_id')
        .limit(most)
        .execute(),
    );
    return rows.map(({ user_id, messages, key, chat_id, position }) => ({
      userId: userId(user_id),
      messages: messagesChoiceOf(messages),
      key,
      chatId: chat_id === null ? undefined : chatId(chat_id),
      position,
    }));
  }

  async standpoints(user: UserId, most: number): Promise<readonly Standpoint[]> {
    const { rows } = await this.#try(
      sql<StandpointRow>`${standing(sql`${user}`)} order by 1, 2 limit ${most}`.execute(
        this.#database,
      ),
    );
    return rows.map(({ chat_id, invited, since }) => ({
      chatId: chatId(chat_id),
      as: invited ? 'invited' : 'member',
      since,
    }));
  }

  async chatAfter(user: UserId, after: ChatId | undefined): Promise<ChatId | undefined> {
    const row = await this.#try(
      this.#database
        .selectFrom('members')
        .innerJoin('chats', 'chats.id', 'members.chat_id')
        .select('chats.id')
        .where('members.user_id', '=', user)
        .where('chats.deleted_at', 'is', null)
        .where('chats.id', '>', after ?? '')
        .orderBy('chats.id')
        .limit(1)
        .executeTakeFirst(),
    );
    return row === undefined ? undefined : chatId(row.id);
  }

  async messagesAfter(
    chat: ChatId,
    author: UserId,
    position: number,
    most: number,
    span: number,
  ): Promise<OwnMessages> {
    const { rows } = await this.#try(
      sql<{ entry_id: string; position: number; head: number }>`
        select r.entry_id, r.position, c.head
        from chats c left join lateral (
          select entry_id, position from rows
          where chat_id = c.id and position > ${position} and position <= ${position + span}
            and author = ${author} and number > 0
          order by position limit ${most}) r on true
        where c.id = ${chat} order by r.position
      `.execute(this.#database),
    );
    const found = rows.filter((row) => row.entry_id !== null);
    const head = rows[0]?.head ?? position;
    const last = found.at(-1)?.position ?? position;
    const upTo = found.length === most ? last : Math.min(head, position + span);
    return {
      entryIds: found.map((row) => entryId(row.entry_id)),
      upTo,
      isEnd: upTo >= head,
    };
  }

  async advance(job: AccountDeletion, chat: ChatId, position: number): Promise<void> {
    await this.#try(
      sql`
        update account_deletions set chat_id = ${chat}, position = ${position}
        where user_id = ${job.userId} and done_at is null and position = ${job.position}
          and chat_id is not distinct from ${job.chatId ?? null}::text
      `.execute(this.#database),
    );
  }

  async finish(user: UserId, at: number): Promise<void> {
    await this.#try(
      this.#database.transaction().execute(async (transaction) => {
        await transaction.deleteFrom('receipts').where('user_id', '=', user).execute();
        await transaction.deleteFrom('refusals').where('user_id', '=', user).execute();
        await transaction.deleteFrom('account_entries').where('user_id', '=', user).execute();
        await transaction.deleteFrom('reports').where('reporter', '=', user).execute();
        await transaction.deleteFrom('invitations').where('user_id', '=', user).execute();
        await transaction
          .updateTable('files')
          .set({ erase_since: at })
          .where('owner', '=', user)
          .where('erase_since', 'is', null)
          .where(({ eb, or }) => or([eb('used_by', 'is', null), eb('used_by', '=', 'profile')]))
          .execute();
        await transaction
          .updateTable('account_deletions')
          .set({ done_at: at })
          .where('user_id', '=', user)
          .execute();
      }),
    );
  }

  async reopen(): Promise<void> {
    await this.#try(
      sql`
        update account_deletions set done_at = null
        where done_at is not null and exists (${standing(sql`account_deletions.user_id`)})
      `.execute(this.#database),
    );
  }

  /** Faults of the store by their names; other errors as they are. */
  async #try<Value>(query: Promise<Value>): Promise<Value> {
    try {
      return await query;
    } catch (error) {
      throw faultOf(error);
    }
  }
}

function messagesChoiceOf(stored: string): MessagesChoice {
  if (stored === 'stay' || stored === 'erase') return stored;
  throw new Error(`a deletion of an account says ${JSON.stringify(stored)} of its messages`);
}
