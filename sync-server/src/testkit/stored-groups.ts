/** A stored group of Alice, who owns it, and Bob, for the tests of the storage port. */
import { type ChatId, chatId, type UserId } from '@jibber/schema/ids';
import { alice, bob } from '@jibber/schema/testkit/people';
import type { BatchWrite, Head, StandingQuestion } from '../storage/storage.ts';
import {
  bytes,
  groupOf,
  line,
  look,
  open,
  question,
  row,
  state,
  write,
} from './storage-fixtures.ts';
import type { StorageUnderTest } from './storage-under-test.ts';

export const group = chatId('g01960000-0000-7000-8000-00000000000a');
export const otherGroup = chatId('g01960000-0000-7000-8000-00000000000b');

export function headAt(head: number, segment = 0): Head {
  return { head, lastNumber: head, segment };
}

/** Row 1. */
export const creation = write({
  head: headAt(1),
  rows: [row(1, { number: 1, chatUpdate: bytes(1), segment: 0, segmentUpdate: bytes(1, 1) })],
  documents: [state('chat'), state(0)],
  group: groupOf({ members: [line(alice, { role: 'owner' }), line(bob)] }),
});

/** @param under the implementation as it was started for the test that runs */
export function makeStoredGroups(under: () => StorageUnderTest) {
  const saveIn = (chat: ChatId, batch: BatchWrite) =>
    under().storage.transaction(async (transaction) => {
      await transaction.lockChat(chat);
      return { keep: true, value: await transaction.save(chat, batch) };
    });
  /** One row of the chat document alone, and what it changes of the group. */
  const change = (position: number, more: Parameters<typeof groupOf>[0], chat = group) =>
    saveIn(
      chat,
      write({
        head: headAt(position),
        rows: [row(position, { number: position, chatUpdate: bytes(position) })],
        group: groupOf(more),
      }),
    );
  const create = (chat = group) => open(under().storage, chat, creation);
  const standingOf = (more: Partial<StandingQuestion>) =>
    look(under().storage, async (transaction) => {
      await transaction.lockChat(more.chatId ?? group);
      return transaction.readStanding(question({ chatId: group, ...more }));
    });
  const chatsOf = async (user: UserId, named: readonly ChatId[] = [group]) => {
    const { chats, departed } = await under().other.catchUp(user, 0, named);
    return { chats, departed: [...departed] };
  };
  const reads = async (reader: UserId, name: 'chat' | number) =>
    (await under().other.readDocument(group, name, 0, reader)) !== undefined;
  const leave = (position: number, user: UserId, code: 'chat-left' | 'chat-removed') =>
    change(position, {
      members: [line(user, { fromPosition: undefined, leftPosition: position })],
      departures: [{ position, userId: user, code }],
    });
  const endGroup = (position: number) =>
    change(position, {
      departures: [{ position, userId: undefined, code: 'chat-deleted' }],
      isDeleted: true,
    });
  return { saveIn, change, create, standingOf, chatsOf, reads, leave, endGroup };
}
