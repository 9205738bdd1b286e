/**
 * The view of one chat that the rules work on. At the node Yjs documents and the database stand
 * behind it, on the device an overlay of plain maps over the accepted documents; the rules cannot
 * tell. Invariant: `ChatState` only reads; only a writer gets a `ChatDocument`.
 */
import type { EntryId, UserId } from '../ids.ts';
import type { DocumentMap } from './values.ts';

/** What a judge may look at. */
export interface ChatState {
  /** False until a `chat.open` for it was accepted (on the device: or waits in the outbox). */
  readonly exists: boolean;
  isMember(user: UserId): boolean;
  /** Whether there is such an account that can be written to, as far as is known here. */
  isReachable(user: UserId): boolean;
  /** Number and stored value of the message with this id; undefined where there is none. */
  locate(message: EntryId): { readonly number: number; readonly value: unknown } | undefined;
  /** Encoded size of the segment that holds this number. */
  segmentBytes(number: number): number;
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
};
