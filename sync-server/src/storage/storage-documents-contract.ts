/** Documents and rows of the storage port: snapshots, tails, what compaction takes. */
import { directChatId } from '@jibber/schema/ids';
import { alice, aliceAndBob, bob, nthEntryId } from '@jibber/schema/testkit/people';
import { expect, test } from 'vitest';
import {
  bytes,
  groupOf,
  line,
  look,
  messages,
  notes,
  now,
  open,
  opening,
  row,
  save,
  state,
  write,
} from '../testkit/storage-fixtures.ts';
import type { StorageUnderTest } from '../testkit/storage-under-test.ts';

/** @param under the implementation as it was started for the test that runs */
export function testDocuments(under: () => StorageUnderTest): void {
  test('a document is read from where it is complete, to the head', async () => {
    await open(under().storage);
    await save(under().storage, messages(2, 4));
    expect(await under().storage.readDocument(aliceAndBob, 0, 0)).toEqual({
      head: 4,
      snapshotPosition: 0,
      snapshot: undefined,
      updates: [2, 3, 4].map((position) => ({
        position,
        at: now + position,
        update: bytes(position),
      })),
    });
    expect(await under().storage.readDocument(aliceAndBob, 0, 3)).toMatchObject({
      updates: [{ position: 4 }],
    });
    expect(await under().storage.readDocument(aliceAndBob, 'chat', 0)).toMatchObject({
      head: 4,
      updates: [{ position: 1, update: bytes(1) }],
    });
    expect(await under().storage.readDocument(aliceAndBob, 7, 0)).toBe(undefined);
  });

  test('a snapshot takes the bytes of the rows in it, of its document alone', async () => {
    await open(under().storage);
    await save(under().storage, messages(2, 5));
    await under().storage.transaction(async (transaction) => {
      await transaction.lockChat(aliceAndBob);
      await transaction.saveSnapshot(aliceAndBob, {
        name: 0,
        snapshot: bytes(9, 9),
        position: 4,
        bytes: 3,
        erases: false,
      });
      return { keep: true, value: undefined };
    });
    const whole = await under().storage.readDocument(aliceAndBob, 0, 0);
    expect(whole).toMatchObject({ snapshotPosition: 4, snapshot: bytes(9, 9) });
    expect(whole?.updates).toMatchObject([{ position: 5, update: bytes(5) }]);
    expect(await under().storage.readDocument(aliceAndBob, 0, 4)).toMatchObject({
      snapshot: undefined,
      updates: [{ position: 5 }],
    });
    // Above the head: from a history that was taken back.
    expect(await under().storage.readDocument(aliceAndBob, 0, 77)).toMatchObject({
      head: 5,
      snapshot: bytes(9, 9),
    });
    const rows = await under().storage.readRows([{ chatId: aliceAndBob, from: 0, to: 5 }]);
    expect(rows.get(aliceAndBob)).toMatchObject([
      { position: 1, chatUpdate: bytes(1), chatEmptied: false },
      { position: 2, chatEmptied: false, segment: 0, segmentUpdate: undefined },
      { position: 3, segmentUpdate: undefined },
      { position: 4, entryId: nthEntryId(4), segmentUpdate: undefined },
      { position: 5, segmentUpdate: bytes(5) },
    ]);
    const state0 = await look(under().storage, (transaction) =>
      transaction.readDocumentState(aliceAndBob, 0),
    );
    expect(state0).toMatchObject({ snapshotPosition: 4, bytes: 3, clock: 5, messages: 4 });
    // A later batch leaves the snapshot as it is.
    await save(under().storage, messages(6, 6));
    expect(await under().storage.readDocument(aliceAndBob, 0, 0)).toMatchObject({
      head: 6,
      snapshotPosition: 4,
      snapshot: bytes(9, 9),
      updates: [{ position: 5 }, { position: 6 }],
    });
  });

  test('a row whose part of the chat document is gone says so', async () => {
    await open(under().storage);
    await save(under().storage, messages(2, 2));
    await under().storage.transaction(async (transaction) => {
      await transaction.lockChat(aliceAndBob);
      await transaction.saveSnapshot(aliceAndBob, {
        name: 'chat',
        snapshot: bytes(8),
        position: 2,
        bytes: 1,
        erases: true,
      });
      return { keep: true, value: undefined };
    });
    const rows = await under().storage.readRows([{ chatId: aliceAndBob, from: 0, to: 2 }]);
    expect(rows.get(aliceAndBob)).toMatchObject([
      { chatEmptied: true, chatUpdate: undefined },
      { chatEmptied: false, segmentUpdate: bytes(2) },
    ]);
  });

  test('rows of several ranges come in one call, each within its range', async () => {
    await open(under().storage);
    await save(under().storage, messages(2, 5));
    await open(under().storage, notes, {
      ...opening,
      group: groupOf({ members: [line(alice)] }),
    });
    const rows = await under().storage.readRows([
      { chatId: aliceAndBob, from: 2, to: 4 },
      { chatId: notes, from: 0, to: 1 },
      { chatId: directChatId(bob, bob), from: 0, to: 1 },
    ]);
    expect(rows.get(aliceAndBob)?.map(({ position }) => position)).toEqual([3, 4]);
    expect(rows.get(notes)?.map(({ position }) => position)).toEqual([1]);
    expect(rows.size).toBe(2);
  });

  test('documents touched after a position: the chat first, then the newest segment', async () => {
    await open(under().storage);
    await save(under().storage, {
      ...messages(2, 2),
      documents: [state('chat', { touched: 4 }), state(0, { touched: 2 })],
    });
    await save(
      under().storage,
      write({
        head: { head: 4, lastNumber: 2, segment: 2 },
        rows: [row(3), row(4)],
        documents: [state(2, { touched: 4 }), state(1, { touched: 3 })],
      }),
    );
    await open(under().storage, notes);
    const touched = (from: number) =>
      under().storage.touchedDocuments([
        { chatId: aliceAndBob, from },
        { chatId: notes, from },
      ]);
    expect(await touched(2)).toEqual(new Map([[aliceAndBob, ['chat', 2, 1]]]));
    expect(await touched(0)).toEqual(
      new Map([
        [aliceAndBob, ['chat', 2, 1, 0]],
        [notes, ['chat']],
      ]),
    );
  });

  test('documents to erase come oldest first, until a snapshot erased them', async () => {
    await open(under().storage);
    await save(under().storage, {
      ...messages(2, 2),
      documents: [state(0, { touched: 2, eraseSince: 20 }), state('chat', { eraseSince: 10 })],
    });
    const key = (name: 'chat' | number) => ({ chatId: aliceAndBob, name });
    expect(await under().storage.documentsToErase(20, 50, 9)).toEqual([key('chat'), key(0)]);
    expect(await under().storage.documentsToErase(20, 50, 1)).toEqual([key('chat')]);
    expect(await under().storage.documentsToErase(19, 50, 9)).toEqual([key('chat')]);
    await under().storage.transaction(async (transaction) => {
      await transaction.lockChat(aliceAndBob);
      const made = { snapshot: bytes(7), position: 2, bytes: 1 };
      await transaction.saveSnapshot(aliceAndBob, { name: 'chat', erases: true, ...made });
      await transaction.saveSnapshot(aliceAndBob, { name: 0, erases: false, ...made });
      return { keep: true, value: undefined };
    });
    expect(await under().storage.documentsToErase(20, 50, 9)).toEqual([key(0)]);
  });

  test('a document to erase that was marked by a clock ahead of its time does not wait for it', async () => {
    await open(under().storage);
    await save(under().storage, {
      ...messages(2, 2),
      documents: [state(0, { touched: 2, eraseSince: 70 })],
    });
    const { storage } = under();
    expect(await storage.documentsToErase(20, 70, 9)).toEqual([]);
    expect(await storage.documentsToErase(20, 69, 9)).toEqual([{ chatId: aliceAndBob, name: 0 }]);
  });

  test('documents with old rows are those whose old rows still have their bytes', async () => {
    await open(under().storage);
    await save(under().storage, messages(2, 4));
    const names = async (before: number) =>
      (await under().storage.documentsWithOldRows(before, 9)).map(({ name }) => name).sort();
    expect(await names(now + 1)).toEqual([]);
    expect(await names(now + 2)).toEqual(['chat']);
    expect(await names(now + 3)).toEqual([0, 'chat']);
    await under().storage.transaction(async (transaction) => {
      await transaction.lockChat(aliceAndBob);
      const made = { snapshot: bytes(7), position: 3, bytes: 1, erases: false };
      await transaction.saveSnapshot(aliceAndBob, { name: 0, ...made });
      return { keep: true, value: undefined };
    });
    expect(await names(now + 4)).toEqual(['chat']);
    expect(await names(now + 5)).toEqual([0, 'chat']);
  });
}
