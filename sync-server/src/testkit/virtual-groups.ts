/**
 * A group on virtual nodes. Alice owns it; everybody knows everybody, so whoever is added is in it at
 * once. Invariant: a text is looked for in every byte that a device was sent, whatever frame it is in.
 */
import { type ChatId, chatId, type EntryId, type UserId } from '@jibber/schema/ids';
import type { Intent } from '@jibber/schema/intents/registry';
import type { Rows } from '@jibber/schema/protocol/rows';
import { alice, bob, carol, dave, mallory, someGroup } from '@jibber/schema/testkit/people';
import { groupOf, line, write } from './storage-fixtures.ts';
import type { TestDevice } from './test-device.ts';
import { startNodes, type VirtualNodes, type VirtualNodesOptions } from './virtual-nodes.ts';
import { nextEntryId } from './writer.ts';

/** In which they all know each other; nothing is written there. */
const circle = chatId('g01960000-0000-7000-8000-0000000c12c1');

export interface VirtualGroup extends VirtualNodes {
  /** Of the owner, on the first node. */
  readonly phone: TestDevice;
  /** One intent after the other through a device. @returns `accepted` or the code, of each */
  act(device: TestDevice, ...intents: readonly Intent[]): Promise<readonly string[]>;
  /** All of them in one message, so that one commit takes them. */
  actAtOnce(device: TestDevice, ...intents: readonly Intent[]): Promise<readonly string[]>;
  /** Sends a message. @returns the id of its entry */
  say(device: TestDevice, text: string): Promise<EntryId>;
  /** The position of the last row that is stored. */
  head(): number;
}

export const creation = { kind: 'group.create', title: 'Us', users: [], writtenAt: 1 } as const;

/** @param users the first members beside Alice */
export async function startVirtualGroup(
  users: readonly UserId[],
  options: VirtualNodesOptions = {},
): Promise<VirtualGroup> {
  const rate = { perSecond: 1e6, burst: 1e6 };
  const nodes = startNodes({
    ...options,
    settings: { writeRate: rate, readRate: rate, ...options.settings },
  });
  const { database, time } = nodes;
  database.tables.insertChat(circle);
  const everybody = [alice, bob, carol, dave, mallory];
  const members = everybody.map((user) => line(user, { fromPosition: 0 }));
  database.tables.save(circle, write({ group: groupOf({ members }) }));
  const phone = await nodes.connect(alice);

  const send = async (device: TestDevice, intents: readonly Intent[]) => {
    const entries = intents.map((intent) => ({
      ...{ entryId: nextEntryId(), scope: someGroup, after: undefined },
      intent: JSON.stringify(intent),
    }));
    device.tell({ type: 'send', entries });
    await time.runFor(200);
    return entries.map(({ entryId }) => {
      const answer = device.answerTo(entryId);
      if (answer === undefined) return 'unanswered';
      return answer.outcome === 'accepted' ? 'accepted' : answer.code;
    });
  };
  const group: VirtualGroup = {
    ...nodes,
    phone,
    async act(device, ...intents) {
      const outcomes: string[] = [];
      for (const intent of intents) outcomes.push(...(await send(device, [intent])));
      return outcomes;
    },
    actAtOnce: (device, ...intents) => send(device, intents),
    async say(device, text) {
      const entryId = nextEntryId();
      device.intend(someGroup, entryId, { kind: 'message.send', text, writtenAt: 1 });
      await time.runFor(200);
      if (device.answerTo(entryId)?.outcome !== 'accepted') throw new Error(`${text}: refused`);
      return entryId;
    },
    head: () => database.tables.chats.get(someGroup)?.head.head ?? 0,
  };
  const made = await group.act(phone, { ...creation, users: [...users] });
  if (made[0] !== 'accepted') throw new Error(`no group: ${made[0]}`);
  return group;
}

/** Whether this text was in anything that the device was sent. */
export function hasHeard(device: TestDevice, text: string): boolean {
  return device.received.some((bytes) => Buffer.from(bytes).includes(text));
}

/** Codes with which the group ended for a device. */
export function endsOf(device: TestDevice, group: ChatId = someGroup): readonly string[] {
  return device
    .framesOf('chats')
    .flatMap(({ ended }) => ended.filter(({ chatId: id }) => id === group).map(({ code }) => code));
}

/** Positions of the rows of the group that a device was sent. */
export function positionsOf(device: TestDevice): readonly number[] {
  return device.rowsOf(someGroup).flatMap(({ rows }: Rows) => rows.map(({ position }) => position));
}

/** The last position of the group that a device was told of, with or without rows. */
export function toldTo(device: TestDevice): number {
  return Math.max(0, ...device.rowsOf(someGroup).map(({ to }) => to));
}
