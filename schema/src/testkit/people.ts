/** The characters of every test: Alice and Bob write to each other, Mallory is no member. */
import {
  type ChatId,
  chatId,
  directChatId,
  type EntryId,
  entryId,
  historyId,
  userId,
} from '../ids.ts';

export const alice = userId('01940000-0000-7000-8000-00000000a11c');
export const bob = userId('01940000-0000-7000-8000-0000000000b0');
export const mallory = userId('01940000-0000-7000-8000-0000000ba110');
export const aliceAndBob: ChatId = directChatId(alice, bob);
export const someHistory = historyId('01940000-0000-7000-8000-0000000b15e0');

/** A different entry id for each count from 0 to 2^48 - 1. */
export function nthEntryId(count: number): EntryId {
  return entryId(`01950000-0000-7000-8000-${count.toString(16).padStart(12, '0')}`);
}

/** In groups: members beside Alice, who owns them, and Bob. */
export const carol = userId('01940000-0000-7000-8000-0000000ca201');
export const dave = userId('01940000-0000-7000-8000-0000000da0e0');
export const someGroup: ChatId = chatId('g01960000-0000-7000-8000-00000000a11c');
