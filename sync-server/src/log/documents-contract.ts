/** What becomes of a chat's documents: segments, compaction, erasure, several nodes' caches. */
import type { DocumentName } from '@jibber/schema/document/values';
import { limits } from '@jibber/schema/limits';
import { alice, aliceAndBob, bob } from '@jibber/schema/testkit/people';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { describeDocument, readFromRows, readWhole, textsOf } from '../testkit/device-documents.ts';
import { type Pipeline, startPipeline } from '../testkit/pipeline.ts';
import type { StorageUnderTest } from '../testkit/storage-under-test.ts';
import { message, type Writer } from '../testkit/writer.ts';

const secret = 'the-text-that-must-go';

export function describeDocuments(name: string, start: () => Promise<StorageUnderTest>): void {
  describe(`documents over ${name}`, () => {
    let pipeline: Pipeline;
    let asAlice: Writer;
    let asBob: Writer;

    beforeEach(async () => {
      pipeline = await startPipeline(await start());
      asAlice = pipeline.writer(alice);
      asBob = pipeline.writer(bob, pipeline.other);
      await asAlice.intend({ kind: 'chat.open', with: bob });
    });

    afterEach(() => pipeline.stop());

    const allRows = async () => {
      const { storage } = pipeline.under;
      const ranges = [{ chatId: aliceAndBob, from: 0, to: 1_000_000 }];
      return (await storage.readRows(ranges)).get(aliceAndBob) ?? [];
    };
    const whole = (document: DocumentName) =>
      readWhole(pipeline.under.storage, aliceAndBob, document);
    const textsIn = async (document: DocumentName) => textsOf(await whole(document));
    const fill = (count: number, by: Writer = asAlice, text = 'message') =>
      by.intend(...Array.from({ length: count }, (_, index) => message(`${text} ${index}`)));

    test('opening writes the chat document; a message its value', async () => {
      const id = await asAlice.write('Hello Bob');
      const chat = await whole('chat');
      expect(chat.getMap('info').toJSON()).toMatchObject({ kind: 'direct' });
      expect(chat.getMap('members').toJSON()).toEqual({
        [alice]: { role: 'member', spans: [[1, null]] },
        [bob]: { role: 'member', spans: [[1, null]] },
      });
      expect(chat.getMap('segments').toJSON()).toEqual({ 0: 1 });
      expect((await whole(0)).getMap('messages').toJSON()).toEqual({
        1: { id, author: alice, at: expect.any(Number), writtenAt: 1, text: 'Hello Bob' },
      });
    });

    test('a segment closes at its number of messages; the row that opens the next says so', async () => {
      await fill(limits.segmentMessages);
      const [first] = await asBob.intend(message('the first of the next'), message('and another'));
      expect(first).toMatchObject({ position: 1002, number: 1001 });
      const opening = (await allRows())[1001];
      expect(opening).toMatchObject({ position: 1002, segment: 1 });
      expect(opening?.chatUpdate).toBeInstanceOf(Uint8Array);
      expect((await whole('chat')).getMap('segments').toJSON()).toEqual({ 0: 1, 1: 1001 });
      expect(await textsIn(1)).toEqual(['the first of the next', 'and another']);
      expect((await textsIn(0)).length).toBe(limits.segmentMessages);
      expect(await pipeline.under.storage.heads([aliceAndBob])).toMatchObject([{ segment: 1 }]);
    });

    test('a segment closes at its size, also within a batch', async () => {
      const long = 'x'.repeat(limits.textUnits);
      await fill(130, asAlice, long.slice(10));
      const segments = (await whole('chat')).getMap('segments').toJSON();
      expect(Object.keys(segments)).toEqual(['0', '1', '2']);
      const sizes = await Promise.all([0, 1, 2].map(textsIn));
      expect(sizes.flat()).toHaveLength(130);
      expect(segments).toEqual({
        0: 1,
        1: 1 + (sizes[0]?.length ?? 0),
        2: 1 + (sizes[0]?.length ?? 0) + (sizes[1]?.length ?? 0),
      });
    });

    test('edits and deletions reach the segment that holds the message, from a cold node too', async () => {
      const [first, second] = await fill(limits.segmentMessages);
      await asAlice.write('in the next segment');
      if (first === undefined || second === undefined) throw new Error('no answers');
      const cold = pipeline.writer(alice, pipeline.other);
      await cold.intend(
        { kind: 'message.edit', message: first.entryId, text: 'edited' },
        { kind: 'message.delete', message: second.entryId },
      );
      const [one, two, three] = await textsIn(0);
      expect([one, two, three]).toEqual(['edited', undefined, 'message 2']);
      expect(await textsIn(1)).toEqual(['in the next segment']);
      expect((await allRows()).slice(-2)).toMatchObject([
        { segment: 0, chatUpdate: undefined },
        { segment: 0, chatUpdate: undefined },
      ]);
    });

    test('nodes that write in turn catch up with each other and never write the same clock', async () => {
      for (let round = 0; round < 5; round += 1) {
        await fill(3, asAlice, 'from Alice');
        await fill(2, asBob, 'from Bob');
      }
      expect(await textsIn(0)).toHaveLength(25);
      expect(describeDocument(await whole(0))).toEqual(
        describeDocument(readFromRows(await allRows(), 0)),
      );
      expect(describeDocument(await whole(0))).toMatchObject({ pending: [null, null] });
    });

    test('P5 a deleted text is nowhere after its minute; the document stays what it was', async () => {
      const id = await asAlice.write(secret);
      await asAlice.write('stays');
      await asAlice.intend({ kind: 'message.delete', message: id });
      const replayed = describeDocument(readFromRows(await allRows(), 0));
      expect(await pipeline.under.placesWith(secret)).not.toEqual([]);
      await pipeline.upkeep.eraseDue();
      expect(await pipeline.under.placesWith(secret)).not.toEqual([]);
      pipeline.pass(limits.compactionDelayMs);
      await pipeline.upkeep.eraseDue();
      expect(await pipeline.under.placesWith(secret)).toEqual([]);
      expect(describeDocument(await whole(0))).toEqual(replayed);
      expect((await allRows()).map(({ position, segment }) => [position, segment])).toEqual([
        [1, undefined],
        [2, 0],
        [3, 0],
        [4, 0],
      ]);
      expect((await allRows()).every(({ segmentUpdate }) => segmentUpdate === undefined)).toBe(
        true,
      );
    });

    test('P5 the text before an edit is erased like a deleted one, and again after a second edit', async () => {
      const id = await asAlice.write(secret);
      for (const text of [`${secret} edited`, 'the last']) {
        await asAlice.intend({ kind: 'message.edit', message: id, text });
        pipeline.pass(limits.compactionDelayMs);
        await pipeline.upkeep.eraseDue();
      }
      expect(await pipeline.under.placesWith(secret)).toEqual([]);
      expect(await textsIn(0)).toEqual(['the last']);
    });

    test('a node whose documents were cached before rows were emptied reads the snapshot', async () => {
      const id = await asAlice.write('first');
      await asBob.write('second');
      const elsewhere = pipeline.writer(alice, pipeline.other);
      await elsewhere.intend({ kind: 'message.delete', message: id });
      // Alice's node holds the first message alone; all rows are empty now.
      pipeline.pass(limits.compactionDelayMs);
      await pipeline.upkeep.eraseDue();
      await asAlice.write('third');
      await asBob.write('fourth');
      expect(await textsIn(0)).toEqual([undefined, 'second', 'third', 'fourth']);
      expect(describeDocument(await whole(0))).toMatchObject({ pending: [null, null] });
    });

    test('writing during compaction loses nothing', async () => {
      const [first] = await fill(50);
      if (first === undefined) throw new Error('no answer');
      await asAlice.intend({ kind: 'message.delete', message: first.entryId });
      pipeline.pass(limits.compactionDelayMs);
      await Promise.all([
        fill(100, asBob, 'meanwhile'),
        pipeline.upkeep.eraseDue(),
        fill(100, asAlice, 'meanwhile'),
      ]);
      expect(await textsIn(0)).toHaveLength(250);
      expect(describeDocument(await whole(0))).toMatchObject({ pending: [null, null] });
      expect(await pipeline.under.placesWith('message 0')).toEqual([]);
    });

    test('rows of a week stay; older ones go into the snapshot', async () => {
      await asAlice.write('old');
      const weekMs = limits.tailDays * 24 * 60 * 60 * 1000;
      pipeline.pass(weekMs - 60_000);
      await asAlice.write('young');
      await pipeline.upkeep.foldDue();
      expect(await allRows()).toMatchObject([
        { chatEmptied: false },
        { segmentUpdate: expect.any(Uint8Array) },
        { segmentUpdate: expect.any(Uint8Array) },
      ]);
      const before = describeDocument(await whole(0));
      pipeline.pass(120_000);
      await pipeline.upkeep.foldDue();
      const rows = await allRows();
      expect(rows).toMatchObject([
        { chatEmptied: true, chatUpdate: undefined },
        { segment: 0, segmentUpdate: undefined },
        { segment: 0, segmentUpdate: expect.any(Uint8Array) },
      ]);
      expect(describeDocument(await whole(0))).toEqual(before);
      await asBob.write('younger');
      expect(await textsIn(0)).toEqual(['old', 'young', 'younger']);
      const [id] = rows.slice(1).map(({ entryId }) => entryId);
      if (id === undefined) throw new Error('no row');
      await asAlice.intend({ kind: 'message.edit', message: id, text: 'old, edited' });
      expect(await textsIn(0)).toEqual(['old, edited', 'young', 'younger']);
    });
  });
}
