import { entryId, type UserId } from '@jibber/schema/ids';
import type { Answer } from '@jibber/schema/protocol/answers';
import type { SentEntry } from '@jibber/schema/protocol/send';
import { fail, succeed } from '@jibber/schema/result';
import { expect, test } from 'vitest';
import { makeHttpTransport } from './http-transport.ts';
import type { OutboxEntry } from './records.ts';
import { Sender } from './sender.ts';
import { VirtualScheduler } from './testkit/virtual-scheduler.ts';
import { alice, chat } from './testkit/world.ts';

function entry(n: number): OutboxEntry {
  return {
    chatId: chat,
    order: n,
    entryId: entryId(`0193a1b2-0000-7000-8000-${n.toString(16).padStart(12, '0')}`),
    intent: { kind: 'message.send', text: `m${n}`, writtenAt: 1 },
    writtenAt: 1,
  };
}

test('the outbox empties over HTTP as it does over a socket, one request at a time', async () => {
  const scheduler = new VirtualScheduler();
  let entries: readonly OutboxEntry[] = Array.from({ length: 100 }, (_, index) => entry(index + 1));
  const requests: number[] = [];
  let isOnline = true;
  let running = 0;
  const transport = makeHttpTransport({
    commands: {
      postIntents: async (userId: UserId, sent: readonly SentEntry[]) => {
        expect(userId).toBe(alice.userId);
        running += 1;
        expect(running).toBe(1);
        await new Promise<void>((resolve) => scheduler.after(100, resolve));
        running -= 1;
        requests.push(sent.length);
        if (!isOnline) return fail('offline');
        return succeed(
          sent.map(
            (each): Answer => ({
              outcome: 'accepted',
              entryId: each.entryId,
              position: 1,
              number: 1,
            }),
          ),
        );
      },
    },
    userId: alice.userId,
    answered: (answers) => {
      const answered = new Set(answers.map((answer) => answer.entryId));
      entries = entries.filter((each) => !answered.has(each.entryId));
      sender.answered(answers);
    },
    lost: () => sender.lost(),
  });
  const sender: Sender = new Sender({
    scheduler,
    random: () => 0,
    transport,
    isHolder: () => true,
    outbox: () => [[chat, entries]],
    release: () => undefined,
  });
  isOnline = false;
  sender.pump();
  await scheduler.advance(200);
  expect(entries).toHaveLength(100);
  isOnline = true;
  sender.pump();
  await scheduler.advance(1000);
  expect(entries).toEqual([]);
  expect(requests).toEqual([64, 64, 36]);
});
