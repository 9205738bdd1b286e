/** What is done in groups through nodes, the same over every storage (PROTOCOL G). */
import { chatMaps } from '@jibber/schema/document/values';
import { type ChatId, chatId, directChatId, fileId, type UserId } from '@jibber/schema/ids';
import type { Intent } from '@jibber/schema/intents/registry';
import type { Answer } from '@jibber/schema/protocol/answers';
import { alice, bob, carol, dave, mallory, someGroup } from '@jibber/schema/testkit/people';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { readWhole, textsOf } from '../testkit/device-documents.ts';
import { type Pipeline, startPipeline } from '../testkit/pipeline.ts';
import type { StorageUnderTest } from '../testkit/storage-under-test.ts';
import { identityOf, TestDevice } from '../testkit/test-device.ts';
import { entryOf, message, Writer } from '../testkit/writer.ts';

const secret = 'a-text-that-must-not-be-there';
const otherGroup = chatId('g01960000-0000-7000-8000-00000000b000');
const token = 't'.repeat(22);
const remove = (user: UserId): Intent => ({ kind: 'members.remove', user });
const add = (...users: UserId[]): Intent => ({ kind: 'members.add', users });
const role = (user: UserId, to: 'owner' | 'administrator' | 'member'): Intent => ({
  kind: 'member.role',
  user,
  role: to,
});

/** `accepted`, or the code. */
function outcomesOf(answers: readonly Answer[]): string[] {
  return answers.map((answer) => (answer.outcome === 'accepted' ? 'accepted' : answer.code));
}

export function describeGroups(name: string, start: () => Promise<StorageUnderTest>): void {
  describe(`groups over ${name}`, () => {
    let under: StorageUnderTest;
    let pipeline: Pipeline;
    const devices: TestDevice[] = [];

    const as = (user: UserId, chat: ChatId = someGroup, sync = pipeline.sync) =>
      new Writer(sync, identityOf(user), chat);
    const elsewhere = (user: UserId, chat: ChatId = someGroup) => as(user, chat, pipeline.other);
    const act = async (user: UserId, ...intents: Intent[]) =>
      outcomesOf(await as(user).submit(...intents.map((intent) => entryOf(someGroup, intent))));
    const membersOf = async (chat: ChatId = someGroup) =>
      (await readWhole(under.storage, chat, 'chat')).getMap(chatMaps.members).toJSON();
    const textsIn = async (segment = 0) =>
      textsOf(await readWhole(under.storage, someGroup, segment)).filter(
        (text) => text !== undefined,
      );
    const codesOf = async (user: UserId, chat: ChatId = someGroup) =>
      (await under.other.catchUp(user, 0, [chat])).departed.get(chat);
    const connect = async (user: UserId, sync = pipeline.sync) => {
      const device = new TestDevice(sync, identityOf(user));
      devices.push(device);
      device.hello();
      await vi.waitFor(() => expect(device.framesOf('chats').at(-1)?.last).toBe(true));
      return device;
    };
    const hears = (device: TestDevice, position: number) =>
      vi.waitFor(() => expect(device.rowsOf(someGroup).at(-1)?.to).toBe(position));
    const create = (...users: UserId[]): Intent => ({
      ...{ kind: 'group.create', title: 'Us', writtenAt: 1 },
      users,
    });

    beforeEach(async () => {
      under = await start();
      pipeline = await startPipeline(under, {
        writeRate: { perSecond: 1e6, burst: 1e6 },
        eraseEveryMs: 1e9,
        foldEveryMs: 1e9,
      });
      for (const user of [carol, dave]) {
        await under.addAccount(user);
        await under.addSession(identityOf(user).sessionId, user, Number.MAX_SAFE_INTEGER);
      }
      // Alice knows Bob, Carol and Dave; Mallory is known to nobody.
      for (const user of [bob, carol, dave]) {
        await as(alice, directChatId(alice, user)).intend({ kind: 'chat.open', with: user });
      }
    });
    afterEach(async () => {
      for (const device of devices.splice(0)) device.close();
      await pipeline.stop();
    });

    test('a group is there for its members at once, on every node, with title and roles', async () => {
      const bobs = await connect(bob, pipeline.other);
      const carols = await connect(carol);
      const mallorys = await connect(mallory);
      expect(await act(alice, create(bob, carol, mallory))).toEqual(['accepted']);
      for (const device of [bobs, carols]) {
        await hears(device, 1);
        expect(device.framesOf('chats').flatMap(({ heads }) => heads)).toContainEqual({
          ...{ chatId: someGroup, head: 1, lastNumber: 1, segment: 0 },
        });
      }
      expect(await membersOf()).toEqual({
        [alice]: { role: 'owner', spans: [[1, null]] },
        [bob]: { role: 'member', spans: [[1, null]] },
        [carol]: { role: 'member', spans: [[1, null]] },
        // A stranger is asked first.
        [mallory]: { role: 'member', spans: [], invited: { by: alice, at: expect.any(Number) } },
      });
      expect(mallorys.rowsOf(someGroup)).toEqual([]);
      await elsewhere(bob).write('hello');
      await hears(carols, 2);
      await hears(bobs, 2);
    });

    test('who accepts an invitation is in, who declines is not; neither hears anything before', async () => {
      await act(alice, create(mallory));
      expect(await act(mallory, message('let me in'))).toEqual(['chat-not-found']);
      expect((await under.storage.catchUp(mallory, 0, [])).chats).toEqual([]);
      expect(await act(mallory, { kind: 'invitation.decline' })).toEqual(['accepted']);
      expect(await act(mallory, { kind: 'invitation.accept' })).toEqual(['chat-not-found']);
      expect(await act(alice, add(mallory))).toEqual(['accepted']);
      expect(outcomesOf(await elsewhere(mallory).intend({ kind: 'invitation.accept' }))).toEqual([
        'accepted',
      ]);
      expect(await act(mallory, message('here'))).toEqual(['accepted']);
    });

    test('a former member who is invited anew is no member before he accepts', async () => {
      await act(alice, create(mallory));
      await act(mallory, { kind: 'invitation.accept' });
      await act(alice, remove(mallory));
      // They know each other through no chat any more.
      expect(await act(alice, add(mallory))).toEqual(['accepted']);
      expect((await membersOf())[mallory]).toMatchObject({ invited: { by: alice } });
      expect((await under.storage.catchUp(mallory, 0, [])).chats).toEqual([]);
      expect(await codesOf(mallory)).toBe('chat-removed');
      expect(await act(mallory, message(secret))).toEqual(['chat-not-found']);
      expect(await act(mallory, { kind: 'invitation.decline' })).toEqual(['accepted']);
      expect((await under.storage.catchUp(mallory, 0, [])).chats).toEqual([]);
    });

    test('G13: what was refused stays refused after one is added again, what was accepted accepted', async () => {
      await act(alice, create(bob));
      const accepted = entryOf(someGroup, message('in time'));
      const [first] = await as(bob).submit(accepted);
      await act(alice, remove(bob));
      const late = entryOf(someGroup, message(secret));
      expect(outcomesOf(await elsewhere(bob).submit(late))).toEqual(['chat-not-found']);
      expect(await as(bob).submit(accepted)).toEqual([first]);
      await act(alice, add(bob));
      for (const writer of [as(bob), elsewhere(bob)]) {
        expect(outcomesOf(await writer.submit(late))).toEqual(['chat-not-found']);
        expect(await writer.submit(accepted)).toEqual([first]);
      }
      expect(outcomesOf(await elsewhere(bob).intend(message('anew')))).toEqual(['accepted']);
      expect(await textsIn()).toEqual(['in time', 'anew']);
      expect(await under.placesWith(secret)).toEqual([]);
    });

    test('G10: an outbox from before the removal gets nothing in, on any node', async () => {
      await act(alice, create(bob));
      const id = await as(bob).write('mine');
      await act(alice, remove(bob));
      const first = entryOf(someGroup, message(secret));
      const { entryId: after } = first;
      const outbox = [
        first,
        entryOf(someGroup, message(secret), { after }),
        entryOf(someGroup, { kind: 'message.edit', message: id, text: secret }),
        entryOf(someGroup, { kind: 'message.delete', message: id }),
        entryOf(someGroup, { kind: 'message.edit', message: after, text: secret }),
        entryOf(someGroup, { kind: 'group.rename', title: secret }),
        entryOf(someGroup, add(carol)),
      ];
      for (const writer of [elsewhere(bob), as(bob)]) {
        expect(outcomesOf(await writer.submit(...outbox))).toEqual([
          ...Array(4).fill('chat-not-found'),
          'depends-on-refused',
          ...Array(2).fill('chat-not-found'),
        ]);
      }
      expect(await under.placesWith(secret)).toEqual([]);
      expect(await under.storage.heads([someGroup])).toMatchObject([{ head: 3 }]);
    });

    test('of several intents in one batch each is judged on what those before it made', async () => {
      await act(alice, create(bob, carol));
      expect(
        await act(
          alice,
          role(bob, 'administrator'),
          remove(bob),
          role(bob, 'administrator'),
          add(bob),
          role(bob, 'administrator'),
        ),
      ).toEqual(['accepted', 'accepted', 'member-not-found', 'accepted', 'accepted']);
      expect((await membersOf())[bob]).toEqual({
        role: 'administrator',
        spans: [
          [1, 3],
          [4, null],
        ],
      });
      expect((await under.storage.catchUp(bob, 0, [])).chats).toContainEqual(
        expect.objectContaining({ chatId: someGroup, fromPosition: 4 }),
      );
      // Whoever gives up his right in a batch has none in the rest of it.
      expect(
        await act(bob, role(bob, 'member'), remove(carol), role(bob, 'administrator')),
      ).toEqual(['accepted', 'not-allowed', 'not-allowed']);
      expect(
        await act(alice, role(carol, 'owner'), { kind: 'group.delete' }, { kind: 'member.leave' }),
      ).toEqual(['accepted', 'not-allowed', 'accepted']);
      expect(await membersOf()).toMatchObject({
        [alice]: { role: 'member' },
        [bob]: { role: 'member' },
        [carol]: { role: 'owner', spans: [[1, null]] },
      });
      expect(await codesOf(alice)).toBe('chat-left');
    });

    test('of two who come by a link with one use left one comes, whichever node they ask', async () => {
      await act(alice, create());
      for (const [index, sync] of [pipeline.sync, pipeline.other].entries()) {
        const invite = String(index).repeat(22);
        await under.addInvite({
          ...{ token: invite, chatId: someGroup, by: alice, createdAt: 1, mostUses: 1 },
        });
        const join = (user: UserId, through: typeof sync) =>
          as(user, someGroup, through).intend({ kind: 'group.join', invite });
        const answers = await Promise.all([
          as(alice).write('meanwhile'),
          join(carol, pipeline.sync),
          join(dave, sync),
        ]);
        const outcomes = outcomesOf([...answers[1], ...answers[2]]).sort();
        expect(outcomes).toEqual(['accepted', 'invite-not-found']);
        await act(alice, remove(carol), remove(dave));
      }
    });

    test('G6: a link of before the removal, of another group, revoked or used up brings nobody in', async () => {
      await act(alice, create(bob));
      await as(alice, otherGroup).intend(create());
      await under.addInvite({ token, chatId: otherGroup, by: alice, createdAt: 1 });
      const old = 'o'.repeat(22);
      await under.addInvite({ token: old, chatId: someGroup, by: alice, createdAt: 1 });
      await act(alice, remove(bob));
      const join = (invite: string): Intent => ({ kind: 'group.join', invite });
      expect(await act(bob, join(old), join(token))).toEqual([
        'invite-not-found',
        'invite-not-found',
      ]);
      expect(await act(mallory, join(token))).toEqual(['invite-not-found']);
      await under.revokeInvite(old);
      expect(await act(mallory, join(old))).toEqual(['invite-not-found']);
      expect((await under.storage.catchUp(mallory, 0, [])).chats).toEqual([]);
    });

    test('roles and settings that changed through another node count at once', async () => {
      await act(alice, create(bob, carol));
      await act(alice, role(bob, 'administrator'), {
        kind: 'group.settings',
        settings: { write: 'administrators' },
      });
      // The other node knows Bob as one who may write.
      await elsewhere(bob).write('first');
      await elsewhere(bob).write('second');
      expect(await act(alice, role(bob, 'member'))).toEqual(['accepted']);
      await elsewhere(alice).write('from Alice');
      await elsewhere(alice).write('from Alice');
      expect(outcomesOf(await elsewhere(bob).intend(message(secret)))).toEqual(['not-allowed']);
      expect(await under.placesWith(secret)).toEqual([]);
    });

    test('a picture of one’s own may stand for one group', async () => {
      const picture = fileId('01970000-0000-7000-8000-00000000000a');
      await under.addPicture(picture, alice);
      await act(alice, create(bob));
      expect(await act(bob, { kind: 'group.picture', picture })).toEqual(['file-not-found']);
      expect(await act(alice, { kind: 'group.picture', picture })).toEqual(['accepted']);
      const used = { ...create(), picture } as Intent;
      expect(outcomesOf(await as(alice, otherGroup).intend(used))).toEqual(['file-not-found']);
    });

    test('G14: a group that ends is erased; its id is nobody’s any more, and everybody hears how', async () => {
      const opening = entryOf(someGroup, { ...create(bob, carol), title: secret } as Intent);
      await as(alice).submit(opening);
      const id = await as(bob).write(secret);
      await act(carol, { kind: 'message.report', message: id, reason: secret });
      await act(carol, { kind: 'member.leave' });
      const bobs = await connect(bob, pipeline.other);
      expect(await act(alice, message('x'), { kind: 'group.delete' }, message('y'))).toEqual([
        'accepted',
        'accepted',
        'chat-not-found',
      ]);
      await vi.waitFor(() =>
        expect(bobs.framesOf('chats').flatMap(({ ended }) => ended)).toEqual([
          { chatId: someGroup, code: 'chat-deleted' },
        ]),
      );
      expect(await under.placesWith(secret)).not.toEqual([]);
      await pipeline.upkeep.eraseDue();
      expect(await under.placesWith(secret)).toEqual([]);
      expect(await under.storage.eraseDeleted(1)).toBe(false);
      for (const user of [alice, bob, mallory]) {
        const outcomes = outcomesOf(await elsewhere(user).intend(create(), message(secret)));
        expect(outcomes).toEqual(['chat-not-found', 'chat-not-found']);
      }
      expect(outcomesOf(await as(alice).submit(opening))).toEqual(['chat-not-found']);
      expect(await under.placesWith(secret)).toEqual([]);
      expect([await codesOf(alice), await codesOf(bob), await codesOf(carol)]).toEqual([
        'chat-deleted',
        'chat-deleted',
        'chat-left',
      ]);
      expect(await under.storage.heads([someGroup])).toHaveLength(1);
    });

    test('G3: when the owner leaves, the tables follow the document', async () => {
      await act(alice, create(bob, carol, dave));
      await act(alice, role(carol, 'administrator'), { kind: 'member.leave' });
      expect(await act(carol, role(bob, 'administrator'), remove(dave))).toEqual([
        'accepted',
        'accepted',
      ]);
      expect(outcomesOf(await elsewhere(bob).intend(remove(carol)))).toEqual(['not-allowed']);
      expect(outcomesOf(await elsewhere(carol).intend({ kind: 'group.delete' }))).toEqual([
        'accepted',
      ]);
    });
  });
}
