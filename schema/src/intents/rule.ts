/**
 * The face of an intent: how it is read from a claim, judged, and written. One file per kind; node
 * and app call the very same functions, the app before it shows, the node before it writes.
 */
import type { Actor, ChatDocument, ChatState, Stamp } from '../document/chat-document.ts';
import type { ErrorCode } from '../errors.ts';
import type { Result } from '../result.ts';

export type Verdict = Result<undefined, ErrorCode>;

export interface IntentRule<Intent extends { readonly kind: string }> {
  readonly kind: Intent['kind'];
  /** Whether an accepted one takes the next number of the chat and stands in the timeline. */
  readonly numbered: boolean;
  /** Whether the chat document is looked at or written. */
  readonly administers: boolean;
  /** Shape only. Unknown keys, wrong types and foreign ids are `malformed`. Never throws. */
  parse(value: unknown): Result<Intent, ErrorCode>;
  /** Pure: same state, actor and intent give the same verdict, at the node and on the device. */
  judge(state: ChatState, actor: Actor, intent: Intent): Verdict;
  /** Writes an intent that `judge` accepted on this very state; throws on any other. */
  write(document: ChatDocument, intent: Intent, stamp: Stamp): void;
}
