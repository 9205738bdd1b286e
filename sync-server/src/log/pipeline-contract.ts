/** How entries are answered, the same over every storage (PROTOCOL S). */
import { directChatId } from '@jibber/schema/ids';
import { limits } from '@jibber/schema/limits';
import { alice, aliceAndBob, bob, mallory } from '@jibber/schema/testkit/people';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Pipeline, startPipeline } from '../testkit/pipeline.ts';
import { notAnAccount } from '../testkit/storage-fixtures.ts';
import type { StorageUnderTest } from '../testkit/storage-under-test.ts';
import { identityOf } from '../testkit/test-device.ts';
import { entryOf, message, nextEntryId, type Writer } from '../testkit/writer.ts';

const open = { kind: 'chat.open', with: bob } as const;

export function describePipeline(name: string, start: () => Promise<StorageUnderTest>): void {
  describe(`answers over ${name}`, () => {
    let pipeline: Pipeline;
    let asAlice: Writer;
    let asBob: Writer;
    let asMallory: Writer;

    beforeEach(async () => {
      pipeline = await startPipeline(await start());
      asAlice = pipeline.writer(alice);
      asBob = pipeline.writer(bob, pipeline.other);
      asMallory = pipeline.writer(mallory);
    });

    afterEach(() => pipeline.stop());

    const heads = () => pipeline.under.storage.heads([aliceAndBob]);

    test('positions count everything accepted, numbers the messages', async () => {
      const answers = await asAlice.intend(open, message('one'), message('two'));
      const [, first] = answers;
      expect(answers).toMatchObject([
        { outcome: 'accepted', position: 1, number: 0 },
        { outcome: 'accepted', position: 2, number: 1 },
        { outcome: 'accepted', position: 3, number: 2 },
      ]);
      if (first === undefined) throw new Error('no answer');
      const edit = { kind: 'message.edit', message: first.entryId, text: 'won' } as const;
      expect(
        await asAlice.intend(edit, { kind: 'message.delete', message: first.entryId }),
      ).toMatchObject([
        { outcome: 'accepted', position: 4, number: 0 },
        { outcome: 'accepted', position: 5, number: 0 },
      ]);
      expect(await heads()).toMatchObject([{ head: 5, lastNumber: 2, segment: 0 }]);
    });

    test('S3 the same entry again gets the same answer, in one batch, later, and by another node', async () => {
      await asAlice.intend(open);
      const sent = entryOf(aliceAndBob, message('once'));
      const empty = entryOf(aliceAndBob, message('  '));
      const first = await asAlice.submit(sent, empty, sent, empty);
      expect(first).toMatchObject([
        { outcome: 'accepted', position: 2 },
        { outcome: 'accepted', position: 2 },
        { outcome: 'refused', code: 'text-empty' },
        { outcome: 'refused', code: 'text-empty' },
      ]);
      const again = pipeline.writer(alice, pipeline.other);
      expect(await again.submit(sent)).toEqual([first[0]]);
      expect(await again.submit(empty)).toEqual([first[2]]);
      expect(await heads()).toMatchObject([{ head: 2, lastNumber: 1 }]);
    });

    test('S3 what was refused stays refused, also where it would be accepted by now', async () => {
      await asAlice.intend(open);
      const id = await asBob.write('mine');
      const refused = entryOf(aliceAndBob, { kind: 'message.edit', message: id, text: 'no' });
      expect(await asAlice.submit(refused)).toMatchObject([{ code: 'message-not-found' }]);
      const { entryId } = refused;
      expect(await asAlice.submit(entryOf(aliceAndBob, message('yes'), { entryId }))).toMatchObject(
        [{ outcome: 'refused', code: 'message-not-found' }],
      );
    });

    test('S4 an entry id of somebody else is refused, to him alone', async () => {
      await asAlice.intend(open);
      const sent = entryOf(aliceAndBob, message('Alice wrote this'));
      const first = await asAlice.submit(sent);
      expect(await asBob.submit(sent)).toMatchObject([
        { outcome: 'refused', code: 'entry-id-taken' },
      ]);
      expect(await asAlice.submit(sent)).toEqual(first);
    });

    test('S4 whether an entry is there is told to members alone', async () => {
      await asAlice.intend(open);
      const sent = entryOf(aliceAndBob, message('text'));
      await asAlice.submit(sent);
      expect(await asMallory.submit(sent)).toMatchObject([
        { outcome: 'refused', code: 'chat-not-found' },
      ]);
    });

    test('S5 what comes after an unanswered entry waits for it', async () => {
      await asAlice.intend(open);
      const missing = entryOf(aliceAndBob, message('first'));
      const late = entryOf(aliceAndBob, message('second'), { after: missing.entryId });
      expect(await asAlice.submit(late)).toMatchObject([
        { outcome: 'again', code: 'after-unanswered', backoffMs: limits.againMinMs },
      ]);
      expect(await asAlice.submit(missing)).toMatchObject([{ outcome: 'accepted', number: 1 }]);
      expect(await asAlice.submit(late)).toMatchObject([{ outcome: 'accepted', number: 2 }]);
    });

    test('S5 somebody else’s answered entry is none of one’s own', async () => {
      await asAlice.intend(open);
      const after = await asBob.write('from Bob');
      expect(await asAlice.submit(entryOf(aliceAndBob, message('after'), { after }))).toMatchObject(
        [{ outcome: 'again', code: 'after-unanswered' }],
      );
    });

    test('S5 what comes after a refused entry is judged, and after an opening without a row', async () => {
      await asAlice.intend(open);
      expect(await asAlice.intend(message(''), message('text'))).toMatchObject([
        { outcome: 'refused', code: 'text-empty' },
        { outcome: 'accepted', number: 1 },
      ]);
      const opened = entryOf(aliceAndBob, { kind: 'chat.open', with: alice });
      expect(await asBob.submit(opened)).toMatchObject([{ outcome: 'accepted', position: 1 }]);
      const { entryId: after } = opened;
      expect(await asBob.submit(entryOf(aliceAndBob, message('text'), { after }))).toMatchObject([
        { outcome: 'accepted', number: 2 },
      ]);
    });

    test('S7 what builds on a refused entry is refused with it', async () => {
      await asAlice.intend(open);
      const refused = entryOf(aliceAndBob, message('x'.repeat(limits.textUnits + 1)));
      const intent = { kind: 'message.edit', message: refused.entryId, text: 'short' } as const;
      const edit = entryOf(aliceAndBob, intent, { after: refused.entryId });
      expect(await asAlice.submit(refused, edit)).toMatchObject([
        { outcome: 'refused', code: 'text-too-long' },
        { outcome: 'refused', code: 'depends-on-refused' },
      ]);
      const later = entryOf(aliceAndBob, { kind: 'message.delete', message: refused.entryId });
      expect(await asAlice.submit(later)).toMatchObject([{ code: 'depends-on-refused' }]);
    });

    test('S7 a message into a chat whose opening was refused is refused with it', async () => {
      const chatId = directChatId(alice, notAnAccount);
      const opening = entryOf(chatId, { kind: 'chat.open', with: notAnAccount });
      const sent = entryOf(chatId, message('hello?'), { after: opening.entryId });
      expect(await asAlice.submit(opening, sent)).toMatchObject([
        { outcome: 'refused', code: 'person-not-reachable' },
        { outcome: 'refused', code: 'depends-on-refused' },
      ]);
      expect(await pipeline.under.storage.heads([chatId])).toEqual([]);
    });

    test('S8 a kind of a newer version waits; what cannot be read is refused', async () => {
      await asAlice.intend(open);
      const entry = { scope: aliceAndBob, after: undefined };
      const answers = await asAlice.submit(
        { ...entry, entryId: nextEntryId(), intent: '{"kind":"message.sing"}' },
        { ...entry, entryId: nextEntryId(), intent: '{"kind":"message.send","text":7}' },
        { ...entry, entryId: nextEntryId(), intent: '{' },
      );
      expect(answers).toMatchObject([
        { outcome: 'again', code: 'unknown-kind', backoffMs: limits.againMaxMs },
        { outcome: 'refused', code: 'malformed' },
        { outcome: 'refused', code: 'malformed' },
      ]);
      expect(await heads()).toMatchObject([{ head: 1 }]);
    });

    test('S9 Mallory hears the same of a chat that exists and of one that does not', async () => {
      await asAlice.intend(open);
      const id = await asAlice.write('private');
      const unknownChat = directChatId(bob, bob);
      for (const chatId of [aliceAndBob, unknownChat]) {
        const answers = await asMallory.submit(
          entryOf(chatId, message('hello')),
          entryOf(chatId, { kind: 'message.edit', message: id, text: 'hello' }),
          entryOf(chatId, { kind: 'message.delete', message: id }),
          entryOf(chatId, { kind: 'chat.open', with: alice }),
        );
        expect(answers.map((answer) => answer.outcome === 'refused' && answer.code)).toEqual(
          Array(4).fill('chat-not-found'),
        );
      }
      expect(await heads()).toMatchObject([{ head: 2 }]);
      expect(await pipeline.under.storage.heads([unknownChat])).toEqual([]);
    });

    test('S9 a message of somebody else and one that is not there have one answer', async () => {
      await asAlice.intend(open);
      const id = await asAlice.write('mine');
      const answers = await asBob.submit(
        entryOf(aliceAndBob, { kind: 'message.delete', message: id }),
        entryOf(aliceAndBob, { kind: 'message.edit', message: nextEntryId(), text: 'x' }),
      );
      expect(answers).toMatchObject([{ code: 'message-not-found' }, { code: 'message-not-found' }]);
    });

    test('S10 both open the chat at once, through two nodes: it is one chat, opened once', async () => {
      const [first, second] = await Promise.all([
        asAlice.intend(open, message('from Alice')),
        asBob.intend({ kind: 'chat.open', with: alice }, message('from Bob')),
      ]);
      const answers = [...first, ...second];
      expect(answers.every(({ outcome }) => outcome === 'accepted')).toBe(true);
      expect([first[0], second[0]]).toMatchObject([{ position: 1 }, { position: 1 }]);
      expect(await heads()).toMatchObject([{ head: 3, lastNumber: 2 }]);
      expect((await pipeline.under.storage.catchUp(bob, 0, [])).chats).toHaveLength(1);
    });

    test('a chat with oneself has one member', async () => {
      const chatId = directChatId(alice, alice);
      const answers = await asAlice.submit(
        entryOf(chatId, { kind: 'chat.open', with: alice }),
        entryOf(chatId, message('note')),
      );
      expect(answers).toMatchObject([{ position: 1 }, { position: 2, number: 1 }]);
      expect((await pipeline.under.storage.catchUp(alice, 0, [])).chats).toHaveLength(1);
    });

    test('S12 a session that ended accepts nothing, one that stands goes on', async () => {
      await asAlice.intend(open);
      const desk = identityOf(alice, 'desk');
      await pipeline.under.addSession(desk.sessionId, alice, Number.MAX_SAFE_INTEGER);
      await pipeline.under.endSession(identityOf(alice).sessionId);
      expect(await asAlice.intend(message('too late'))).toMatchObject([
        { outcome: 'again', code: 'signed-out' },
      ]);
      const entry = entryOf(aliceAndBob, message('from the desk'));
      expect(await pipeline.sync.submit(desk, [entry])).toMatchObject([{ number: 1 }]);
    });

    test('S12 a session is whose it is: nobody writes as somebody else under it', async () => {
      await asAlice.intend(open);
      const forged = { userId: bob, sessionId: identityOf(mallory).sessionId };
      const entry = entryOf(aliceAndBob, message('not from Bob'));
      expect(await pipeline.sync.submit(forged, [entry])).toMatchObject([{ outcome: 'again' }]);
      expect(await heads()).toMatchObject([{ head: 1 }]);
    });

    test('R1 two nodes write at once: numbers and positions without gaps, each entry once', async () => {
      await asAlice.intend(open);
      const texts = Array.from({ length: 100 }, (_, index) => message(`message ${index}`));
      const answers = (
        await Promise.all([
          asAlice.intend(...texts),
          asBob.intend(...texts),
          pipeline.writer(bob).intend(...texts),
        ])
      ).flat();
      const numbers = answers.map((answer) => (answer.outcome === 'accepted' ? answer.number : 0));
      expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 300 }, (_, i) => i + 1));
      expect(await heads()).toMatchObject([{ head: 301, lastNumber: 300 }]);
    });
  });
}
