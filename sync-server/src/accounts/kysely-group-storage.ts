/** Commands about groups in SQL, one statement each but for what has to be one transaction. */
import type { InviteLink } from '@jibber/schema/commands/groups';
import type { Database } from '@jibber/schema/database/tables';
import { defaultSettings } from '@jibber/schema/document/group';
import { chatId, entryId, parseFileId, userId } from '@jibber/schema/ids';
import { type Kysely, sql } from 'kysely';
import { moderatorsOf, raiseRevisions } from '../storage/sql-account-news.ts';
import { roleOf, settingsOf } from '../storage/stored-values.ts';
import type { GroupStorage } from './group-storage.ts';

/** Whether an invite may be used at this moment. */
function isOpen(now: number) {
  return sql<boolean>`revoked_at is null and (expires_at is null or expires_at > ${now})
    and (most_uses is null or uses < most_uses)`;
}

export function makeKyselyGroupStorage(database: Kysely<Database>): GroupStorage {
  return {
    async readStanding(chat, user) {
      const row = await database
        .selectFrom('members')
        .innerJoin('chats', 'chats.id', 'members.chat_id')
        .select(['members.role', 'chats.settings'])
        .where('chats.id', '=', chat)
        .where('chats.kind', '=', 'group')
        .where('members.user_id', '=', user)
        .where('members.left_position', 'is', null)
        .executeTakeFirst();
      if (row === undefined) return undefined;
      const settings = row.settings === null ? defaultSettings : settingsOf(row.settings);
      return { role: roleOf(row.role), settings };
    },

    async addInvite(chat, invite, most, now) {
      return database.transaction().execute(async (transaction) => {
        // Two that are made at once must not both find room.
        await sql`select 1 from chats where id = ${chat} for no key update`.execute(transaction);
        const { count } = await transaction
          .selectFrom('invites')
          .select((select) => select.fn.countAll<number>().as('count'))
          .where('chat_id', '=', chat)
          .where(isOpen(now))
          .executeTakeFirstOrThrow();
        if (count >= most) return false;
        await transaction
          .insertInto('invites')
          .values({
            token: invite.token,
            chat_id: chat,
            invited_by: invite.by,
            created_at: invite.createdAt,
            expires_at: invite.expiresAt,
            most_uses: invite.mostUses,
            needs_approval: invite.needsApproval,
            revoked_at: null,
          })
          .execute();
        return true;
      });
    },

    async readInvites(chat, now) {
      const rows = await database
        .selectFrom('invites')
        .selectAll()
        .where('chat_id', '=', chat)
        .where(isOpen(now))
        .orderBy('created_at', 'desc')
        .orderBy('token')
        .execute();
      return rows.map(
        (row): InviteLink => ({
          token: row.token,
          by: userId(row.invited_by),
          createdAt: row.created_at,
          expiresAt: row.expires_at,
          mostUses: row.most_uses,
          uses: row.uses,
          needsApproval: row.needs_approval,
        }),
      );
    },

    async readInviter(chat, token, now) {
      const row = await database
        .selectFrom('invites')
        .select('invited_by')
        .where('chat_id', '=', chat)
        .where('token', '=', token)
        .where(isOpen(now))
        .executeTakeFirst();
      return row && userId(row.invited_by);
    },

    async revokeInvite(token, now) {
      // The chat's lock: nobody comes by it in a transaction that begins later.
      await database.transaction().execute(async (transaction) => {
        await sql`
          select 1 from chats where id = (select chat_id from invites where token = ${token})
          for no key update`.execute(transaction);
        await transaction
          .updateTable('invites')
          .set({ revoked_at: now })
          .where('token', '=', token)
          .where('revoked_at', 'is', null)
          .execute();
      });
    },

    async readPreview(token, viewer, now) {
      const row = await database
        .selectFrom('invites')
        .innerJoin('chats', 'chats.id', 'invites.chat_id')
        .select(['chats.id', 'chats.title', 'chats.picture', 'invites.needs_approval'])
        .select((select) => [
          select
            .selectFrom('members')
            .select((inner) => inner.fn.countAll<number>().as('count'))
            .whereRef('members.chat_id', '=', 'chats.id')
            .where('left_position', 'is', null)
            .as('members'),
          select
            .exists(
              select
                .selectFrom('members')
                .select('user_id')
                .whereRef('members.chat_id', '=', 'chats.id')
                .where('left_position', 'is', null)
                .where('user_id', '=', viewer),
            )
            .as('is_member'),
        ])
        .where('invites.token', '=', token)
        .where('chats.deleted_at', 'is', null)
        .where(isOpen(now))
        .executeTakeFirst();
      if (row === undefined) return undefined;
      const picture = parseFileId(row.picture);
      return {
        chatId: chatId(row.id),
        title: row.title ?? '',
        picture: picture.ok ? picture.value : null,
        members: row.members ?? 0,
        needsApproval: row.needs_approval,
        isMember: row.is_member === true,
      };
    },

    async readReports(chat, most) {
      const rows = await database
        .selectFrom('reports')
        .selectAll()
        .where('chat_id', '=', chat)
        .where('settled_at', 'is', null)
        .orderBy('at', 'desc')
        .orderBy('entry_id')
        .limit(most)
        .execute();
      return rows.map((row) => ({
        entryId: entryId(row.entry_id),
        reporter: userId(row.reporter),
        message: entryId(row.message),
        reason: row.reason,
        at: row.at,
      }));
    },

    async settleReport(chat, entry, now) {
      return database.transaction().execute(async (transaction) => {
        const settled = await transaction
          .updateTable('reports')
          .set({ settled_at: now })
          .where('chat_id', '=', chat)
          .where('entry_id', '=', entry)
          .where('settled_at', 'is', null)
          .returning('entry_id')
          .executeTakeFirst();
        if (settled === undefined) return undefined;
        const moderators = await moderatorsOf(transaction, chat);
        await raiseRevisions(transaction, moderators);
        return moderators;
      });
    },

    async readRegisters(chat) {
      const rows = await database
        .selectFrom('members')
        .leftJoin('receipts', (join) =>
          join
            .onRef('receipts.chat_id', '=', 'members.chat_id')
            .onRef('receipts.user_id', '=', 'members.user_id'),
        )
        .select(['members.user_id', 'receipts.delivered', 'receipts.read'])
        .where('members.chat_id', '=', chat)
        .where('members.left_position', 'is', null)
        .execute();
      return rows.map((row) => ({
        userId: userId(row.user_id),
        delivered: row.delivered ?? 0,
        read: row.read ?? 0,
      }));
    },
  };
}
