/** What `GET /api/account/state` tells of somebody, read from the tables of one moment. */
import type { AccountAnswer } from '@jibber/schema/commands/account-state';
import type { UserId } from '@jibber/schema/ids';
import { isIn } from '@jibber/sync-server/storage/memory-group';
import type { MemoryTables } from '@jibber/sync-server/storage/memory-tables';
import { personOf } from './simulated-tab.ts';

export function readAccountState(tables: MemoryTables, userId: UserId): AccountAnswer {
  const { state, revision } = tables.people.of(userId);
  const { name, handle } = personOf(userId);
  const chats = [...tables.chats];
  return {
    revision,
    profile: { ...state.profile, name, handle },
    settings: state.settings,
    blocks: [...state.blocked].map(personOf),
    invitations: chats.flatMap(([chatId, { invited, isDeleted }]) => {
      const line = invited.get(userId);
      if (line === undefined || isDeleted) return [];
      return [{ chatId, title: 'A group', picture: null, by: personOf(line.by), at: line.at }];
    }),
    reports: chats.flatMap(([chatId, chat]) => {
      const role = isIn(chat, userId) ? chat.members.get(userId)?.role : undefined;
      const mayLook = role === 'owner' || role === 'administrator';
      return mayLook && chat.reports.length > 0 ? [{ chatId, count: chat.reports.length }] : [];
    }),
  };
}
