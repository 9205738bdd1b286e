/** Transactions of the storage port: locks, what is seen when, what a batch is judged by. */
import type { EntryId } from '@jibber/schema/ids';
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
  groupOf,
  line,
  look,
  messages,
  notAnAccount,
  notes,
  now,
  open,
  opening,
  question,
  row,
  save,
  state,
  write,
} from '../testkit/storage-fixtures.ts';
import type { StorageUnderTest } from '../testkit/storage-under-test.ts';
import { relationKey } from './group-port.ts';
import type { ChatTransaction, Storage, StorageFault } from './storage.ts';

/** @param under the implementation as it was started for the test that runs */
export function testTransactions(under: () => StorageUnderTest): void {
  test('a chat that nobody opened is not there, and locking it waits for nothing', async () => {
    expect(await look(under().storage, (transaction) => transaction.lockChat(aliceAndBob))).toBe(
      undefined,
    );
    expect(await under().storage.heads([aliceAndBob])).toEqual([]);
    expect(await under().storage.readDocument(aliceAndBob, 'chat', 0)).toBe(undefined);
  });

  test('what a transaction saved is there for every node', async () => {
    await open(under().storage);
    await save(under().storage, messages(2, 3));
    const head = { head: 3, lastNumber: 2, segment: 0 };
    expect(await under().other.heads([aliceAndBob, notes])).toEqual([
      { chatId: aliceAndBob, ...head },
    ]);
    const rows = await under().other.readRows([{ chatId: aliceAndBob, from: 0, to: 9 }]);
    expect(rows.get(aliceAndBob)).toMatchObject([
      { position: 1, entryId: nthEntryId(1), chatUpdate: bytes(1), segment: undefined },
      { position: 2, entryId: nthEntryId(2), chatUpdate: undefined, segmentUpdate: bytes(2) },
      { position: 3, entryId: nthEntryId(3), segment: 0, segmentUpdate: bytes(3) },
    ]);
    expect(rows.get(aliceAndBob)?.some(({ chatEmptied }) => chatEmptied)).toBe(false);
    expect(await under().other.catchUp(bob, 0, [])).toEqual({
      historyId: someHistory,
      chats: [{ chatId: aliceAndBob, ...head, fromSegment: 0, fromPosition: 1 }],
      departed: new Map(),
      registers: [],
      account: { revision: 0, blocked: [] },
    });
    expect(await under().other.catchUp(mallory, 0, [])).toMatchObject({ chats: [], registers: [] });
    expect(await under().other.membershipCounts([bob, mallory])).toEqual(new Map([[bob, 1]]));
  });

  test('a transaction without keep, and one that throws, leave nothing', async () => {
    const work = async (transaction: ChatTransaction) => {
      await transaction.insertChat(aliceAndBob, now);
      expect(await transaction.lockChat(aliceAndBob)).toEqual({
        head: 0,
        lastNumber: 0,
        segment: 0,
      });
      await transaction.save(aliceAndBob, opening);
    };
    await look(under().storage, work);
    const broken = under().storage.transaction(async (transaction) => {
      await work(transaction);
      throw new Error('broken assumption');
    });
    await expect(broken).rejects.toThrow('broken assumption');
    expect(await under().storage.heads([aliceAndBob])).toEqual([]);
  });

  test('an entry id stands once in a chat; the second row leaves nothing of its batch', async () => {
    await open(under().storage);
    const twice = messages(2, 3);
    const rows = twice.rows.map((each) => ({ ...each, entryId: nthEntryId(7) }));
    await expect(save(under().storage, { ...twice, rows })).rejects.toThrow();
    expect(await under().storage.heads([aliceAndBob])).toMatchObject([{ head: 1 }]);
  });

  test('of two nodes that open a chat at once one does, and the other finds it', async () => {
    const openOnce = (node: Storage) =>
      node.transaction(async (transaction) => {
        await transaction.insertChat(aliceAndBob, now);
        const head = await transaction.lockChat(aliceAndBob);
        if (head?.head === 0) await transaction.save(aliceAndBob, opening);
        return { keep: true, value: head?.head };
      });
    const heads = await Promise.all([openOnce(under().storage), openOnce(under().other)]);
    expect(heads.sort()).toEqual([0, 1]);
  });

  test('who waited for the lock reads what was committed meanwhile', async () => {
    await open(under().storage);
    const locked = gate();
    const first = under().storage.transaction(async (transaction) => {
      await transaction.lockChat(aliceAndBob);
      locked.pass();
      await transaction.save(aliceAndBob, {
        ...messages(2, 2),
        group: groupOf({ members: [line(mallory, { fromNumber: 2, fromPosition: 2 })] }),
      });
      return { keep: true, value: undefined };
    });
    await locked.passed;
    const second = look(under().other, async (transaction) => {
      const head = await transaction.lockChat(aliceAndBob);
      const standing = await transaction.readStanding(
        question({ userIds: [mallory], entryIds: [nthEntryId(2)] }),
      );
      return { head, standing };
    });
    await first;
    const { head, standing } = await second;
    expect(head).toEqual({ head: 2, lastNumber: 1, segment: 0 });
    expect(standing.members).toEqual(new Map([[mallory, { role: 'member', isPresent: true }]]));
    expect(standing.entries.get(nthEntryId(2))).toMatchObject({ position: 2, number: 1 });
  });

  test('standing: sessions, members, entries, refusals, people, documents', async () => {
    await under().addSession('alices', alice, now + 1);
    await under().addSession('bobs', bob, now);
    await open(under().storage);
    await save(under().storage, {
      ...messages(2, 2),
      refusals: [{ entryId: nthEntryId(50), userId: bob, code: 'text-empty' }],
    });
    await save(
      under().storage,
      write({
        head: { head: 3, lastNumber: 2, segment: 1 },
        rows: [row(3, { number: 2, segment: 1, segmentUpdate: bytes(3) })],
        documents: [state(1, { firstNumber: 2, touched: 3, eraseSince: 5 })],
      }),
    );
    const entryIds: EntryId[] = [nthEntryId(2), nthEntryId(50), nthEntryId(99)];
    const asked = question({
      sessionIds: ['alices', 'bobs', 'nobodys'],
      userIds: [alice, bob, mallory],
      entryIds,
      relations: [
        [alice, bob],
        [alice, mallory],
        [alice, notAnAccount],
      ],
    });
    const standing = await look(under().storage, async (transaction) => {
      await transaction.lockChat(aliceAndBob);
      return transaction.readStanding(asked);
    });
    expect(standing.historyId).toBe(someHistory);
    expect(standing.sessions).toEqual(new Map([['alices', alice]]));
    expect(standing.members).toEqual(
      new Map([
        [alice, { role: 'member', isPresent: true }],
        [bob, { role: 'member', isPresent: true }],
      ]),
    );
    expect([...standing.entries.values()]).toMatchObject([
      { entryId: nthEntryId(2), author: alice, position: 2, number: 1, segment: 0 },
    ]);
    expect(standing.refusals).toMatchObject([
      { entryId: nthEntryId(50), userId: bob, code: 'text-empty' },
    ]);
    expect(standing.relations).toEqual(
      new Map([
        [relationKey(alice, bob), 'known'],
        [relationKey(alice, mallory), 'stranger'],
        [relationKey(alice, notAnAccount), 'unreachable'],
      ]),
    );
    const byName = new Map(standing.documents.map((each) => [each.name, each]));
    expect(new Set(byName.keys())).toEqual(new Set(['chat', 0, 1]));
    expect(byName.get(1)).toEqual(
      state(1, { firstNumber: 2, touched: 3, eraseSince: 5, snapshotPosition: 0 }),
    );
    const ofNoChat = await look(under().storage, (transaction) =>
      transaction.readStanding({ ...asked, chatId: notes }),
    );
    expect(ofNoChat).toMatchObject({ members: new Map(), entries: new Map(), documents: [] });
    expect(ofNoChat.sessions.size).toBe(1);
  });

  test('what is not committed is not seen, and a lock that is not free in time is busy', async () => {
    if (!under().isConcurrent) return expect(under().storage.lanes).toBe(1);
    await open(under().storage);
    const saved = gate();
    const looked = gate();
    const first = under().storage.transaction(async (transaction) => {
      await transaction.lockChat(aliceAndBob);
      await transaction.save(aliceAndBob, messages(2, 2));
      saved.pass();
      await looked.passed;
      return { keep: true, value: undefined };
    });
    await saved.passed;
    expect(await under().other.heads([aliceAndBob])).toMatchObject([{ head: 1 }]);
    const second = look(under().other, (transaction) => transaction.lockChat(aliceAndBob));
    await expect(second).rejects.toMatchObject({
      name: 'StorageFault',
      kind: 'busy',
    } satisfies Partial<StorageFault>);
    looked.pass();
    await first;
    expect(await under().other.heads([aliceAndBob])).toMatchObject([{ head: 2 }]);
  });

  test('ending a session waits for the transaction that accepts for it', async () => {
    if (!under().isConcurrent) return expect(under().storage.lanes).toBe(1);
    await open(under().storage);
    await under().addSession('alices', alice, now + 1);
    const order: string[] = [];
    const read = gate();
    const accepting = under().storage.transaction(async (transaction) => {
      await transaction.lockChat(aliceAndBob);
      await transaction.readStanding(question({ sessionIds: ['alices'] }));
      read.pass();
      await transaction.save(aliceAndBob, messages(2, 2));
      order.push('accepted');
      return { keep: true, value: undefined };
    });
    await read.passed;
    await under().endSession('alices');
    order.push('ended');
    await accepting;
    expect(order).toEqual(['accepted', 'ended']);
  });
}
