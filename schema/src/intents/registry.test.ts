import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { fileId } from '../ids.ts';
import { limits } from '../limits.ts';
import { intents } from '../testkit/arbitraries.ts';
import { bob, mallory, nthEntryId } from '../testkit/people.ts';
import {
  administers,
  dependencyOf,
  type Intent,
  intentKinds,
  isNumbered,
  isOpening,
  parseIntent,
  parseIntentText,
  peopleOf,
  pictureOf,
  stringifyIntent,
} from './registry.ts';

const malformed = { ok: false, code: 'malformed' };
const message = nthEntryId(1);
const picture = fileId(nthEntryId(2));
const group = { title: 'Climbing', users: [bob, mallory], writtenAt: 5 };

/** One of each kind. A new kind is a type error here. */
const examples: { readonly [Kind in Intent['kind']]: Extract<Intent, { kind: Kind }> } = {
  'chat.open': { kind: 'chat.open', with: bob },
  'group.create': { kind: 'group.create', about: 'On Sundays', picture, ...group },
  'group.rename': { kind: 'group.rename', title: 'Climbing' },
  'group.describe': { kind: 'group.describe', about: 'On Sundays' },
  'group.picture': { kind: 'group.picture', picture },
  'group.settings': {
    kind: 'group.settings',
    settings: { write: 'members', add: 'administrators', change: 'members', history: 'none' },
  },
  'group.delete': { kind: 'group.delete' },
  'group.join': { kind: 'group.join', invite: 'abcdefghijklmnopqrst-_' },
  'members.add': { kind: 'members.add', users: [bob, mallory] },
  'members.remove': { kind: 'members.remove', user: bob },
  'members.admit': { kind: 'members.admit', user: bob },
  'members.reject': { kind: 'members.reject', user: bob },
  'member.role': { kind: 'member.role', user: bob, role: 'administrator' },
  'member.leave': { kind: 'member.leave' },
  'invitation.accept': { kind: 'invitation.accept' },
  'invitation.decline': { kind: 'invitation.decline' },
  'invitation.withdraw': { kind: 'invitation.withdraw', user: bob },
  'message.send': { kind: 'message.send', text: 'hello', writtenAt: 5 },
  'message.edit': { kind: 'message.edit', message, text: 'hello' },
  'message.delete': { kind: 'message.delete', message },
  'message.report': { kind: 'message.report', message, reason: 'spam' },
};
/** Keys that may be missing, and those under which any text is read, to be judged. */
const optional = new Set(['group.create about', 'group.create picture']);
const free = new Set(['text', 'title', 'about', 'reason']);
/** Foreign values that are none under these keys. */
const known = new Map<string, unknown>([
  ['group.picture picture', null],
  ['members.add users', []],
  ['group.create users', []],
  ['group.settings settings', {}],
]);
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
    const name = `${intent.kind} ${key}`;
    const rest = Object.entries(intent).filter(([other]) => other !== key);
    expect(parseIntent(Object.fromEntries(rest)).ok, name).toBe(optional.has(name));
    for (const value of foreign) {
      if (free.has(key) && typeof value === 'string') continue;
      if (known.has(name) && JSON.stringify(known.get(name)) === JSON.stringify(value)) continue;
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

test.each<[string, unknown]>([
  ['settings with a key too many', { kind: 'group.settings', settings: { owner: 'members' } }],
  ['settings without a prototype', { kind: 'group.settings', settings: Object.create({ add: 1 }) }],
  ['a setting of another type', { kind: 'group.settings', settings: { write: true } }],
  ['a setting of a newer version', { kind: 'group.settings', settings: { add: 'nobody' } }],
  ['somebody named twice', { kind: 'members.add', users: [bob, bob] }],
  ['somebody who is none', { kind: 'members.add', users: ['bob'] }],
  ['people with a key', { kind: 'members.add', users: { 0: bob, length: 1 } }],
  ['a role of a newer version', { kind: 'member.role', user: bob, role: 'guest' }],
  ['a short token', { kind: 'group.join', invite: 'abc' }],
  ['a long token', { kind: 'group.join', invite: 'a'.repeat(23) }],
  ['a token with a line end', { kind: 'group.join', invite: `${'a'.repeat(22)}\n` }],
  ['a picture by its address', { kind: 'group.picture', picture: 'https://example.org/a.png' }],
])('%s is malformed', (_, value) => {
  expect(parseIntent(value)).toEqual(malformed);
});

test('G7: one intent names as many people as the limit says', () => {
  const users = Array.from({ length: limits.usersPerIntent }, (_, index) => nthEntryId(index));
  const more = [...users, nthEntryId(limits.usersPerIntent)];
  for (const rest of [{ kind: 'members.add' }, { ...group, kind: 'group.create' }]) {
    expect(parseIntent({ ...rest, users }).ok).toBe(true);
    expect(parseIntent({ ...rest, users: more })).toEqual(malformed);
  }
});

test('titles and descriptions are read as one clean text', () => {
  expect(parseIntent({ kind: 'group.rename', title: ' a\r\n\tb\u0000 \ud800 ' })).toEqual({
    ok: true,
    value: { kind: 'group.rename', title: 'a b \ufffd' },
  });
  expect(parseIntent({ kind: 'group.describe', about: ' a\r\nb\u0000 ' })).toEqual({
    ok: true,
    value: { kind: 'group.describe', about: 'a\nb' },
  });
});

test('messages and what is told in the timeline take a number, everything else takes none', () => {
  const unnumbered = intentKinds.filter((kind) => !isNumbered(examples[kind]));
  expect(unnumbered).toEqual([
    'chat.open',
    'group.delete',
    'members.reject',
    'invitation.decline',
    'invitation.withdraw',
    'message.edit',
    'message.delete',
    'message.report',
  ]);
});

test('whatever is not about a message works on the chat document', () => {
  const others = intentKinds.filter((kind) => !administers(examples[kind]));
  expect(others).toEqual(intentKinds.filter((kind) => kind.startsWith('message.')));
});

test('a chat begins with its opening or its creation', () => {
  expect(intentKinds.filter((kind) => isOpening(examples[kind]))).toEqual([
    'chat.open',
    'group.create',
  ]);
});

test('edits, deletions and reports depend on their message, nothing else on any', () => {
  const dependent = intentKinds.filter((kind) => dependencyOf(examples[kind]) === message);
  expect(dependent).toEqual(['message.edit', 'message.delete', 'message.report']);
  const free = intentKinds.filter((kind) => dependencyOf(examples[kind]) === undefined);
  expect(free).toHaveLength(intentKinds.length - dependent.length);
});

test('people are looked up for what makes them members, pictures for what shows them', () => {
  const named = intentKinds.filter((kind) => peopleOf(examples[kind]).length > 0);
  expect(named).toEqual(['chat.open', 'group.create', 'members.add']);
  expect(peopleOf(examples['group.create'])).toEqual([bob, mallory]);
  const shown = intentKinds.filter((kind) => pictureOf(examples[kind]) === picture);
  expect(shown).toEqual(['group.create', 'group.picture']);
  expect(pictureOf({ kind: 'group.picture', picture: null })).toBeUndefined();
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
  const almost = fc.tuple(
    intents,
    fc.dictionary(fc.string(), fc.anything()),
    fc.nat(),
    fc.anything(),
  );
  const spoiled = almost.map(([intent, more, at, value]) => {
    const keys = Object.keys(intent);
    return { ...intent, ...more, [keys[at % keys.length] ?? 'kind']: value };
  });
  fc.assert(
    fc.property(fc.oneof(fc.anything(), spoiled), (value) => {
      const read = parseIntent(value);
      if (!read.ok) expect(['malformed', 'unknown-kind']).toContain(read.code);
      // What was read once is read as the same again.
      else expect(parseIntent(read.value)).toEqual(read);
    }),
    { numRuns: 500 },
  );
});
