import { expect, test } from 'vitest';
import { utf8Bytes } from './claims.ts';
import { messageSend } from './intents/message-send.ts';
import { parseIntent, parseIntentText, stringifyIntent } from './intents/registry.ts';
import { limits } from './limits.ts';
import { encodeFrame } from './protocol/codec.ts';
import { applyIntent } from './testkit/applied-intent.ts';
import { alice, aliceAndBob, nthEntryId } from './testkit/people.ts';
import { createPlainChat } from './testkit/plain-chat.ts';

test('every limit is a whole number above zero', () => {
  for (const [name, value] of Object.entries(limits)) {
    expect(Number.isSafeInteger(value), name).toBe(true);
    expect(value, name).toBeGreaterThan(0);
  }
});

/** Takes the most bytes: three of UTF-8 for each unit, or two of JSON. */
const longest = [
  '漢'.repeat(limits.textUnits),
  '"'.repeat(limits.textUnits),
  '\u2028\\'.repeat(limits.textUnits / 2),
];

test.each(longest)('the longest text fits an intent, a frame and a value', (text) => {
  const intent = messageSend.parse({ kind: 'message.send', text, writtenAt: 253402300799999 });
  if (!intent.ok) throw new Error(intent.code);
  const json = stringifyIntent(intent.value);
  expect(utf8Bytes(json)).toBeLessThanOrEqual(limits.intentBytes);
  expect(parseIntentText(json)).toEqual(intent);
  const entry = { entryId: nthEntryId(1), scope: aliceAndBob, after: nthEntryId(0), intent: json };
  encodeFrame({ type: 'send', entries: [entry] });

  const chat = createPlainChat();
  const open = parseIntent({ kind: 'chat.open', with: alice });
  if (!open.ok) throw new Error(open.code);
  chat.members.set(alice, { role: 'member', spans: [[1, null]] });
  chat.exists = true;
  const verdict = applyIntent(chat, {
    author: alice,
    chatId: aliceAndBob,
    entryId: nthEntryId(1),
    at: 253402300799999,
    intent: intent.value,
  });
  expect(verdict.ok).toBe(true);
  const [stored] = chat.entries();
  expect(utf8Bytes(JSON.stringify(stored?.[1]))).toBeLessThanOrEqual(limits.messageValueBytes);
});

test('what is put into something fits into it', () => {
  expect(limits.messageValueBytes).toBeLessThan(limits.intentBytes);
  expect(limits.intentBytes).toBeLessThan(limits.httpBodyBytes);
  expect(limits.partBytes).toBeLessThan(limits.frameBytes);
  expect(limits.frameBytes).toBeLessThan(limits.messageBytes);
  expect(limits.segmentBytes).toBeLessThan(limits.segmentHardBytes);
  expect(limits.jsonDepth).toBeLessThan(limits.storedDepth);
  expect(limits.pullBytes).toBeLessThan(limits.backpressureBytes);
  expect(limits.batchEntries).toBeLessThan(limits.queuedEntriesPerChat);
  expect(limits.entriesPerFrame).toBeLessThanOrEqual(limits.answersPerFrame);
  expect(limits.usersPerIntent).toBeLessThan(limits.groupMembers);
  expect(limits.reasonUnits).toBe(limits.aboutUnits);
});

test('what waits for something waits longer than it takes', () => {
  expect(limits.typingShownMs).toBeGreaterThan(limits.typingEveryMs);
  expect(limits.againMinMs).toBeLessThan(limits.againMaxMs);
  expect(limits.revocationPollMs).toBeLessThan(limits.leaseMs);
  expect(limits.compactionDelayMs).toBeLessThan(60_000);
  expect(limits.sessionIdleDays).toBeLessThan(limits.sessionAbsoluteDays);
  expect(limits.writesPerAccountPerSecond).toBeLessThan(limits.writesPerAccountBurst);
});
