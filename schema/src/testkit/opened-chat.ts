/** Chats to begin a test with. Invariant: they came about by the rules, not by writing to their maps. */
import type { EntryId, UserId } from '../ids.ts';
import type { Intent } from '../intents/registry.ts';
import { applyIntent } from './applied-intent.ts';
import { alice, aliceAndBob, bob, nthEntryId } from './people.ts';
import { createPlainChat, type PlainChat, type PlainChatOptions } from './plain-chat.ts';

/** When everything in these chats was accepted, ms. */
export const openedAt = 1_767_225_600_000;

/** The chat of Alice and Bob, opened by Alice, with nothing in it. */
export function openChat(options: PlainChatOptions = {}): PlainChat {
  const chat = createPlainChat(options);
  apply(chat, alice, nthEntryId(0), { kind: 'chat.open', with: bob });
  return chat;
}

/** Puts a message into it. @returns its id */
export function sendMessage(chat: PlainChat, author: UserId, text: string): EntryId {
  const id = nthEntryId(1000 + chat.nextNumber());
  apply(chat, author, id, { kind: 'message.send', text, writtenAt: openedAt });
  return id;
}

function apply(chat: PlainChat, author: UserId, entryId: EntryId, intent: Intent): void {
  const verdict = applyIntent(chat, {
    author,
    chatId: aliceAndBob,
    entryId,
    at: openedAt,
    intent,
  });
  if (!verdict.ok) throw new Error(`${intent.kind} was refused: ${verdict.code}`);
}
