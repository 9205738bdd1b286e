/**
 * Commands about groups over `fetch`: invite links, reports, and who has read. Invariant: every outcome
 * is a value; nothing of them is kept on the device, because the server may change its mind at any moment.
 */
import {
  type InviteLink,
  type InvitePreview,
  invitePreviewSchema,
  inviteSchema,
  invitesSchema,
  type MemberRegister,
  memberRegistersSchema,
  type NewInvite,
  type Report,
  reportListSchema,
} from '@jibber/schema/commands/groups';
import type { ChatId, EntryId } from '@jibber/schema/ids';
import { type Ask, nothing } from './fetch-commands.ts';
import type { CommandAnswer } from './ports.ts';

/** Each needs the network. */
export type GroupCommands = {
  makeInvite(chatId: ChatId, wanted: NewInvite): CommandAnswer<InviteLink>;
  invites(chatId: ChatId): CommandAnswer<readonly InviteLink[]>;
  revokeInvite(chatId: ChatId, token: string): CommandAnswer<undefined>;
  /** What a link leads to. */
  lookAtInvite(token: string): CommandAnswer<InvitePreview>;
  reports(chatId: ChatId): CommandAnswer<readonly Report[]>;
  /** It was looked into. */
  settleReport(chatId: ChatId, entryId: EntryId): CommandAnswer<undefined>;
  /** How far each present member has received and read. */
  registers(chatId: ChatId): CommandAnswer<readonly MemberRegister[]>;
};

export function makeGroupCommands(ask: Ask): GroupCommands {
  return {
    makeInvite: (chatId, wanted) => ask(inviteSchema, 'POST', `chats/${chatId}/invites`, wanted),
    invites: (chatId) => ask(invitesSchema, 'GET', `chats/${chatId}/invites`),
    revokeInvite: (chatId, token) => ask(nothing, 'DELETE', `chats/${chatId}/invites/${token}`),
    lookAtInvite: (token) => ask(invitePreviewSchema, 'GET', `invites/${token}`),
    reports: (chatId) => ask(reportListSchema, 'GET', `chats/${chatId}/reports`),
    settleReport: (chatId, entryId) => ask(nothing, 'DELETE', `chats/${chatId}/reports/${entryId}`),
    registers: (chatId) => ask(memberRegistersSchema, 'GET', `chats/${chatId}/receipts`),
  };
}
