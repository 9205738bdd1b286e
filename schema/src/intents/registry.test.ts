import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { limits } from '../limits.ts';
import { intents } from '../testkit/arbitraries.ts';
import { bob, nthEntryId } from '../testkit/people.ts';
import {
  dependencyOf,
  type Intent,
  intentKinds,
  isNumbered,
  parseIntent,
  parseIntentText,
  stringifyIntent,
} from './registry.ts';

const malformed = { ok: false, code: 'malformed' };
const message = nthEntryId(1);

/** One of each kind. A new kind is a type error here. */
const examples: { readonly [Kind in Intent['kind']]: Extract<Intent, { kind: Kind }> } = {
  'chat.open': { kind: 'chat.open', with: bob },
  'message.send': { kind: 'message.send', text: 'hello', writtenAt: 5 },
  'message.edit': { kind: 'message.edit', message, text: 'hello' },
  'message.delete': { kind: 'message.delete', message },
};
const all = intentKinds.map((kind) => [kind, examples[kind]] as const);

test('every kind is known by its name', () => {
  expect([...intentKinds].sort()).toEqual(Object.keys(examples).sort());
});

test.each(all)('%s is read as it was written', (_, intent) => {
  expect(parseIntent(intent)).toEqual({ ok: true, value: intent });
  expect(parseIntentText(stringifyIntent(intent))).toEqual({ ok: true, value: intent });
});

test.each(all)('%s with a key too many is malformed', (_, intent) => {
  for (const key of ['author', 'at', 'id', 'number', 'constructor', 'toString', '']) {
    expect(parseIntent({ ...intent, [key]: 1 })).toEqual(malformed);
  }
  const withProto = `{"__proto__":{"author":"x"},${stringifyIntent(intent).slice(1)}`;
  expect(parseIntentText(withProto)).toEqual(malformed);
  expect(parseIntent(JSON.parse(withProto))).toEqual(malformed);
});

test.each(all)('%s with a key missing or of another type is malformed', (_, intent) => {
  const foreign = [null, true, 1.5, -0, [], {}, '', 'x', ['hello'], { text: 'hello' }];
  for (const key of Object.keys(intent).filter((name) => name !== 'kind')) {
    const rest = Object.entries(intent).filter(([name]) => name !== key);
    expect(parseIntent(Object.fromEntries(rest))).toEqual(malformed);
    for (const value of foreign) {
      if (key === 'text' && typeof value === 'string') continue;
      expect(parseIntent({ ...intent, [key]: value })).toEqual(malformed);
    }
  }
});

test.each([
  ['nothing', null],
  ['a list', [examples['message.delete']]],
  ['no kind', { message }],
  ['a kind that is no text', { kind: ['message.delete'], message }],
  ['bytes', new Uint8Array(3)],
])('%s is no intent', (_, value) => {
  expect(parseIntent(value)).toEqual(malformed);
});

test.each(['message.react', 'toString', '__proto__', 'Message.send', ''])(
  'the kind %j is unknown here, to be tried again after an update',
  (kind) => {
    expect(parseIntent({ kind, message })).toEqual({ ok: false, code: 'unknown-kind' });
  },
);

test('an intent is bounded by its bytes before it is read', () => {
  const text = '漢'.repeat(limits.intentBytes / 3);
  const json = JSON.stringify({ kind: 'message.send', text, writtenAt: 5 });
  expect(json.length).toBeLessThan(limits.intentBytes);
  expect(parseIntentText(json)).toEqual({ ok: false, code: 'too-big' });
});

test('of two equal keys the last counts, for every reader alike', () => {
  const json = `{"kind":"message.edit","kind":"message.delete","message":"${message}"}`;
  expect(parseIntentText(json)).toEqual({ ok: true, value: examples['message.delete'] });
});

test('a number beyond all numbers and a negative zero are no time of writing', () => {
  for (const time of ['1e400', '-0', '-1e400']) {
    const json = `{"kind":"message.send","text":"a","writtenAt":${time}}`;
    expect(parseIntentText(json)).toEqual(malformed);
  }
});

test('messages take a number, everything else takes none', () => {
  const numbered = intentKinds.filter((kind) => isNumbered(examples[kind]));
  expect(numbered).toEqual(['message.send']);
});

test('edits and deletions depend on their message', () => {
  expect(dependencyOf(examples['message.edit'])).toBe(message);
  expect(dependencyOf(examples['message.delete'])).toBe(message);
  expect(dependencyOf(examples['message.send'])).toBeUndefined();
  expect(dependencyOf(examples['chat.open'])).toBeUndefined();
});

test('whatever was read travels as text and is read as the same', () => {
  fc.assert(
    fc.property(intents, (intent) => {
      const read = parseIntent(intent);
      if (!read.ok) throw new Error(read.code);
      expect(parseIntentText(stringifyIntent(read.value))).toEqual(read);
      expect(parseIntent(read.value)).toEqual(read);
    }),
  );
});

test('no value makes reading throw', () => {
  const kinds = fc.constantFrom<unknown>(...intentKinds, 'other', 7);
  const almost = fc.record(
    {
      kind: kinds,
      text: fc.anything(),
      message: fc.oneof(fc.constant(message), fc.anything()),
      with: fc.anything(),
      writtenAt: fc.anything(),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.oneof(fc.anything(), almost), (value) => {
      const read = parseIntent(value);
      if (!read.ok) expect(['malformed', 'unknown-kind']).toContain(read.code);
    }),
    { numRuns: 500 },
  );
});
