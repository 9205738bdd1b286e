import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  chatId,
  chatIdFromBytes,
  chatIdToBytes,
  directChatId,
  entryId,
  isChatId,
  isEntryId,
  parseChatId,
  parseUserId,
  userId,
  uuidFromBytes,
} from './ids.ts';
import { alice, aliceAndBob, bob } from './testkit/people.ts';

const uuid = '01940000-0000-7000-8000-00000000a11c';

test.each([
  ['a number', 7],
  ['null', null],
  ['an array that prints like an id', [uuid]],
  ['an empty text', ''],
  ['upper case', uuid.toUpperCase()],
  ['braces around it', `{${uuid}}`],
  ['a line end after it', `${uuid}\n`],
  ['version 4', '01940000-0000-4000-8000-00000000a11c'],
  ['a foreign variant', '01940000-0000-7000-7000-00000000a11c'],
  ['no dashes', uuid.replaceAll('-', '')],
])('%s is no id of a person', (_, value) => {
  expect(parseUserId(value)).toEqual({ ok: false, code: 'malformed' });
  expect(isEntryId(value)).toBe(false);
});

test('the makers throw on what is no id', () => {
  expect(userId(uuid)).toBe(uuid);
  expect(() => userId('alice')).toThrow('not an id: "alice"');
  expect(() => entryId('')).toThrow();
  expect(() => chatId(uuid)).toThrow();
});

test.each([
  ['an unknown kind', `x${uuid}`],
  ['a group with the id of no version 7', 'g01940000-0000-4000-8000-00000000a11c'],
  ['a hash that is too short', `d${'A'.repeat(42)}`],
  ['a hash that is too long', `d${'A'.repeat(44)}`],
  ['padding', `d${'A'.repeat(43)}=`],
  ['bits beyond the hash, a second name for one chat', `d${'A'.repeat(42)}B`],
  ['the other base64 alphabet', `d${'A'.repeat(42)}+`],
])('%s is no id of a chat', (_, value) => {
  expect(isChatId(value)).toBe(false);
});

test('both kinds of chat have ids', () => {
  expect(parseChatId(`g${uuid}`)).toEqual({ ok: true, value: `g${uuid}` });
  expect(isChatId(`d${'A'.repeat(43)}`)).toBe(true);
});

test('the id of a private chat is the hash of both people, whoever asks, for ever', () => {
  expect(directChatId(alice, bob)).toBe(directChatId(bob, alice));
  expect(directChatId(alice, alice)).not.toBe(directChatId(alice, bob));
  const pair = [alice, bob].sort().join(' ');
  expect(aliceAndBob).toBe(`d${createHash('sha256').update(pair).digest('base64url')}`);
  expect(aliceAndBob).toBe('dVA_MSrQOd5QtJrH967RbSS1U7H0i1PoG5cHgHvG-ADA');
});

test('bytes of a chat are told apart by their first and must have its length', () => {
  const direct = chatIdToBytes(aliceAndBob);
  const group = chatIdToBytes(chatId(`g${uuid}`));
  expect([direct.length, group.length]).toEqual([33, 17]);
  expect(chatIdFromBytes(direct.subarray(0, 32)).ok).toBe(false);
  expect(chatIdFromBytes(group.subarray(0, 16)).ok).toBe(false);
  expect(chatIdFromBytes(Uint8Array.of(0x78, ...group.subarray(1))).ok).toBe(false);
  expect(chatIdFromBytes(new Uint8Array()).ok).toBe(false);
  expect(chatIdFromBytes(Uint8Array.of(0x67, ...new Uint8Array(16))).ok).toBe(false);
});

test('sixteen bytes become the usual text', () => {
  const bytes = Uint8Array.from({ length: 16 }, (_, index) => index * 17);
  expect(uuidFromBytes(bytes)).toBe('00112233-4455-6677-8899-aabbccddeeff');
});
