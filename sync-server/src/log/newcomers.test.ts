import { chatId, type UserId } from '@jibber/schema/ids';
import { limits } from '@jibber/schema/limits';
import {
  alice,
  bob,
  carol,
  dave,
  nthEntryId,
  someGroup,
  someHistory,
} from '@jibber/schema/testkit/people';
import { expect, test } from 'vitest';
import type { TestDevice } from '../testkit/test-device.ts';
import {
  creation,
  hasHeard,
  startVirtualGroup,
  type VirtualGroup,
} from '../testkit/virtual-groups.ts';
import type { VirtualNodesOptions } from '../testkit/virtual-nodes.ts';

/** In everything that a newcomer without history may not see there is this. */
const canary = 'canary';
const hello = { historyId: someHistory };
const message = (text: string) => ({ kind: 'message.send', text, writtenAt: 1 }) as const;
const title = (text: string) => ({ kind: 'group.rename', title: text }) as const;
const about = (text: string) => ({ kind: 'group.describe', about: text }) as const;
const adding = (...users: UserId[]) => ({ kind: 'members.add' as const, users });

type Past = VirtualGroup & { readonly written: Awaited<ReturnType<VirtualGroup['say']>> };

/** A group with a past: texts, an edited one, a deleted one, other names, other descriptions. */
async function startPast(
  history: 'all' | 'none',
  options: VirtualNodesOptions = {},
): Promise<Past> {
  const group = await startVirtualGroup([carol], { count: 2, ...options });
  const { act, say, phone } = group;
  await act(phone, title(`${canary} name`), about(`${canary} text about it`));
  const written = await say(phone, `${canary} message`);
  const edited = await say(phone, `${canary} before it was edited`);
  const deleted = await say(phone, `${canary} deleted`);
  await act(
    phone,
    { kind: 'message.edit', message: edited, text: `${canary} edited` },
    { kind: 'message.delete', message: deleted },
    title('Plain name'),
    about('Plain text'),
  );
  if (history === 'none') await act(phone, { kind: 'group.settings', settings: { history } });
  return { ...group, written };
}

/** Asks for all documents in all ways in which a device, however modified, can. */
async function askForEverything(device: TestDevice, { head, time }: VirtualGroup): Promise<void> {
  for (let complete = 0; complete <= head() + 1; complete += 1) {
    const documents = (['chat', 0, 1, 2, 3] as const).map((document) => ({ document, complete }));
    device.tell({ type: 'fetch', chatId: someGroup, documents });
  }
  device.tell({ type: 'open', chatId: someGroup });
  await time.runFor(1000);
}

/** Says hello with every cursor, true or not, that a device can have. */
async function connectInAllWays(user: UserId, group: VirtualGroup): Promise<TestDevice[]> {
  const devices: TestDevice[] = [];
  for (let head = 0; head <= group.head() + 1; head += 1) {
    const behind = (['chat', 0, 1] as const).map((document) => ({
      document,
      complete: Math.max(0, head - 1),
    }));
    const cursors = [{ chatId: someGroup, head, behind }];
    const device = await group.connect(user, { node: head % 2, cursors, hello });
    await group.time.runFor(100);
    device.close();
    devices.push(device);
  }
  return devices;
}

/** Everything goes on as if it were a group of its own for him. */
function expectPresent(device: TestDevice): void {
  expect(hasHeard(device, 'Plain name')).toBe(true);
  expect(hasHeard(device, 'Plain text')).toBe(true);
  expect(hasHeard(device, 'since then')).toBe(true);
}

test.each([
  ['before', false],
  ['after', true],
] as const)(
  'G12: nothing of the past reaches a newcomer without history, %s it was compacted',
  async (_, isCompacted) => {
    const group = await startPast('none');
    const { connect, act, say, phone, time, written } = group;
    if (isCompacted) await time.runFor(2 * limits.compactionDelayMs);
    // Connected as he is added, on either node; and not connected then.
    const devices = [await connect(bob), await connect(bob, { node: 1, device: 'desk' })];
    expect(await act(phone, adding(bob, dave))).toEqual(['accepted']);
    await say(phone, 'since then');
    // What still happens in the past.
    await act(phone, { kind: 'message.edit', message: written, text: `${canary} edited late` });
    await time.runFor(1000);
    for (const device of devices) {
      await askForEverything(device, group);
      expectPresent(device);
    }
    devices.push(...(await connectInAllWays(dave, group)));
    devices.push(...(await connectInAllWays(bob, group)));
    await act(phone, { kind: 'message.delete', message: written });
    await time.runFor(2 * limits.compactionDelayMs);
    const late = await connect(dave, { node: 1 });
    await askForEverything(late, group);
    expectPresent(late);
    for (const device of [...devices, late]) {
      expect(hasHeard(device, canary)).toBe(false);
      expect(device.ended).toBe(undefined);
    }
    const old = await connect(carol);
    await askForEverything(old, group);
    expect(hasHeard(old, canary)).toBe(true);
  },
);

test('G12: with history he sees what there was, but of names and descriptions only what stands', async () => {
  const group = await startPast('all');
  const { connect, act, say, phone, time } = group;
  const bobs = await connect(bob, { node: 1 });
  await act(phone, adding(bob));
  await say(phone, 'since then');
  await time.runFor(1000);
  await askForEverything(bobs, group);
  expectPresent(bobs);
  expect(hasHeard(bobs, `${canary} message`)).toBe(true);
  const chatParts = bobs.frames.flatMap((frame) => {
    if (frame.type === 'document') return frame.document === 'chat' ? [frame.bytes] : [];
    if (frame.type !== 'rows') return [];
    return frame.rows.flatMap(({ parts }) =>
      parts.flatMap(({ document, update }) => (document === 'chat' ? [update] : [])),
    );
  });
  expect(chatParts.length).toBeGreaterThan(1);
  expect(chatParts.some((bytes) => Buffer.from(bytes).includes('Plain name'))).toBe(true);
  expect(chatParts.some((bytes) => Buffer.from(bytes).includes(canary))).toBe(false);
});

test('G12: what was written in the same commit before he came is of the past as well', async () => {
  const group = await startPast('none');
  const { connect, actAtOnce, say, phone, time } = group;
  const devices = [await connect(bob), await connect(bob, { node: 1, device: 'desk' })];
  const outcomes = await actAtOnce(
    phone,
    title(`${canary} once more`),
    message(`${canary} just before`),
    title('Plain name'),
    adding(bob),
    message('since then'),
  );
  expect(outcomes).toEqual(Array(5).fill('accepted'));
  await time.runFor(1000);
  await say(phone, 'and on');
  for (const device of devices) {
    await askForEverything(device, group);
    expectPresent(device);
    expect(hasHeard(device, canary)).toBe(false);
  }
});

test('G12: also where the group began with that very commit', async () => {
  const group = await startVirtualGroup([carol], { count: 2 });
  const { connect, phone, time } = group;
  const devices = [await connect(bob), await connect(bob, { node: 1, device: 'desk' })];
  const scope = chatId('g01960000-0000-7000-8000-00000000c0de');
  const intents = [
    { ...creation, title: `${canary} name`, users: [carol] },
    { kind: 'group.settings', settings: { history: 'none' } } as const,
    message(`${canary} message`),
    title('Plain name'),
    adding(bob),
    message('since then'),
  ];
  phone.tell({
    type: 'send',
    entries: intents.map((intent, index) => ({
      entryId: nthEntryId(7000 + index),
      scope,
      after: undefined,
      intent: JSON.stringify(intent),
    })),
  });
  await time.runFor(1000);
  const carols = await connect(carol, { node: 1 });
  expect(hasHeard(carols, `${canary} message`)).toBe(true);
  for (const device of devices) {
    const documents = (['chat', 0, 1] as const).map((document) => ({ document, complete: 0 }));
    device.tell({ type: 'fetch', chatId: scope, documents });
    await time.runFor(100);
    expect(hasHeard(device, 'since then')).toBe(true);
    expect(hasHeard(device, 'Plain name')).toBe(true);
    expect(hasHeard(device, canary)).toBe(false);
  }
});

test('G12: nor does he get of it through a range too long to be sent row by row', async () => {
  const group = await startPast('none');
  const { connect, act, actAtOnce, say, phone, time } = group;
  await act(phone, adding(dave));
  const davesFirst = await connect(dave, { node: 1 });
  davesFirst.close();
  for (let sent = 0; sent <= limits.catchUpRows; sent += 64) {
    await actAtOnce(phone, ...Array.from({ length: 64 }, () => message('since then')));
  }
  await act(phone, adding(bob));
  await say(phone, 'the last');
  for (const [node, user] of [bob, dave].entries()) {
    const device = await connect(user, { node });
    await time.runFor(1000);
    const named = device.rowsOf(someGroup).flatMap(({ incomplete }) => incomplete);
    expect(named).toContain('chat');
    expect(named).not.toContain(0);
    await askForEverything(device, group);
    expect(hasHeard(device, 'the last')).toBe(true);
    expect(hasHeard(device, canary)).toBe(false);
    expect(hasHeard(device, 'since then')).toBe(user === dave);
  }
});

test.each([0, 1])(
  'G12: however late hints come to node %i, he gets nothing of before',
  async (node) => {
    for (const [rows, joined] of [
      [1, 60],
      [60, 1],
      [60, 60],
      [1, 1],
      [400, 1],
      [1, 400],
    ] as const) {
      const group = await startPast('none', {
        storage: { latencyMs: () => 5 },
        carry: ({ type }) => (type === 'joined' ? [joined] : [rows]),
      });
      const { connect, phone, actAtOnce, act, say, time } = group;
      await time.runFor(1000);
      await connect(carol, { node });
      const bobs = await connect(bob, { node });
      await time.runFor(500);
      await actAtOnce(phone, title(`${canary} again`), title('Plain name'), adding(bob));
      await say(phone, 'since then');
      await time.runFor(2000);
      await askForEverything(bobs, group);
      expect(hasHeard(bobs, 'since then'), `${rows} ${joined}`).toBe(true);
      expect(hasHeard(bobs, canary), `${rows} ${joined}`).toBe(false);
      // Out and in again, with something in between.
      await act(phone, { kind: 'members.remove', user: bob });
      await actAtOnce(phone, message(`${canary} meanwhile`), title(`${canary} meanwhile`));
      await actAtOnce(phone, title('Plain name'), adding(bob), message('once more'));
      await time.runFor(12_000);
      await askForEverything(bobs, group);
      expect(hasHeard(bobs, 'once more'), `${rows} ${joined}`).toBe(true);
      expect(hasHeard(bobs, canary), `${rows} ${joined}`).toBe(false);
    }
  },
);

test('G12: those who come one after the other, with nothing written between, share a segment', async () => {
  const { act, phone, say, database, written } = await startPast('none');
  await act(phone, adding(bob), adding(dave));
  const chat = database.tables.chats.get(someGroup);
  const lines = [bob, dave].map((user) => chat?.members.get(user)?.fromSegment);
  expect(lines).toEqual([1, 1]);
  expect(chat?.head.segment).toBe(1);
  await say(phone, 'between');
  await act(phone, { kind: 'members.remove', user: bob }, adding(bob));
  expect(chat?.members.get(bob)?.fromSegment).toBe(2);
  expect(chat?.members.get(alice)?.fromSegment).toBe(0);
  expect(chat?.entries.get(written)?.segment).toBe(0);
});
