/**
 * Judging and writing as a node does, on a plain chat, in one call. Invariant: a refused intent
 * changes nothing, and nothing is accepted in a group that ended.
 */
import type { ChatId, EntryId, UserId } from '../ids.ts';
import { type Intent, isNumbered, isOpening, judge, write } from '../intents/registry.ts';
import type { Verdict } from '../intents/rule.ts';
import { fail } from '../result.ts';
import type { PlainChat } from './plain-chat.ts';

export type EntryToApply = {
  readonly author: UserId;
  readonly chatId: ChatId;
  readonly entryId: EntryId;
  readonly at: number;
  /** As `Stamp.history`. */
  readonly history?: number;
  readonly intent: Intent;
};

/** @returns the verdict; where it is accepted the chat then holds what was written */
export function applyIntent(chat: PlainChat, entry: EntryToApply): Verdict {
  const { author, chatId, entryId, at, intent } = entry;
  if (hasEnded(chat)) return fail(chat.member(author) ? 'chat-deleted' : 'chat-not-found');
  const verdict = judge(chat, { userId: author }, chatId, intent);
  if (!verdict.ok) return verdict;
  if (intent.kind === 'chat.open' && chat.exists) return verdict;
  const number = isNumbered(intent) ? chat.nextNumber() : 0;
  write(chat, intent, { entryId, author, at, number, history: entry.history ?? 0 });
  if (isOpening(intent)) chat.exists = true;
  return verdict;
}

/** Whether its owner deleted it, or everybody left. */
export function hasEnded(chat: PlainChat): boolean {
  return chat.info.get('deleted') !== undefined;
}
