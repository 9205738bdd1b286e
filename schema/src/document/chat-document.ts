/**
 * The view of one chat that the rules work on. At the node Yjs documents and the database stand
 * behind it, on the device an overlay of plain maps over the accepted documents; the rules cannot
 * tell. Invariant: `ChatState` only reads; only a writer gets a `ChatDocument`.
 */
import type { EntryId, FileId, UserId } from '../ids.ts';
import type { GroupSettings } from './group.ts';
import type { Member, Role } from './members.ts';
import type { DocumentMap } from './values.ts';

/**
 * What somebody is to the person who wants to write to him or to add him. `known`: they share a chat;
 * `stranger`: he is asked first; `unreachable`: no account, or he does not want it, which nobody is told.
 */
export type Relation = 'known' | 'stranger' | 'unreachable';

/** An invite link, as it stands when it is used. */
export type Invite = {
  readonly by: UserId;
  /** ms */
  readonly createdAt: number;
  /** Whether an administrator decides on whoever comes by it. */
  readonly needsApproval: boolean;
};

/** What a judge may look at. */
export interface ChatState {
  /** False until its opening was accepted (on the device: or waits in the outbox). */
  readonly exists: boolean;
  readonly kind: 'direct' | 'group';
  readonly settings: GroupSettings;
  /** Of a present member; undefined for everybody else. */
  roleOf(user: UserId): Role | undefined;
  /** Of whoever has a line in the chat's members: present, gone, invited or asking. */
  member(user: UserId): Member | undefined;
  /** All lines of the chat's members; only for intents about members or the group. */
  memberIds(): Iterable<UserId>;
  /** As far as is known here: on the device everybody is at least a stranger. */
  relation(actor: UserId, user: UserId): Relation;
  /** Whether messages of this member of a private chat reach the other. */
  isHeard(actor: UserId): boolean;
  /** Number and stored value of the message with this id; undefined where there is none. */
  locate(message: EntryId): { readonly number: number; readonly value: unknown } | undefined;
  /** Encoded size of the segment that holds this number. */
  segmentBytes(number: number): number;
  /** The invite of this chat with this token, while it may be used. */
  invite(token: string): Invite | undefined;
  /** Whether this picture is his, and not yet put to use; on the device nobody knows better. */
  mayUse(actor: UserId, picture: FileId): boolean;
}

/** What a writer may touch, in the transaction in which its intent was judged. */
export interface ChatDocument extends ChatState {
  readonly info: DocumentMap;
  readonly members: DocumentMap;
  readonly segments: DocumentMap;
  /** The `messages` map of the segment that holds this number, or will. */
  messages(number: number): DocumentMap;
}

/** Who acts: from the session, never from what was sent. */
export type Actor = { readonly userId: UserId };

/** What the node adds to an accepted intent; on the device provisional values. */
export type Stamp = {
  readonly entryId: EntryId;
  readonly author: UserId;
  /** Node's time of acceptance, ms. */
  readonly at: number;
  /** The next number, used up by intents that are `numbered`. */
  readonly number: number;
  /** The first segment that whoever joins by this intent may see; 0: all of them. */
  readonly history: number;
};
