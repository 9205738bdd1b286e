/**
 * The port between the nodes of one deployment. What travels are hints: they may be lost, repeated,
 * late or out of order, and cost latency only; positions are facts, and a node that sees a gap reads
 * the database. Invariant: nothing is published before it is committed.
 */
import type { ChatId, HistoryId, UserId } from '@jibber/schema/ids';
import type { Joined } from '../documents/group-changes.ts';
import type { Departure } from '../storage/group-port.ts';
import type { Head } from '../storage/storage.ts';

/** An encoded frame `rows` and the range it covers. */
export type RowsFrame = {
  readonly from: number;
  readonly to: number;
  readonly bytes: Uint8Array;
  /** The oldest segment that its parts touch; undefined where they touch none. */
  readonly oldestSegment: number | undefined;
  /** Who is in the chat no more from some position of it on: he gets nothing of it. */
  readonly departures: readonly Departure[];
};

export type Hint =
  /** Rows were accepted after `from` up to the head; no frames where they are too large to send. */
  | {
      readonly type: 'rows';
      readonly historyId: HistoryId;
      readonly chatId: ChatId;
      readonly from: number;
      readonly head: Head;
      readonly frames: readonly RowsFrame[];
    }
  /** These people became members; goes to whoever follows one of them. */
  | {
      readonly type: 'joined';
      readonly historyId: HistoryId;
      readonly chatId: ChatId;
      readonly head: Head;
      /** Position up to which a channel that begins with this has been told: 0 of a new chat. */
      readonly told: number;
      readonly joined: readonly Joined[];
    }
  /** The chats of these people have to be read anew; goes to every node. */
  | { readonly type: 'moved'; readonly historyId: HistoryId; readonly userIds: readonly UserId[] }
  /** Goes to whoever follows the chat or the person. */
  | {
      readonly type: 'receipt';
      readonly chatId: ChatId;
      readonly userId: UserId;
      readonly delivered: number;
      readonly read: number;
      readonly revision: number;
      /** For his own devices alone. */
      readonly isPrivate: boolean;
    }
  | { readonly type: 'typed'; readonly chatId: ChatId; readonly userId: UserId }
  /** This person's account was changed; goes to whoever follows him. */
  | {
      readonly type: 'account';
      readonly historyId: HistoryId;
      readonly userId: UserId;
    }
  /** Goes to every node. */
  | { readonly type: 'sessions-ended'; readonly sessionIds: readonly string[] };

/** One node's end of the relay. */
export interface Relay {
  /**
   * Whether hints of every chat come here without being followed (in one process). Where not, a node
   * reads the heads of chats that it just began to follow, because hints before that are lost.
   */
  readonly hearsAll: boolean;
  /** False while hints are surely lost: heads are then polled quickly. */
  isConnected(): boolean;
  /** Begins to hear; a node never hears its own hints. Call once, before anything else. */
  listen(listener: (hint: Hint) => void): void;
  /** Hands a hint over. Never throws, never waits; may lose it. */
  publish(hint: Hint): void;
  /** From when this resolves, hints of these chats and people come here. Rejects never. */
  follow(chatIds: readonly ChatId[], userIds: readonly UserId[]): Promise<void>;
  unfollow(chatIds: readonly ChatId[], userIds: readonly UserId[]): void;
  close(): Promise<void>;
}
