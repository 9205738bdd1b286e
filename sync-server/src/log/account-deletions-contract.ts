/** What becomes of a deleted account in its chats, over every storage. */
import { chatId, directChatId, type UserId } from '@jibber/schema/ids';
import type { Intent } from '@jibber/schema/intents/registry';
import { limits } from '@jibber/schema/limits';
import type { Scheduler } from '@jibber/schema/scheduler';
import { alice, aliceAndBob, bob, carol, mallory, someGroup } from '@jibber/schema/testkit/people';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DocumentCache } from '../documents/document-cache.ts';
import type { Storage } from '../storage/storage.ts';
import { systemScheduler } from '../system-scheduler.ts';
import { describeDocument, readWhole, textsOf } from '../testkit/device-documents.ts';
import { type Pipeline, silentLog, startPipeline } from '../testkit/pipeline.ts';
import type { StorageUnderTest } from '../testkit/storage-under-test.ts';
import { identityOf } from '../testkit/test-device.ts';
import { message, Writer } from '../testkit/writer.ts';
import { AccountDeletions } from './account-deletions.ts';
import { ChatLog } from './chat-log.ts';

const aliceAndCarol = directChatId(alice, carol);
const notes = directChatId(alice, alice);
const otherGroup = chatId('g01960000-0000-7000-8000-00000000b000');

/** A node that does nothing but the job. */
export function startJob(storage: Storage, scheduler: Scheduler = systemScheduler) {
  const chatLog = new ChatLog({
    storage,
    scheduler,
    cache: new DocumentCache(1e7),
    log: silentLog,
    writeRate: { perSecond: 1e-6, burst: 1 },
    queuedEntries: 1000,
    queuedBytes: 1e6,
    newestHead: () => 0,
    onCommitted: () => undefined,
    onDeadSessions: () => undefined,
  });
  return new AccountDeletions({
    storage: storage.deletions,
    chatLog,
    scheduler,
    log: silentLog,
    everyMs: 1e9,
  });
}

export function describeAccountDeletions(
  name: string,
  start: () => Promise<StorageUnderTest>,
): void {
  describe(`deleted accounts: ${name}`, () => {
    let pipeline: Pipeline;
    let under: StorageUnderTest;

    beforeEach(async () => {
      under = await start();
      pipeline = await startPipeline(under, {
        writeRate: { perSecond: 1e6, burst: 1e6 },
        eraseEveryMs: 1e9,
        foldEveryMs: 1e9,
      });
      await under.addAccount(carol);
      await under.addSession(identityOf(carol).sessionId, carol, Number.MAX_SAFE_INTEGER);
    });
    afterEach(() => pipeline.stop());

    const as = (user: UserId, chat = aliceAndBob) =>
      new Writer(pipeline.sync, identityOf(user), chat);
    const intend = async (user: UserId, chat: typeof aliceAndBob, ...intents: Intent[]) => {
      const answers = await as(user, chat).intend(...intents);
      expect(answers.map(({ outcome }) => outcome)).toEqual(intents.map(() => 'accepted'));
    };
    const texts = async (chat = aliceAndBob, segment = 0) =>
      textsOf(await readWhole(under.storage, chat, segment)).filter((text) => text !== undefined);
    const members = async (chat = someGroup) =>
      describeDocument(await readWhole(under.storage, chat, 'chat')).maps.members;
    const events = async (chat = someGroup) =>
      Object.values(
        describeDocument(await readWhole(under.storage, chat, 0)).maps.messages ?? {},
      ).flatMap((value) => {
        const event: unknown = typeof value === 'object' && value !== null && 'event' in value;
        return event === true ? [value] : [];
      });
    const due = () => under.storage.deletions.due(10);
    const run = (storage = under.other) => startJob(storage).run();

    /** Alice owns a group with Bob, whom she made administrator, and Carol. */
    async function openGroup(group = someGroup): Promise<void> {
      for (const [user, chat] of [[bob, aliceAndBob] as const, [carol, aliceAndCarol] as const]) {
        await intend(alice, chat, { kind: 'chat.open', with: user });
      }
      const title = 'Us';
      await intend(
        alice,
        group,
        { kind: 'group.create', title, users: [bob, carol], writtenAt: 1 },
        { kind: 'member.role', user: bob, role: 'administrator' },
      );
    }

    test('who deletes the account leaves every group: it has another owner, and his messages stay', async () => {
      await openGroup();
      await as(alice, someGroup).write('by Alice');
      await as(carol, someGroup).write('by Carol');
      await as(alice).write('to Bob');
      await under.deleteAccount(alice, 'stay');
      expect(await due()).toHaveLength(1);
      await run();
      expect(await due()).toEqual([]);
      expect(await members()).toMatchObject({
        [alice]: { role: 'member', spans: [[1, 5]] },
        [bob]: { role: 'owner' },
        [carol]: { role: 'member' },
      });
      expect((await events()).at(-1)).toMatchObject({
        author: alice,
        event: { type: 'left', owner: bob },
      });
      expect(await texts(someGroup)).toEqual(['by Alice', 'by Carol']);
      expect(await texts()).toEqual(['to Bob']);
      expect((await under.storage.catchUp(alice, 0, [])).chats.map((chat) => chat.chatId)).toEqual(
        expect.not.arrayContaining([someGroup]),
      );
      await intend(bob, someGroup, message('we go on'));
    });

    test('the private chat stays readable for the other, and nobody is reached there', async () => {
      await openGroup();
      await as(alice).write('to Bob');
      await under.deleteAccount(alice, 'stay');
      await run();
      expect(await as(bob).intend(message('are you there?'))).toMatchObject([
        { outcome: 'refused', code: 'person-not-reachable' },
      ]);
      expect(await under.storage.readDocument(aliceAndBob, 0, 0, bob)).toBeDefined();
      expect(await as(alice).intend(message('a last word'))).toMatchObject([
        { outcome: 'again', code: 'signed-out' },
      ]);
    });

    test('a group that she was alone in ends with her', async () => {
      await intend(alice, otherGroup, {
        kind: 'group.create',
        title: 'Alone',
        users: [],
        writtenAt: 1,
      });
      await as(alice, otherGroup).write('to nobody');
      await under.deleteAccount(alice, 'stay');
      await run();
      expect(await due()).toEqual([]);
      await pipeline.upkeep.eraseDue();
      expect(await under.storage.readDocument(otherGroup, 0, 0)).toBeUndefined();
      expect(await under.placesWith('to nobody')).toEqual([]);
    });

    test('with erasing, every message of hers goes, also where she had left; those of others stay', async () => {
      await openGroup();
      await openSecondGroup();
      await as(alice, otherGroup).write('whispered before leaving');
      await as(bob, otherGroup).write('by Bob');
      await intend(alice, otherGroup, { kind: 'member.leave' });
      const edited = await as(alice).write('whispered before an edit');
      await intend(alice, aliceAndBob, {
        kind: 'message.edit',
        message: edited,
        text: 'whispered after an edit',
      });
      await as(bob).write('by Bob too');
      await as(alice, someGroup).write('whispered in the group');
      await under.deleteAccount(alice, 'erase');
      await run();
      expect(await due()).toEqual([]);
      expect(await texts(otherGroup)).toEqual(['by Bob']);
      expect(await texts()).toEqual(['by Bob too']);
      expect(await texts(someGroup)).toEqual([]);
      const { messages } = describeDocument(await readWhole(under.storage, aliceAndBob, 0)).maps;
      expect(messages?.['1']).toMatchObject({ id: edited, author: alice, deleted: alice });
      // What she did in the group is part of its story.
      expect(await events()).toHaveLength(3);

      pipeline.pass(limits.compactionDelayMs + 1);
      await pipeline.upkeep.eraseDue();
      expect(await under.placesWith('whispered')).toEqual([]);
    });

    test('what nobody else could read goes in any case', async () => {
      await intend(alice, notes, { kind: 'chat.open', with: alice }, message('note to self'));
      await intend(alice, aliceAndBob, { kind: 'chat.open', with: bob }, message('to Bob'));
      await under.deleteAccount(alice, 'stay');
      await run();
      expect(await texts(notes)).toEqual([]);
      expect(await texts()).toEqual(['to Bob']);
    });

    test('more than one batch is erased, the last as the first', async () => {
      await intend(alice, aliceAndBob, { kind: 'chat.open', with: bob });
      const many = Array.from({ length: 150 }, (_, index) => message(`number ${index}`));
      await intend(alice, aliceAndBob, ...many);
      await as(bob).write('by Bob');
      await under.deleteAccount(alice, 'erase');
      await run();
      expect(await texts()).toEqual(['by Bob']);
      const [head] = await under.storage.heads([aliceAndBob]);
      expect(head).toMatchObject({ head: 302, lastNumber: 151 });
      expect(await due()).toEqual([]);
    });

    test('an invitation that was not answered is declined, and registers and refusals are forgotten', async () => {
      await intend(bob, otherGroup, {
        kind: 'group.create',
        title: 'Come',
        users: [mallory],
        writtenAt: 1,
      });
      expect(await under.storage.deletions.standpoints(mallory, 9)).toMatchObject([
        { chatId: otherGroup, as: 'invited' },
      ]);
      await intend(alice, aliceAndBob, { kind: 'chat.open', with: bob }, message('to Bob'));
      await under.storage.raiseReceipts(alice, [{ chatId: aliceAndBob, delivered: 1, read: 1 }]);
      await as(alice).intend(message(''));
      await under.deleteAccount(mallory, 'stay');
      await under.deleteAccount(alice, 'stay');
      await run();
      expect(await due()).toEqual([]);
      expect(await under.storage.deletions.standpoints(mallory, 9)).toEqual([]);
      expect((await members(otherGroup))?.[mallory]).not.toHaveProperty('invited');
      expect((await under.storage.catchUp(alice, 0, [])).registers).toEqual([]);
    });

    test('two nodes at the same job do each thing once', async () => {
      await openGroup();
      const many = Array.from({ length: 100 }, (_, index) => message(`number ${index}`));
      await intend(alice, someGroup, ...many);
      await under.deleteAccount(alice, 'erase');
      await Promise.all([run(under.storage), run(under.other)]);
      await run();
      expect(await due()).toEqual([]);
      expect(await texts(someGroup)).toEqual([]);
      const [head] = await under.storage.heads([someGroup]);
      // Making the group, a role, 100 messages and their deletions, and the leaving.
      expect(head).toMatchObject({ head: 203, lastNumber: 103 });
    });

    test('who is let into a group at the very moment of going is taken out of it later', async () => {
      await openGroup();
      await under.deleteAccount(carol, 'stay');
      // As for a job that was done when a batch of another chat, judged before, was committed.
      await under.storage.deletions.finish(carol, 1);
      expect(await due()).toEqual([]);
      await run();
      expect(await under.storage.deletions.standpoints(carol, 9)).toEqual([]);
      expect(await due()).toEqual([]);
      expect(await members()).toMatchObject({ [carol]: { spans: [[1, 3]] } });
    });

    async function openSecondGroup(): Promise<void> {
      await intend(bob, otherGroup, {
        kind: 'group.create',
        title: 'Them',
        users: [alice],
        writtenAt: 1,
      });
    }
  });
}
