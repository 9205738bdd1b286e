import { directChatId } from '@jibber/schema/ids';
import { parseIntentText } from '@jibber/schema/intents/registry';
import { limits } from '@jibber/schema/limits';
import type { SentEntry } from '@jibber/schema/protocol/send';
import { alice, aliceAndBob, nthEntryId } from '@jibber/schema/testkit/people';
import { expect, test } from 'vitest';
import { EntryQueues } from './entry-queues.ts';

const notes = directChatId(alice, alice);
const identity = { userId: alice, sessionId: 'phone' };

function entry(n: number, chatId = aliceAndBob, text = 'text'): SentEntry {
  const intent = JSON.stringify({ kind: 'message.send', text, writtenAt: 1 });
  return { entryId: nthEntryId(n), chatId, after: undefined, intent };
}

function queued(sent: SentEntry) {
  return { identity, entry: sent, intent: parseIntentText(sent.intent) };
}

test('a chat whose batch is under way waits, others go on; nothing is lost or taken twice', () => {
  const queues = new EntryQueues({ queuedEntries: 1000, queuedBytes: 1e6 });
  for (let n = 0; n < limits.batchEntries + 2; n += 1) queues.add(queued(entry(n)));
  queues.add(queued(entry(500, notes)));
  const first = queues.next();
  expect(first).toMatchObject({ chatId: aliceAndBob });
  expect(first?.batch).toHaveLength(limits.batchEntries);
  expect(queues.next()?.batch.map(({ entry }) => entry.entryId)).toEqual([nthEntryId(500)]);
  queues.add(queued(entry(501)));
  expect(queues.next()).toBeUndefined();
  queues.done(notes);
  queues.done(aliceAndBob);
  expect(queues.next()?.batch.map(({ entry }) => entry.entryId)).toEqual(
    [limits.batchEntries, limits.batchEntries + 1, 501].map(nthEntryId),
  );
  expect(queues.isIdle).toBe(false);
  queues.done(aliceAndBob);
  expect(queues.isIdle).toBe(true);
});

test('room is counted in entries and in bytes, and what is under way leaves room', () => {
  const bytes = entry(1).intent.length;
  const queues = new EntryQueues({ queuedEntries: 3, queuedBytes: 2 * bytes });
  queues.add(queued(entry(1)));
  expect(queues.hasRoom(entry(2))).toBe(true);
  expect(queues.hasRoom(entry(2, notes, 'text!'))).toBe(false);
  queues.add(queued(entry(2)));
  expect(queues.hasRoom(entry(3, notes))).toBe(false);
  queues.next();
  expect(queues.hasRoom(entry(3, notes))).toBe(true);
  const few = new EntryQueues({ queuedEntries: 1, queuedBytes: 1e6 });
  few.add(queued(entry(1)));
  expect(few.hasRoom(entry(2, notes))).toBe(false);
});
