/** What an export needs, from the database. */
import type { Database } from '@jibber/schema/database/tables';
import { chatId, userId } from '@jibber/schema/ids';
import { type Kysely, sql } from 'kysely';
import { profileOf, settingsOf } from '../../storage/stored-account.ts';
import type { ExportStorage } from './export-storage.ts';

export function makeKyselyExportStorage(database: Kysely<Database>): ExportStorage {
  return {
    async readAccount(id) {
      const row = await database
        .selectFrom('accounts')
        .select(['name', 'handle', 'email', 'phone', 'about', 'picture', 'settings', 'created_at'])
        .where('id', '=', id)
        .where('deleted_at', 'is', null)
        .executeTakeFirst();
      return (
        row && {
          ...profileOf(row),
          email: row.email ?? undefined,
          phone: row.phone ?? undefined,
          settings: settingsOf(row.settings),
          createdAt: row.created_at,
        }
      );
    },
    async readDevices(id, sessionId) {
      const rows = await database
        .selectFrom('sessions')
        .leftJoin('session_uses', 'session_uses.session_id', 'sessions.id')
        .select(['sessions.id', 'device_name', 'created_at', 'used_at'])
        .where('user_id', '=', id)
        .orderBy('created_at')
        .execute();
      return rows.map((row) => ({
        name: row.device_name,
        since: row.created_at,
        usedAt: row.used_at ?? row.created_at,
        isThisOne: row.id === sessionId,
      }));
    },
    async readBlocks(id) {
      const rows = await database
        .selectFrom('blocks')
        .select(['blocked_id', 'at'])
        .where('user_id', '=', id)
        .orderBy('at')
        .execute();
      return rows.map(({ blocked_id, at }) => ({ userId: userId(blocked_id), at }));
    },
    async readReports(id) {
      const rows = await database
        .selectFrom('reports')
        .select(['chat_id', 'message', 'reason', 'at'])
        .where('reporter', '=', id)
        .orderBy('at')
        .execute();
      return rows.map(({ chat_id, ...report }) => ({ ...report, chatId: chatId(chat_id) }));
    },
    async readChats(id, after, most) {
      const { rows } = await sql<{
        id: string;
        kind: string;
        peer: string | null;
        from_segment: number;
        segment: number;
        read: number;
      }>`
        select c.id, c.kind, m.from_segment, c.segment,
          case when c.kind = 'direct' then coalesce(
            (select o.user_id from members o where o.chat_id = c.id and o.user_id <> m.user_id),
            m.user_id) end as peer,
          coalesce((select r.read from receipts r
            where r.chat_id = c.id and r.user_id = m.user_id), 0) as read
        from members m join chats c on c.id = m.chat_id
        where m.user_id = ${id} and m.left_position is null and c.deleted_at is null
          and c.id > ${after ?? ''}
        order by c.id limit ${most}
      `.execute(database);
      return rows.map((row) => ({
        chatId: chatId(row.id),
        kind: row.kind === 'group' ? 'group' : 'direct',
        peer: row.peer === null ? undefined : userId(row.peer),
        fromSegment: row.from_segment,
        segment: row.segment,
        readUpTo: row.read,
      }));
    },
  };
}
