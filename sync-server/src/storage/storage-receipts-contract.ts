/** Registers, sessions and refusals of the storage port. */
import type { UserId } from '@jibber/schema/ids';
import { alice, aliceAndBob, bob, mallory, nthEntryId } from '@jibber/schema/testkit/people';
import { expect, test } from 'vitest';
import {
  groupOf,
  line,
  look,
  messages,
  notes,
  now,
  open,
  opening,
  question,
  save,
  write,
} from '../testkit/storage-fixtures.ts';
import type { StorageUnderTest } from '../testkit/storage-under-test.ts';

/** @param under the implementation as it was started for the test that runs */
export function testReceipts(under: () => StorageUnderTest): void {
  test('a refusal stays as it was first given, once per person and entry', async () => {
    await open(under().storage);
    const refused = (code: 'text-empty' | 'text-too-long') =>
      write({
        head: opening.head,
        refusals: [{ entryId: nthEntryId(50), userId: bob, code }],
      });
    await save(under().storage, refused('text-empty'));
    await save(under().storage, refused('text-too-long'));
    const { refusals } = await look(under().storage, (transaction) =>
      transaction.readStanding(question({ userIds: [bob], entryIds: [nthEntryId(50)] })),
    );
    expect(refusals.map(({ code }) => code)).toEqual(['text-empty']);
  });

  test('receipts rise by max, within the last number, in one’s own chats alone', async () => {
    await open(under().storage);
    await save(under().storage, messages(2, 6));
    const raise = (userId: UserId, delivered: number, read: number) =>
      under().storage.raiseReceipts(userId, [{ chatId: aliceAndBob, delivered, read }]);
    expect(await raise(bob, 3, 2)).toEqual([
      { chatId: aliceAndBob, delivered: 3, read: 2, revision: 1 },
    ]);
    expect(await raise(bob, 1, 2)).toEqual([]);
    expect(await raise(bob, 0, 999)).toEqual([
      { chatId: aliceAndBob, delivered: 5, read: 5, revision: 2 },
    ]);
    expect(await raise(mallory, 5, 5)).toEqual([]);
    expect(
      await under().storage.raiseReceipts(bob, [{ chatId: notes, delivered: 1, read: 1 }]),
    ).toEqual([]);
    expect(await under().storage.receiptsOf(aliceAndBob)).toEqual([
      { userId: bob, delivered: 5, read: 5 },
    ]);
    const register = { chatId: aliceAndBob, delivered: 5, read: 5, revision: 2 };
    expect((await under().storage.catchUp(bob, 1, [])).registers).toEqual([register]);
    expect((await under().storage.catchUp(bob, 2, [])).registers).toEqual([]);
    // A revision of another history, above what there is.
    expect((await under().storage.catchUp(bob, 77, [])).registers).toEqual([register]);
  });

  test('each register that rises takes a revision of its own, also from two nodes at once', async () => {
    await open(under().storage);
    await save(under().storage, messages(2, 9));
    await open(under().storage, notes, {
      ...opening,
      head: { head: 1, lastNumber: 5, segment: 0 },
      group: groupOf({ members: [line(alice)] }),
    });
    const raised = await Promise.all([
      under().storage.raiseReceipts(alice, [
        { chatId: aliceAndBob, delivered: 4, read: 4 },
        { chatId: notes, delivered: 1, read: 1 },
      ]),
      under().other.raiseReceipts(alice, [{ chatId: aliceAndBob, delivered: 6, read: 3 }]),
    ]);
    const revisions = raised.flat().map(({ revision }) => revision);
    expect(new Set(revisions).size).toBe(revisions.length);
    const { registers } = await under().storage.catchUp(alice, 0, []);
    expect(registers.map(({ revision }) => revision)).toEqual(
      registers.map(({ revision }) => revision).sort(),
    );
    expect(registers.find(({ chatId }) => chatId === aliceAndBob)).toMatchObject({
      delivered: 6,
      read: 4,
    });
  });

  test('sessions are live, were ended by somebody, or are over by themselves', async () => {
    await under().addSession('alices', alice, now + 1);
    await under().addSession('bobs', bob, now);
    const states = () => under().storage.sessionStates(['alices', 'bobs', 'nobodys'], now);
    expect(await states()).toEqual(new Map([['alices', 'live']]));
    await under().endSession('alices');
    expect(await states()).toEqual(new Map([['alices', 'ended']]));
  });

  test('refusals are forgotten by age, and beyond a number of each person', async () => {
    await open(under().storage);
    for (const [count, at] of [10, 20, 30].entries()) {
      const refusals = [alice, bob].map((userId) => ({
        entryId: nthEntryId(50 + count),
        userId,
        code: 'text-empty' as const,
      }));
      await save(under().storage, write({ head: opening.head, refusals, at }));
    }
    const left = async () => {
      const { refusals } = await look(under().storage, (transaction) =>
        transaction.readStanding(
          question({
            userIds: [alice, bob],
            entryIds: [nthEntryId(50), nthEntryId(51), nthEntryId(52)],
          }),
        ),
      );
      return refusals
        .map(({ userId, entryId }) => `${userId === alice ? 'a' : 'b'}${entryId.slice(-2)}`)
        .sort();
    };
    await under().storage.trimRefusals(20, 9);
    expect(await left()).toEqual(['a33', 'a34', 'b33', 'b34']);
    await under().storage.trimRefusals(0, 1);
    expect(await left()).toEqual(['a34', 'b34']);
  });
}
