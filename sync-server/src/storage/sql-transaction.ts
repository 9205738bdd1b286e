/**
 * The transaction of one chat in SQL. Invariant: at most four statements in the usual case (lock,
 * standing, save, and a document where it is not in memory), because each is a round trip within the
 * chat's lock.
 */
import type { Database } from '@jibber/schema/database/tables';
import type { Relation } from '@jibber/schema/document/chat-document';
import { defaultSettings } from '@jibber/schema/document/group';
import type { DocumentName } from '@jibber/schema/document/values';
import { type ChatId, entryId, fileId, historyId, type UserId, userId } from '@jibber/schema/ids';
import { type Transaction as KyselyTransaction, type RawBuilder, sql } from 'kysely';
import { kindOfChat, type Membership, relationKey, type StoredInvite } from './group-port.ts';
import { readDocument } from './sql-documents.ts';
import { saveGroup } from './sql-group.ts';
import { isReachable, relationsOf } from './sql-reachable.ts';
import type {
  AcceptedEntry,
  BatchWrite,
  ChatTransaction,
  DocumentContent,
  DocumentState,
  Head,
  NewSnapshot,
  Standing,
  StandingQuestion,
} from './storage.ts';
import {
  type DocumentFacts,
  documentKeyOf,
  documentStateOf,
  refusalCodeOf,
  relationOf,
  roleOf,
  settingsOf,
} from './stored-values.ts';

type StandingRow = {
  readonly history: string;
  readonly sessions: readonly (readonly [id: string, userId: string])[];
  readonly members: readonly (readonly [userId: string, role: string, isPresent: boolean])[];
  readonly invited: readonly string[];
  readonly unheard: readonly string[];
  readonly settings: string | null;
  readonly invites: readonly (readonly [
    token: string,
    by: string,
    createdAt: number,
    needsApproval: boolean,
    usesLeft: number | null,
  ])[];
  readonly relations: readonly (readonly [actor: string, user: string, relation: string])[];
  readonly pictures: readonly string[];
  readonly entries: readonly (readonly [
    entryId: string,
    author: string,
    position: number,
    number: number,
    segment: number | null,
  ])[];
  readonly refusals: readonly (readonly [entryId: string, userId: string, code: string])[];
  readonly documents: readonly DocumentFacts[];
};

export class SqlTransaction implements ChatTransaction {
  readonly #database: KyselyTransaction<Database>;

  constructor(database: KyselyTransaction<Database>) {
    this.#database = database;
  }

  async lockChat(chatId: ChatId): Promise<Head | undefined> {
    const { rows } = await sql<Head>`
      select head, last_number as "lastNumber", segment from chats where id = ${chatId} for no key update
    `.execute(this.#database);
    return rows[0];
  }

  async insertChat(chatId: ChatId, at: number): Promise<void> {
    await sql`
      insert into chats (id, kind, created_at, head, last_number, segment)
      values (${chatId}, ${kindOfChat(chatId)}, ${at}, 0, 0, 0) on conflict do nothing
    `.execute(this.#database);
  }

  async readStanding(question: StandingQuestion): Promise<Standing> {
    const { chatId, now } = question;
    const entryIds = [...question.entryIds];
    const userIds = [...question.userIds];
    const { rows } = await sql<StandingRow>`
      with live as materialized (
        select id, user_id from sessions
        where id = any(${[...question.sessionIds]}::text[]) and expires_at > ${now}
        order by id for share),
      named as materialized (
        select entry_id, author, position, number, segment from rows
        where chat_id = ${chatId} and entry_id = any(${entryIds}::text[]))
      select
        (select id from history) as history,
        (select coalesce(json_agg(json_build_array(id, user_id)), '[]') from live) as sessions,
        (select coalesce(json_agg(json_build_array(user_id, role, left_position is null)), '[]')
          from members where chat_id = ${chatId} and user_id = any(${userIds}::text[])) as members,
        ${this.#groupStanding(question)},
        (select coalesce(json_agg(json_build_array(entry_id, author, position, number, segment)), '[]')
          from named) as entries,
        (select coalesce(json_agg(json_build_array(entry_id, user_id, code)), '[]') from refusals
          where user_id = any(${userIds}::text[]) and entry_id = any(${entryIds}::text[])) as refusals,
        (select coalesce(json_agg(json_build_object('document', document,
            'first_number', first_number, 'clock', clock, 'touched', touched,
            'messages', messages, 'bytes', bytes, 'snapshot_position', snapshot_position,
            'erase_since', erase_since)), '[]')
          from documents where chat_id = ${chatId} and (document = -1
            or document = (select segment from chats where id = ${chatId})
            or document in (select segment from named))) as documents
    `.execute(this.#database);
    const [row] = rows;
    if (row === undefined) throw new Error('a select without from gave no row');
    return standingOf(row);
  }

  /** What only groups, or only private chats, need; the other half costs nothing. */
  #groupStanding(question: StandingQuestion): RawBuilder<unknown> {
    const { chatId, now, userIds, relations, invites, pictures } = question;
    const users = [...userIds];
    if (kindOfChat(chatId) === 'direct') {
      return sql`
        '[]'::json as invited, null::text as settings, '[]'::json as invites,
        '[]'::json as pictures,
        (select coalesce(json_agg(distinct author), '[]')
          from members m, unnest(${users}::text[]) as author
          where m.chat_id = ${chatId} and m.user_id <> author
            and not ${isReachable(sql`author`, sql`m.user_id`)}) as unheard,
        ${relationsOf(relations)}`;
    }
    return sql`
      (select coalesce(json_agg(user_id), '[]') from invitations
        where chat_id = ${chatId} and user_id = any(${users}::text[])) as invited,
      (select settings from chats where id = ${chatId}) as settings,
      (select coalesce(json_agg(json_build_array(token, invited_by, created_at,
          needs_approval, most_uses - uses)), '[]')
        from invites where token = any(${[...invites]}::text[]) and chat_id = ${chatId}
          and revoked_at is null and (expires_at is null or expires_at > ${now})
          and (most_uses is null or uses < most_uses)) as invites,
      (select coalesce(json_agg(f.id), '[]')
        from unnest(${pictures.map(([owner]) => owner)}::text[],
          ${pictures.map(([, file]) => file)}::text[]) as q (owner, file)
        join files f on f.id = q.file and f.owner = q.owner
          and f.used_by is null and f.erase_since is null) as pictures,
      '[]'::json as unheard,
      ${relationsOf(relations)}`;
  }

  readDocument(
    chatId: ChatId,
    name: DocumentName,
    complete: number,
  ): Promise<DocumentContent | undefined> {
    return readDocument(this.#database, chatId, name, complete);
  }

  async readDocumentState(chatId: ChatId, name: DocumentName): Promise<DocumentState | undefined> {
    const facts = await this.#database
      .selectFrom('documents')
      .select(['document', 'first_number', 'clock', 'touched', 'messages', 'bytes'])
      .select(['snapshot_position', 'erase_since'])
      .where('chat_id', '=', chatId)
      .where('document', '=', documentKeyOf(name))
      .executeTakeFirst();
    return facts === undefined ? undefined : documentStateOf(facts);
  }

  /** All tables in one statement: parts of `with` that write are always run. */
  async save(chatId: ChatId, write: BatchWrite): Promise<readonly UserId[]> {
    const { head, rows, documents, group, refusals, at } = write;
    const { title, picture, settings } = group;
    let query = this.#database.with('kept', (start) =>
      start
        .updateTable('chats')
        .set({
          head: head.head,
          last_number: head.lastNumber,
          segment: head.segment,
          ...(title === undefined ? {} : { title }),
          ...(picture === undefined ? {} : { picture: picture?.file ?? null }),
          ...(settings === undefined ? {} : { settings: JSON.stringify(settings) }),
          ...(group.isDeleted ? { deleted_at: at, title: null, picture: null } : {}),
        })
        .where('id', '=', chatId),
    );
    if (rows.length > 0) {
      const values = rows.map((row) => ({
        chat_id: chatId,
        position: row.position,
        entry_id: row.entryId,
        author: row.author,
        number: row.number,
        at: row.at,
        chat_update: row.chatUpdate ?? null,
        segment: row.segment ?? null,
        segment_update: row.segmentUpdate ?? null,
      }));
      query = query.with('added', (start) => start.insertInto('rows').values(values));
    }
    if (documents.length > 0) {
      const values = documents.map((state) => ({
        chat_id: chatId,
        document: documentKeyOf(state.name),
        first_number: state.firstNumber,
        clock: state.clock,
        touched: state.touched,
        messages: state.messages,
        bytes: state.bytes,
        snapshot: null,
        snapshot_position: 0,
        erase_since: state.eraseSince ?? null,
      }));
      query = query.with('stated', (start) =>
        start
          .insertInto('documents')
          .values(values)
          .onConflict((conflict) =>
            conflict.columns(['chat_id', 'document']).doUpdateSet((set) => ({
              clock: set.ref('excluded.clock'),
              touched: set.ref('excluded.touched'),
              messages: set.ref('excluded.messages'),
              bytes: set.ref('excluded.bytes'),
              erase_since: set.ref('excluded.erase_since'),
            })),
          ),
      );
    }
    if (refusals.length > 0) {
      const values = refusals.map(({ entryId: entry, userId: user, code }) => ({
        entry_id: entry,
        user_id: user,
        chat_id: chatId,
        code,
        at,
      }));
      query = query.with('refused', (start) =>
        start
          .insertInto('refusals')
          .values(values)
          .onConflict((conflict) => conflict.doNothing()),
      );
    }
    await query.selectNoFrom((select) => select.lit(1).as('saved')).execute();
    return saveGroup(this.#database, chatId, group, at);
  }

  async saveSnapshot(chatId: ChatId, made: NewSnapshot): Promise<void> {
    const { name, snapshot, position, bytes, erases } = made;
    const emptied =
      name === 'chat'
        ? sql`update rows set chat_update = null, emptied = true
            where chat_id = ${chatId} and chat_update is not null
              and case when chat_update is not null then position end <= ${position}`
        : sql`update rows set segment_update = null, emptied = true
            where chat_id = ${chatId} and segment = ${name} and position <= ${position}
              and segment_update is not null`;
    await sql`
      with taken as (${emptied})
      update documents set snapshot = ${snapshot}, snapshot_position = ${position}, bytes = ${bytes},
        erase_since = case when ${erases}::bool then null else erase_since end
      where chat_id = ${chatId} and document = ${documentKeyOf(name)}
    `.execute(this.#database);
  }
}

function standingOf(row: StandingRow): Standing {
  const entries = row.entries.map(
    ([entry, author, position, number, segment]): AcceptedEntry => ({
      entryId: entryId(entry),
      author: userId(author),
      position,
      number,
      segment: segment ?? undefined,
    }),
  );
  return {
    historyId: historyId(row.history),
    sessions: new Map(row.sessions.map(([id, user]): [string, UserId] => [id, userId(user)])),
    members: new Map(
      row.members.map(([user, role, isPresent]): [UserId, Membership] => [
        userId(user),
        { role: roleOf(role), isPresent },
      ]),
    ),
    invited: new Set(row.invited.map((id) => userId(id))),
    unheard: new Set(row.unheard.map((id) => userId(id))),
    settings: row.settings === null ? defaultSettings : settingsOf(row.settings),
    invites: new Map(
      row.invites.map(([token, by, createdAt, needsApproval, left]): [string, StoredInvite] => [
        token,
        { by: userId(by), createdAt, needsApproval, usesLeft: left ?? undefined },
      ]),
    ),
    relations: new Map(
      row.relations.map(([actor, user, relation]): [string, Relation] => [
        relationKey(userId(actor), userId(user)),
        relationOf(relation),
      ]),
    ),
    pictures: new Set(row.pictures.map((id) => fileId(id))),
    entries: new Map(entries.map((entry) => [entry.entryId, entry])),
    refusals: row.refusals.map(([entry, user, code]) => ({
      entryId: entryId(entry),
      userId: userId(user),
      code: refusalCodeOf(code),
    })),
    documents: row.documents.map(documentStateOf),
  };
}
