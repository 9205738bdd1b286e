/**
 * Reads a document of a chat: snapshot and rows after it in one statement, because compaction may
 * move rows into the snapshot between two.
 */
import type { Database } from '@jibber/schema/database/tables';
import type { DocumentName } from '@jibber/schema/document/values';
import type { ChatId, UserId } from '@jibber/schema/ids';
import { type Kysely, sql } from 'kysely';
import type { DocumentContent } from './storage.ts';
import { documentKeyOf } from './stored-values.ts';

type ContentRow = {
  /** 0 is the document itself, others are rows. */
  readonly position: number;
  readonly head: number | null;
  readonly snapshot_position: number | null;
  readonly at: number | null;
  readonly bytes: Uint8Array | null;
};

export async function readDocument(
  database: Kysely<Database>,
  chatId: ChatId,
  name: DocumentName,
  complete: number,
  reader?: UserId,
): Promise<DocumentContent | undefined> {
  // Of a segment from before his history he is told as of one that is not there.
  const isReadable =
    reader === undefined
      ? sql`true`
      : sql`exists (select from members m where m.chat_id = c.id and m.user_id = ${reader}
          and m.left_position is null and (d.document < 0 or d.document >= m.from_segment))`;
  const update = name === 'chat' ? sql`r.chat_update` : sql`r.segment_update`;
  const touches = name === 'chat' ? sql`true` : sql`r.segment = ${name}`;
  // The expression of the index that holds those rows alone.
  const position =
    name === 'chat'
      ? sql`case when r.chat_update is not null then r.position end`
      : sql`r.position`;
  const { rows } = await sql<ContentRow>`
    with held as materialized (
      select c.head, d.snapshot, d.snapshot_position,
        case when ${complete}::int8 > c.head then 0::int8 else ${complete}::int8 end as complete
      from chats c join documents d on d.chat_id = c.id
      where c.id = ${chatId} and d.document = ${documentKeyOf(name)} and ${isReadable})
    select 0::int8 as position, head, snapshot_position, null::int8 as at,
      case when snapshot_position > complete then snapshot end as bytes
    from held
    union all
    select r.position, null, null, r.at, ${update}
    from held, rows r
    where r.chat_id = ${chatId} and ${touches} and ${update} is not null
      and ${position} > greatest(held.complete, held.snapshot_position)
    order by 1
  `.execute(database);
  const [document, ...tail] = rows;
  if (document === undefined) return undefined;
  return {
    head: document.head ?? 0,
    snapshotPosition: document.snapshot_position ?? 0,
    snapshot: document.bytes ?? undefined,
    updates: tail.map(({ position, at, bytes }) => ({
      position,
      at: at ?? 0,
      update: bytes ?? new Uint8Array(),
    })),
  };
}
