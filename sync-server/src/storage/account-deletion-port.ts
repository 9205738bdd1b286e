/**
 * What the job needs of a database that goes through the chats of a deleted account. Invariants: a job
 * is there from the commit on that ends the account; each method reads or writes a bounded part in one
 * statement or transaction; several nodes may work on one job, and none undoes what another one did.
 */
import type { MessagesChoice } from '@jibber/schema/commands/account';
import type { ChatId, EntryId, UserId } from '@jibber/schema/ids';

export type AccountDeletion = {
  readonly userId: UserId;
  readonly messages: MessagesChoice;
  /** Random: ids of the job's entries follow from it, so that nobody else has taken them. */
  readonly key: string;
  /** Where messages are erased now; undefined: this has not begun. */
  readonly chatId: ChatId | undefined;
  /** Up to which his messages there are erased. */
  readonly position: number;
};

/** A group in which somebody still stands: as a member, or as somebody who was asked to join. */
export type Standpoint = {
  readonly chatId: ChatId;
  readonly as: 'member' | 'invited';
  /** When or at which position this began, so that coming back is another one. */
  readonly since: number;
};

/** Messages of one person in a part of a chat. */
export type OwnMessages = {
  readonly entryIds: readonly EntryId[];
  /** The part that was looked at ends with this position. */
  readonly upTo: number;
  /** Whether that is the end of the chat. */
  readonly isEnd: boolean;
};

export interface AccountDeletionStorage {
  /** Jobs that are not done, the oldest first. */
  due(most: number): Promise<readonly AccountDeletion[]>;
  /** Groups that go on in which this person still stands. */
  standpoints(userId: UserId, most: number): Promise<readonly Standpoint[]>;
  /** The first chat after this one, by id, in which he is or was and which did not end. */
  chatAfter(userId: UserId, after: ChatId | undefined): Promise<ChatId | undefined>;
  /** What he sent, in order, after a position; at most so many, and from a part of so many rows. */
  messagesAfter(
    chatId: ChatId,
    author: UserId,
    position: number,
    most: number,
    rows: number,
  ): Promise<OwnMessages>;
  /** Notes where the job is. Nothing happens where another node has brought it further. */
  advance(job: AccountDeletion, chatId: ChatId, position: number): Promise<void>;
  /** Erases what is kept of the person outside of chats, and ends the job. */
  finish(userId: UserId, at: number): Promise<void>;
  /**
   * Opens again the jobs of people who stand in a group all the same: somebody let them in at the
   * very moment in which they went.
   */
  reopen(): Promise<void>;
}
