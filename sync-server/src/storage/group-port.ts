/**
 * What is stored of a group beside its documents, in the words of the storage port: who may see what,
 * who departed, and what a batch changes of it.
 */
import type { Invite } from '@jibber/schema/document/chat-document';
import type { GroupSettings } from '@jibber/schema/document/group';
import type { Role } from '@jibber/schema/document/members';
import type { ChatId, EntryId, FileId, UserId } from '@jibber/schema/ids';

/** What somebody of a chat may see of it. */
export type Grant = {
  /** The first segment; 0: all of them. */
  readonly fromSegment: number;
  /** Position of his joining: earlier rows of the chat document come to him in a snapshot alone. */
  readonly fromPosition: number;
};

/** Whose line in the members ended at which position, and why; without a person: everybody's. */
export type Departure = {
  readonly position: number;
  readonly userId: UserId | undefined;
  readonly code: DepartureCode;
};
export type DepartureCode = 'chat-left' | 'chat-removed' | 'chat-deleted';

/** Who is in a chat, as its rules see it. */
export type Membership = { readonly role: Role; readonly isPresent: boolean };

/** `usesLeft` is undefined where any number may come by it. */
export type StoredInvite = Invite & { readonly usesLeft: number | undefined };

/** Under which a `Standing` has what one person is to another. */
export function relationKey(actor: UserId, user: UserId): string {
  return `${actor} ${user}`;
}

/** A line of the members as it is after a batch. */
export type MemberChange = {
  readonly userId: UserId;
  readonly role: Role;
  readonly fromNumber: number;
  readonly fromSegment: number;
  /** Of his joining, where that is in this batch; undefined: it stays. */
  readonly fromPosition: number | undefined;
  /** Undefined while he is present. */
  readonly leftPosition: number | undefined;
};

export type NewInvitation = { readonly userId: UserId; readonly by: UserId; readonly at: number };

export type NewReport = {
  readonly entryId: EntryId;
  readonly reporter: UserId;
  readonly message: EntryId;
  readonly reason: string;
};

/** What a batch changes of a group beside its documents. */
export type GroupWrite = {
  /** The last line of each. */
  readonly members: readonly MemberChange[];
  readonly departures: readonly Departure[];
  readonly invited: readonly NewInvitation[];
  /** Their invitations ended. */
  readonly uninvited: readonly UserId[];
  /** Who asks to be let in now, and who does not any more. */
  readonly asked: readonly UserId[];
  readonly unasked: readonly UserId[];
  /** Tokens by which somebody came. */
  readonly invitesUsed: readonly string[];
  readonly reports: readonly NewReport[];
  /** Undefined: as before. */
  readonly title: string | undefined;
  /** Null: none any more. */
  readonly picture: { readonly file: FileId; readonly owner: UserId } | null | undefined;
  readonly settings: GroupSettings | undefined;
  /** It ended for everybody: whatever is stored of it is erased from now on. */
  readonly isDeleted: boolean;
};

export const noGroupChange: GroupWrite = {
  members: [],
  departures: [],
  invited: [],
  uninvited: [],
  asked: [],
  unasked: [],
  invitesUsed: [],
  reports: [],
  title: undefined,
  picture: undefined,
  settings: undefined,
  isDeleted: false,
};

export function kindOfChat(chatId: ChatId): 'direct' | 'group' {
  return chatId.startsWith('d') ? 'direct' : 'group';
}
