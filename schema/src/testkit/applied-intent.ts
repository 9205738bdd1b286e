/**
 * Judging and writing as a node does, on a plain chat, in one call. Invariant: a refused intent
 * changes nothing.
 */

import type { ChatId, EntryId, UserId } from '../ids.ts';
import { type Intent, isNumbered, judge, write } from '../intents/registry.ts';
import type { Verdict } from '../intents/rule.ts';
import type { PlainChat } from './plain-chat.ts';

export type EntryToApply = {
  readonly author: UserId;
  readonly chatId: ChatId;
  readonly entryId: EntryId;
  readonly at: number;
  readonly intent: Intent;
};

/** @returns the verdict; where it is accepted the chat then holds what was written */
export function applyIntent(chat: PlainChat, entry: EntryToApply): Verdict {
  const { author, chatId, entryId, at, intent } = entry;
  const verdict = judge(chat, { userId: author }, chatId, intent);
  if (!verdict.ok) return verdict;
  if (intent.kind === 'chat.open' && chat.exists) return verdict;
  const number = isNumbered(intent) ? chat.nextNumber() : 0;
  write(chat, intent, { entryId, author, at, number });
  if (intent.kind === 'chat.open') chat.exists = true;
  return verdict;
}
