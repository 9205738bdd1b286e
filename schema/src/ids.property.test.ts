import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  chatIdFromBytes,
  chatIdToBytes,
  directChatId,
  isChatId,
  parseUserId,
  uuidFromBytes,
  uuidToBytes,
} from './ids.ts';
import { chatIds, userIds } from './testkit/arbitraries.ts';

test('the id of a person survives the way through bytes', () => {
  fc.assert(
    fc.property(userIds, (id) => {
      expect(uuidFromBytes(uuidToBytes(id))).toBe(id);
    }),
  );
});

test('the id of a chat survives the way through bytes', () => {
  fc.assert(
    fc.property(chatIds, (id) => {
      expect(chatIdFromBytes(chatIdToBytes(id))).toEqual({ ok: true, value: id });
    }),
  );
});

test('bytes that are read as a chat are the only bytes of that chat', () => {
  const hash = fc
    .uint8Array({ minLength: 32, maxLength: 32 })
    .map((bytes) => Uint8Array.of(0x64, ...bytes));
  fc.assert(
    fc.property(fc.oneof(hash, fc.uint8Array({ maxLength: 40 })), (bytes) => {
      const read = chatIdFromBytes(bytes);
      if (read.ok) expect(chatIdToBytes(read.value)).toEqual(bytes);
    }),
  );
});

test('two people have one private chat, whichever of them opens it', () => {
  fc.assert(
    fc.property(userIds, userIds, userIds, (one, other, third) => {
      expect(directChatId(one, other)).toBe(directChatId(other, one));
      expect(isChatId(directChatId(one, other))).toBe(true);
      fc.pre(third !== other);
      expect(directChatId(one, third)).not.toBe(directChatId(one, other));
    }),
  );
});

test('no value makes a parser throw', () => {
  fc.assert(
    fc.property(fc.anything({ withNullPrototype: true, withBigInt: true }), (value) => {
      expect(parseUserId(value).ok).toBe(false);
      expect(isChatId(value)).toBe(false);
    }),
  );
});
