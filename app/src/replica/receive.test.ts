import type { ChatHead } from '@jibber/schema/protocol/chats';
import { expect, test } from 'vitest';
import { ChatStore } from './chat-store.ts';
import { MemoryDisk } from './memory-database.ts';
import type { ReceivedFrame } from './receive.ts';
import { VirtualScheduler } from './testkit/virtual-scheduler.ts';
import { bob, chat } from './testkit/world.ts';

/** A device that named this head at its greeting, and holds so much. */
async function deviceAt(greeted: number) {
  const scheduler = new VirtualScheduler();
  const disk = new MemoryDisk(scheduler);
  const store = new ChatStore({
    database: disk.open('one'),
    me: bob.userId,
    scheduler,
    tabs: { post: () => undefined, listen: () => undefined, close: () => undefined },
    changed: () => undefined,
    gone: () => undefined,
    faulted: () => undefined,
  });
  const context = { greetedHead: () => greeted, greetedRevision: 0 };
  await store.change(chat, 'strict', true, async ({ record }) => {
    record.head = greeted;
  });
  return {
    receive: (...frames: readonly ReceivedFrame[]) => store.store(frames, context),
    record: () => disk.peek('one', 'chats')[0],
  };
}

function headOf(head: number): ReceivedFrame {
  const told: ChatHead = { chatId: chat, head, lastNumber: head, segment: 0 };
  return { type: 'chats', heads: [told], ended: [], last: false };
}

test('a head below the one that was named at the greeting takes everything back', async () => {
  const device = await deviceAt(5);
  await device.receive(headOf(2));
  expect(device.record()?.head).toBe(0);
});

test('a head that is told after the greeting was answered takes nothing back', async () => {
  const device = await deviceAt(5);
  const ended = { chatId: chat, code: 'chat-removed' } as const;
  await device.receive({ type: 'chats', heads: [], ended: [ended], last: true }, headOf(2));
  expect(device.record()).toMatchObject({ head: 5 });
  expect(device.record()?.ended).toBe(undefined);
});
