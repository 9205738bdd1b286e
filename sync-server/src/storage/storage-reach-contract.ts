/** Who can be written to, and who may read what of a chat, in the storage port. */
import type { ChatId, EntryId, UserId } from '@jibber/schema/ids';
import {
  alice,
  aliceAndBob,
  bob,
  mallory,
  nthEntryId,
  someHistory,
} from '@jibber/schema/testkit/people';
import { expect, test } from 'vitest';
import {
  bytes,
  groupOf,
  line,
  notAnAccount,
  now,
  open,
  opening,
  row,
  state,
  write,
} from '../testkit/storage-fixtures.ts';
import type { StorageUnderTest } from '../testkit/storage-under-test.ts';
import { creation, group, headAt, makeStoredGroups } from '../testkit/stored-groups.ts';
import { relationKey } from './group-port.ts';
import type { Append, BatchWrite } from './storage.ts';

/** One message, after everything of a batch. */
function appending(chatId: ChatId, { head }: BatchWrite, author: UserId, entryId: EntryId): Append {
  return {
    ...{ chatId, historyId: someHistory, head, clock: 0, touched: 0, clockAfter: 1, at: now },
    sessions: new Map([[`phone of ${author}`, author]]),
    userIds: [author],
    messages: [{ entryId, author, update: bytes(9) }],
  };
}

/** @param under the implementation as it was started for the test that runs */
export function testReach(under: () => StorageUnderTest): void {
  const { saveIn, create, change, standingOf, reads, leave, endGroup } = makeStoredGroups(under);

  /** How Bob wants to be reached, and whom he has blocked. */
  const setBob = (strangers: 'all' | 'none', ...blocked: readonly UserId[]) =>
    under().storage.accounts.transaction(async (transaction) => {
      await transaction.lockAccount(bob);
      const { state: before, revision } = await transaction.readStanding({
        ...{
          userId: bob,
          sessionIds: [],
          entryIds: [],
          handles: [],
          pictures: [],
          people: [],
          now,
        },
      });
      await transaction.save(bob, {
        before,
        after: {
          ...before,
          settings: { ...before.settings, strangers },
          blocked: new Set(blocked),
        },
        revision: revision + 1,
        ...{ accepted: new Map(), refused: new Map(), at: now },
      });
      return { keep: true, value: undefined };
    });

  const relationToBob = async (actor: UserId, chat = group) =>
    (await standingOf({ chatId: chat, relations: [[actor, bob]] })).relations.get(
      relationKey(actor, bob),
    );

  test('people are known to whom they share a present chat with, of whatever kind', async () => {
    expect(await relationToBob(alice)).toBe('stranger');
    await open(under().storage);
    expect(await relationToBob(alice)).toBe('known');
    expect(await relationToBob(mallory)).toBe('stranger');
    await create();
    await change(2, { members: [line(mallory, { fromNumber: 2, fromPosition: 2 })] });
    expect(await relationToBob(mallory)).toBe('known');
    await leave(3, bob, 'chat-left');
    expect(await relationToBob(mallory)).toBe('stranger');
    expect(await relationToBob(alice)).toBe('known');
  });

  test('a deleted account, a block, and no liking for strangers are one answer: not to be reached', async () => {
    await open(under().storage);
    await setBob('none');
    expect(await relationToBob(alice)).toBe('known');
    expect(await relationToBob(mallory)).toBe('unreachable');
    await setBob('all', alice);
    expect(await relationToBob(alice)).toBe('unreachable');
    expect(await relationToBob(mallory)).toBe('stranger');
    await setBob('all');
    expect(await relationToBob(alice)).toBe('known');
    await under().deleteAccount(bob, 'stay');
    expect(await relationToBob(alice)).toBe('unreachable');
    expect(await relationToBob(mallory)).toBe('unreachable');
  });

  test('in a private chat whoever is blocked is not heard; in a group he is', async () => {
    await open(under().storage);
    await create();
    await setBob('all', alice);
    const unheard = async (chat: ChatId) => [
      ...(await standingOf({ chatId: chat, userIds: [alice, bob] })).unheard,
    ];
    expect(await unheard(aliceAndBob)).toEqual([alice]);
    expect(await unheard(group)).toEqual([]);
    await setBob('all');
    expect(await unheard(aliceAndBob)).toEqual([]);
  });

  test('a message is appended to a private chat neither after a block nor for a deleted account', async () => {
    await open(under().storage);
    for (const user of [alice, bob]) await under().addSession(`phone of ${user}`, user, now + 1);
    const append = (author: UserId) =>
      under().storage.append(appending(aliceAndBob, opening, author, nthEntryId(60)));
    await setBob('all', alice);
    expect(await append(alice)).toBe(false);
    await setBob('none');
    expect(await append(alice)).toBe(true);
    await under().deleteAccount(alice, 'stay');
    expect(await under().storage.heads([aliceAndBob])).toMatchObject([{ head: 2 }]);
    expect(await append(bob)).toBe(false);
  });

  test('a message is appended to a group by whoever is there, whomever he is blocked by', async () => {
    await create();
    for (const user of [alice, bob]) await under().addSession(`phone of ${user}`, user, now + 1);
    const made = appending(group, creation, alice, nthEntryId(60));
    const append = { ...made, clock: 1, touched: 1, clockAfter: 2 };
    await setBob('all', alice);
    expect(await under().storage.append({ ...append, userIds: [alice, mallory] })).toBe(false);
    expect(await under().storage.append(append)).toBe(true);
    await leave(3, bob, 'chat-removed');
    const next = {
      ...append,
      ...{ head: headAt(3), clock: 2, touched: 2, clockAfter: 3 },
      messages: [{ entryId: nthEntryId(61), author: bob, update: bytes(9) }],
    };
    const sessions = new Map([[`phone of ${bob}`, bob]]);
    expect(await under().storage.append({ ...next, userIds: [bob], sessions })).toBe(false);
    expect(await under().storage.heads([group])).toMatchObject([{ head: 3 }]);
  });

  test('a document is read by whoever is there, and not from before his history', async () => {
    await create();
    await saveIn(
      group,
      write({
        head: headAt(2, 1),
        rows: [row(2, { number: 2, chatUpdate: bytes(2), segment: 1, segmentUpdate: bytes(2, 2) })],
        documents: [
          state('chat', { touched: 2 }),
          state(1, { firstNumber: 2, touched: 2, messages: 1 }),
        ],
        group: groupOf({
          members: [line(mallory, { fromNumber: 2, fromPosition: 2, fromSegment: 1 })],
        }),
      }),
    );
    const seen = async (reader: UserId) => [
      await reads(reader, 'chat'),
      await reads(reader, 0),
      await reads(reader, 1),
      await reads(reader, 2),
    ];
    expect(await seen(alice)).toEqual([true, true, true, false]);
    expect(await seen(mallory)).toEqual([true, false, true, false]);
    expect(await seen(notAnAccount)).toEqual([false, false, false, false]);
    await leave(3, bob, 'chat-removed');
    expect(await seen(bob)).toEqual([false, false, false, false]);
    expect(await under().storage.readDocument(group, 0, 0)).toMatchObject({ head: 3 });
    await endGroup(4);
    expect(await seen(alice)).toEqual([false, false, false, false]);
  });
}
