/** A chat of the memory storage, as it is committed. */
import type { Invite } from '@jibber/schema/document/chat-document';
import type { GroupSettings } from '@jibber/schema/document/group';
import type { DocumentName } from '@jibber/schema/document/values';
import type { ChatId, EntryId, UserId } from '@jibber/schema/ids';
import type { Departure, MemberChange, NewInvitation, NewReport } from './group-port.ts';
import type { MemoryPeople } from './memory-people.ts';
import type { DocumentState, Head, NewRow } from './storage.ts';

export type MemoryRow = NewRow & {
  /** Whether compaction took the part of the chat document. */
  readonly chatEmptied: boolean;
};

export type MemoryDocument = { readonly state: DocumentState; readonly snapshot?: Uint8Array };

export type MemoryChat = {
  head: Head;
  readonly members: Map<UserId, MemberChange & { readonly fromPosition: number }>;
  readonly departures: Departure[];
  readonly invited: Map<UserId, NewInvitation>;
  readonly asked: Set<UserId>;
  readonly reports: NewReport[];
  settings: GroupSettings;
  /** Everything of it is to be erased. */
  isDeleted: boolean;
  readonly documents: Map<DocumentName, MemoryDocument>;
  /** By position, which begins at 1. */
  readonly rows: MemoryRow[];
  readonly entries: Map<EntryId, MemoryRow>;
  readonly receipts: Map<UserId, { delivered: number; read: number; revision: number }>;
};

export type MemoryInvite = Invite & {
  readonly chatId: ChatId;
  readonly expiresAt: number | undefined;
  usesLeft: number | undefined;
  isRevoked: boolean;
};

/** What groups need of the tables. */
export type GroupTables = {
  readonly accounts: ReadonlyMap<UserId, { readonly isDeleted: boolean }>;
  readonly people: MemoryPeople;
  readonly chats: ReadonlyMap<ChatId, MemoryChat>;
  readonly invites: Map<string, MemoryInvite>;
};
