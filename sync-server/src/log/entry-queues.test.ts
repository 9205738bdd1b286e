import { type ChatId, directChatId } from '@jibber/schema/ids';
import { parseIntentText } from '@jibber/schema/intents/registry';
import { limits } from '@jibber/schema/limits';
import { alice, aliceAndBob, nthEntryId } from '@jibber/schema/testkit/people';
import { expect, test } from 'vitest';
import type { QueuedEntry } from './batch.ts';
import type { ChatEntry } from './chat-log.ts';
import { EntryQueues } from './entry-queues.ts';

const notes = directChatId(alice, alice);
const identity = { userId: alice, sessionId: 'phone' };

function entry(n: number, scope = aliceAndBob, text = 'text'): ChatEntry {
  const intent = JSON.stringify({ kind: 'message.send', text, writtenAt: 1 });
  return { entryId: nthEntryId(n), scope, after: undefined, intent };
}

function add(queues: EntryQueues<ChatId, QueuedEntry>, sent: ChatEntry): void {
  queues.add(sent.scope, { identity, entry: sent, intent: parseIntentText(sent.intent) });
}

test('a chat whose batch is under way waits, others go on; nothing is lost or taken twice', () => {
  const queues = new EntryQueues<ChatId, QueuedEntry>({ queuedEntries: 1000, queuedBytes: 1e6 });
  for (let n = 0; n < limits.batchEntries + 2; n += 1) add(queues, entry(n));
  add(queues, entry(500, notes));
  const first = queues.next();
  expect(first).toMatchObject({ key: aliceAndBob });
  expect(first?.batch).toHaveLength(limits.batchEntries);
  expect(queues.next()?.batch.map(({ entry }) => entry.entryId)).toEqual([nthEntryId(500)]);
  add(queues, entry(501));
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
  const queues = new EntryQueues<ChatId, QueuedEntry>({ queuedEntries: 3, queuedBytes: 2 * bytes });
  add(queues, entry(1));
  expect(queues.hasRoom(aliceAndBob, entry(2))).toBe(true);
  expect(queues.hasRoom(notes, entry(2, notes, 'text!'))).toBe(false);
  add(queues, entry(2));
  expect(queues.hasRoom(notes, entry(3, notes))).toBe(false);
  queues.next();
  expect(queues.hasRoom(notes, entry(3, notes))).toBe(true);
  const few = new EntryQueues<ChatId, QueuedEntry>({ queuedEntries: 1, queuedBytes: 1e6 });
  add(few, entry(1));
  expect(few.hasRoom(notes, entry(2, notes))).toBe(false);
});
