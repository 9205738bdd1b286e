/** Appending in one statement: everything assumed is compared under the lock, or nothing is written. */
import { historyId } from '@jibber/schema/ids';
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
  gate,
  messages,
  notes,
  now,
  open,
  question,
  save,
  write,
} from '../testkit/storage-fixtures.ts';
import type { StorageUnderTest } from '../testkit/storage-under-test.ts';
import type { Append } from './storage.ts';

/** Two messages by Alice and Bob, after the second position. */
const append: Append = {
  chatId: aliceAndBob,
  historyId: someHistory,
  head: { head: 2, lastNumber: 1, segment: 0 },
  clock: 2,
  touched: 2,
  sessions: new Map([
    ['alices', alice],
    ['bobs', bob],
  ]),
  userIds: [alice, bob],
  messages: [
    { entryId: nthEntryId(3), author: alice, update: bytes(3) },
    { entryId: nthEntryId(4), author: bob, update: bytes(4, 4) },
  ],
  clockAfter: 4,
  at: now,
};

/** @param under the implementation as it was started for the test that runs */
export function testAppend(under: () => StorageUnderTest): void {
  async function openWithSessions() {
    await open(under().storage);
    await save(under().storage, messages(2, 2));
    await under().addSession('alices', alice, now + 1);
    await under().addSession('bobs', bob, now + 1);
  }

  test('an append is there for every node, in rows, document and head', async () => {
    await openWithSessions();
    expect(await under().storage.append(append)).toBe(true);
    const { other } = under();
    expect(await other.heads([aliceAndBob])).toEqual([
      { chatId: aliceAndBob, head: 4, lastNumber: 3, segment: 0 },
    ]);
    const rows = await other.readRows([{ chatId: aliceAndBob, from: 2, to: 9 }]);
    expect(rows.get(aliceAndBob)).toMatchObject([
      { position: 3, entryId: nthEntryId(3), segment: 0, segmentUpdate: bytes(3) },
      { position: 4, entryId: nthEntryId(4), segmentUpdate: bytes(4, 4), chatUpdate: undefined },
    ]);
    expect(await other.readDocument(aliceAndBob, 0, 2)).toMatchObject({
      updates: [
        { position: 3, at: now },
        { position: 4, at: now },
      ],
    });
    const { state, entries } = await other.transaction(async (transaction) => {
      await transaction.lockChat(aliceAndBob);
      const state = await transaction.readDocumentState(aliceAndBob, 0);
      const { entries } = await transaction.readStanding(question({ entryIds: [nthEntryId(4)] }));
      return { keep: false, value: { state, entries } };
    });
    expect(state).toMatchObject({ clock: 4, touched: 4, messages: 3, bytes: 13 });
    expect(entries.get(nthEntryId(4))).toMatchObject({ author: bob, position: 4, number: 3 });
  });

  test('appends follow each other; the same again is none', async () => {
    await openWithSessions();
    expect(await under().storage.append(append)).toBe(true);
    expect(await under().other.append(append)).toBe(false);
    const next: Append = {
      ...append,
      head: { head: 4, lastNumber: 3, segment: 0 },
      clock: 4,
      touched: 4,
      messages: [{ entryId: nthEntryId(5), author: bob, update: bytes(5) }],
      clockAfter: 5,
    };
    expect(await under().other.append(next)).toBe(true);
    expect(await under().storage.heads([aliceAndBob])).toMatchObject([{ head: 5 }]);
  });

  const other = historyId('01940000-0000-7000-8000-0000000d1ff0');
  const wrong: Readonly<Record<string, Partial<Append>>> = {
    'another head': { head: { ...append.head, head: 1 } },
    'another last number': { head: { ...append.head, lastNumber: 2 } },
    'another segment': { head: { ...append.head, segment: 1 } },
    'another clock': { clock: 3 },
    'another row that touched last': { touched: 1 },
    'another history': { historyId: other },
    'a session that expired': { at: now + 1 },
    'a session that is not there': { sessions: new Map([['nobodys', alice]]) },
    'a session of somebody else': { sessions: new Map([['bobs', alice]]) },
    'somebody who is no member': { userIds: [alice, mallory] },
    'an entry that was accepted': {
      messages: [{ entryId: nthEntryId(2), author: alice, update: bytes(3) }],
    },
    'an entry that was refused': {
      messages: [{ entryId: nthEntryId(50), author: bob, update: bytes(3) }],
    },
    'another chat': { chatId: notes },
  };
  for (const [what, claim] of Object.entries(wrong)) {
    test(`an append that assumes ${what} writes nothing`, async () => {
      await openWithSessions();
      const refusals = [{ entryId: nthEntryId(50), userId: bob, code: 'text-empty' as const }];
      const { head } = append;
      await save(under().storage, write({ head, refusals }));
      expect(await under().storage.append({ ...append, ...claim })).toBe(false);
      expect(await under().storage.heads([aliceAndBob])).toMatchObject([head]);
      // Nothing of it is left that stands in the way of what is right.
      expect(await under().storage.append(append)).toBe(true);
    });
  }

  test('an append waits for the lock and then sees what was committed', async () => {
    await openWithSessions();
    const locked = gate();
    const first = under().other.transaction(async (transaction) => {
      await transaction.lockChat(aliceAndBob);
      locked.pass();
      await transaction.save(aliceAndBob, messages(3, 3));
      return { keep: true, value: undefined };
    });
    await locked.passed;
    const second = under().storage.append(append);
    await first;
    expect(await second).toBe(false);
    expect(await under().storage.heads([aliceAndBob])).toMatchObject([{ head: 3 }]);
  });

  test('an append that does not get the lock in time is busy', async () => {
    if (!under().isConcurrent) return expect(under().storage.lanes).toBe(1);
    await openWithSessions();
    const locked = gate();
    const done = gate();
    const holder = under().other.transaction(async (transaction) => {
      await transaction.lockChat(aliceAndBob);
      locked.pass();
      await done.passed;
      return { keep: false, value: undefined };
    });
    await locked.passed;
    await expect(under().storage.append(append)).rejects.toMatchObject({ kind: 'busy' });
    done.pass();
    await holder;
    expect(await under().storage.append(append)).toBe(true);
  });
}
