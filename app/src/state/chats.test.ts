import { directChatId, userId } from '@jibber/schema/ids';
import { limits } from '@jibber/schema/limits';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ReplicaChange } from '../replica/replica.ts';
import { type ChatsReplica, createChats } from './chats.ts';

const alice = userId('0193a1b2-0000-7000-8000-0000000000a1');
const bob = userId('0193a1b2-0000-7000-8000-0000000000b1');
const chat = directChatId(alice, bob);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('whoever goes on writing is shown to write until the replica says that he does not', () => {
  let tell: (change: ReplicaChange) => void = () => undefined;
  const replica: ChatsReplica = {
    me: { userId: alice, name: 'Alice', handle: 'alice', address: 'alice@example.org' },
    chats: async () => [],
    isFirstSync: () => false,
    subscribe: (listener) => {
      tell = listener;
      return () => undefined;
    },
    person: () => undefined,
    acquaintances: () => [],
    openDirect: () => Promise.reject(new Error('nobody opens a chat here')),
  };
  const chats = createChats(
    () => replica,
    (cause) => {
      throw cause;
    },
  );
  tell({ type: 'typing', chatId: chat, users: [bob] });
  vi.advanceTimersByTime(2 * limits.typingShownMs);
  expect(chats.isTyping(chat)).toBe(true);
  tell({ type: 'typing', chatId: chat, users: [] });
  expect(chats.isTyping(chat)).toBe(false);
});
