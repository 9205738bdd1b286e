/** What others did that is news of an account: invitations, and reports to its person. */
import type { Invitation, Reports } from '@jibber/schema/commands/account-state';
import type { Database } from '@jibber/schema/database/tables';
import { chatId, parseFileId, type UserId, userId } from '@jibber/schema/ids';
import type { Kysely } from 'kysely';

/** Newest first; those of groups that ended are gone. */
export async function readInvitations(
  database: Kysely<Database>,
  invited: UserId,
): Promise<Invitation[]> {
  const rows = await database
    .selectFrom('invitations')
    .innerJoin('chats', 'chats.id', 'invitations.chat_id')
    .innerJoin('accounts', 'accounts.id', 'invitations.invited_by')
    .select(['chats.id as chat', 'chats.title', 'chats.picture', 'invitations.at'])
    .select(['accounts.id', 'accounts.name', 'accounts.handle'])
    .where('invitations.user_id', '=', invited)
    .where('chats.deleted_at', 'is', null)
    .orderBy('invitations.at', 'desc')
    .execute();
  return rows.map((row) => {
    const picture = parseFileId(row.picture);
    return {
      chatId: chatId(row.chat),
      title: row.title ?? '',
      picture: picture.ok ? picture.value : null,
      by: { userId: userId(row.id), name: row.name, handle: row.handle },
      at: row.at,
    };
  });
}

/** Of the groups that he moderates: how many reports nobody has looked into. */
export async function readReportCounts(
  database: Kysely<Database>,
  moderator: UserId,
): Promise<Reports[]> {
  const rows = await database
    .selectFrom('members')
    .innerJoin('reports', 'reports.chat_id', 'members.chat_id')
    .select('members.chat_id')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('members.user_id', '=', moderator)
    .where('members.left_position', 'is', null)
    .where('members.role', 'in', ['owner', 'administrator'])
    .where('reports.settled_at', 'is', null)
    .groupBy('members.chat_id')
    .execute();
  return rows.map((row) => ({ chatId: chatId(row.chat_id), count: row.count }));
}
