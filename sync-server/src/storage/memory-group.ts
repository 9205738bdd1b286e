/**
 * Groups in the memory storage: who can be written to, and what a batch changes beside documents; the
 * same as `is_reachable` of the migrations and `sql-group.ts` say in SQL.
 */
import type { Relation } from '@jibber/schema/document/chat-document';
import type { ChatId, UserId } from '@jibber/schema/ids';
import type { GroupWrite } from './group-port.ts';
import type { GroupTables, MemoryChat } from './memory-chat.ts';

/** Whether somebody is present. */
export function isIn(chat: MemoryChat, userId: UserId): boolean {
  const line = chat.members.get(userId);
  return line !== undefined && line.leftPosition === undefined;
}

/** What the second is to the first. */
export function relationIn(tables: GroupTables, actor: UserId, user: UserId): Relation {
  if (!isReachable(tables, actor, user)) return 'unreachable';
  return shareChat(tables, actor, user) ? 'known' : 'stranger';
}

/** Whether messages of a member of a private chat reach the other. */
export function isHeard(tables: GroupTables, chat: MemoryChat, author: UserId): boolean {
  return [...chat.members.keys()].every(
    (user) => user === author || isReachable(tables, author, user),
  );
}

function isReachable(tables: GroupTables, actor: UserId, user: UserId): boolean {
  if (tables.accounts.get(user)?.isDeleted !== false) return false;
  return tables.people.isReachable(actor, user, shareChat(tables, actor, user));
}

function shareChat({ chats }: GroupTables, one: UserId, other: UserId): boolean {
  return [...chats.values()].some((chat) => isIn(chat, one) && isIn(chat, other));
}

export function saveGroup(tables: GroupTables, chatId: ChatId, group: GroupWrite): void {
  const chat = tables.chats.get(chatId);
  if (chat === undefined) throw new Error(`no chat ${chatId}`);
  for (const line of group.members) {
    const fromPosition = line.fromPosition ?? chat.members.get(line.userId)?.fromPosition ?? 0;
    chat.members.set(line.userId, { ...line, fromPosition });
  }
  chat.departures.push(...group.departures);
  for (const userId of group.uninvited) chat.invited.delete(userId);
  for (const line of group.invited) chat.invited.set(line.userId, line);
  for (const userId of group.unasked) chat.asked.delete(userId);
  for (const userId of group.asked) chat.asked.add(userId);
  for (const token of group.invitesUsed) {
    const invite = tables.invites.get(token);
    if (invite?.usesLeft !== undefined) invite.usesLeft -= 1;
  }
  chat.reports.push(...group.reports);
  if (group.picture?.file !== undefined) tables.people.pictures.delete(group.picture.file);
  chat.settings = group.settings ?? chat.settings;
  const ending = group.departures.find(({ userId }) => userId === undefined);
  if (ending === undefined) return;
  chat.isDeleted = true;
  chat.invited.clear();
  chat.asked.clear();
  for (const [token, invite] of tables.invites) {
    if (invite.chatId === chatId) tables.invites.delete(token);
  }
  for (const [userId, line] of chat.members) {
    const leftPosition = line.leftPosition ?? ending.position;
    chat.members.set(userId, { ...line, leftPosition });
  }
}

/** People to whom something of a batch is news of their account. */
export function newsOf(
  { chats }: GroupTables,
  chatId: ChatId,
  { invited, uninvited, reports }: GroupWrite,
): readonly UserId[] {
  const userIds = new Set([...invited.map(({ userId }) => userId), ...uninvited]);
  const chat = chats.get(chatId);
  if (reports.length === 0 || chat === undefined) return [...userIds];
  for (const [userId, { role }] of chat.members) {
    if (isIn(chat, userId) && role !== 'member') userIds.add(userId);
  }
  return [...userIds];
}
