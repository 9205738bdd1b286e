import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { utf8Bytes } from '../claims.ts';
import type { Json } from '../document/json.ts';
import { type Member, storedMember } from '../document/members.ts';
import { errors } from '../errors.ts';
import { fileId, type UserId, userId } from '../ids.ts';
import { limits } from '../limits.ts';
import { applyIntent } from '../testkit/applied-intent.ts';
import { intents } from '../testkit/arbitraries.ts';
import { scriptGroup, scriptPeople } from '../testkit/group-scripts.ts';
import { intentArbitraries } from '../testkit/intent-arbitraries.ts';
import { openedAt } from '../testkit/opened-chat.ts';
import { alice, nthEntryId } from '../testkit/people.ts';
import { createPlainChat, type PlainChat } from '../testkit/plain-chat.ts';
import { type Intent, judge, parseIntent, parseIntentText, stringifyIntent } from './registry.ts';

const people = fc.constantFrom(...scriptPeople);
const json: fc.Arbitrary<Json> = fc
  .jsonValue()
  .map((value): Json => JSON.parse(JSON.stringify(value)));
const spans = fc.array(fc.tuple(fc.nat(9), fc.option(fc.nat(9))), { maxLength: 3 });
const lines: fc.Arbitrary<Member> = fc.record(
  {
    role: fc.constantFrom('owner' as const, 'administrator' as const, 'member' as const),
    spans,
    history: fc.nat(3),
    invited: fc.record({ by: people, at: fc.nat(9) }),
    asked: fc.nat(9),
    removed: fc.nat(9),
  },
  { requiredKeys: ['role', 'spans'] },
);
const fewIntents: fc.Arbitrary<Intent> = fc.oneof(
  ...Object.values(
    intentArbitraries({
      users: people,
      messages: fc.nat(3).map(nthEntryId),
      invites: fc.constantFrom('a'.repeat(22), 'b'.repeat(22)),
      pictures: fc.constant(fileId(nthEntryId(1))),
      texts: fc.string({ maxLength: 5 }),
      mostUsers: 4,
    }),
  ),
);

/** Chats in which stands what no rule wrote: of newer versions, of a fault, of nobody. */
const oddChats: fc.Arbitrary<PlainChat> = fc
  .record({
    kind: fc.constantFrom('direct' as const, 'group' as const),
    exists: fc.boolean(),
    members: fc.array(fc.tuple(people, fc.oneof(lines.map(storedMember), json)), { maxLength: 7 }),
    settings: json,
    values: fc.array(
      fc.oneof(
        json,
        fc
          .tuple(fc.nat(3), people, fc.dictionary(fc.string(), json))
          .map(([id, author, more]) => ({ ...more, id: nthEntryId(id), author, at: 1 })),
      ),
      { maxLength: 4 },
    ),
  })
  .map(({ kind, exists, members, settings, values }) => {
    const invite = { by: alice, createdAt: 5, needsApproval: true };
    const chat = createPlainChat({ kind, invites: new Map([['a'.repeat(22), invite]]) });
    chat.exists = exists;
    for (const [user, line] of members) chat.members.set(user, line);
    chat.info.set('settings', settings);
    for (const [index, value] of values.entries()) chat.place(index + 1, value);
    return chat;
  });

test('judging is total: whatever stands in a chat gives a verdict with a code, twice the same', () => {
  fc.assert(
    fc.property(oddChats, people, fc.oneof(fewIntents, intents), (chat, user, intent) => {
      const before = JSON.stringify(chat.entries());
      const verdict = judge(chat, { userId: user }, scriptGroup, intent);
      if (!verdict.ok) expect(Object.keys(errors)).toContain(verdict.code);
      expect(judge(chat, { userId: user }, scriptGroup, intent)).toEqual(verdict);
      expect(JSON.stringify(chat.entries())).toBe(before);
    }),
    { numRuns: 1000 },
  );
});

test('what was accepted can be written, whatever else stands in the chat', () => {
  fc.assert(
    fc.property(oddChats, people, fewIntents, (chat, author, intent) => {
      const at = openedAt;
      applyIntent(chat, { author, chatId: scriptGroup, entryId: nthEntryId(99), at, intent });
    }),
    { numRuns: 1000 },
  );
});

function nthUser(count: number): UserId {
  return userId(`01940000-0000-7000-8000-1${count.toString(16).padStart(11, '0')}`);
}

const users = Array.from({ length: limits.usersPerIntent }, (_, index) => nthUser(index));
/** Takes the most bytes for each unit: three of UTF-8, or two of JSON. */
const wide = (units: number) => ['漢'.repeat(units), '"'.repeat(units)];
const creations = wide(limits.nameUnits).flatMap((title) =>
  wide(limits.aboutUnits).map((about): Intent => {
    const picture = fileId(nthEntryId(1));
    return { kind: 'group.create', title, about, picture, users, writtenAt: 253402300799999 };
  }),
);
const additions: Intent = { kind: 'members.add', users };

test.each([...creations, additions])(
  'the largest $kind travels, and what it writes fits where it stands',
  (intent) => {
    const text = stringifyIntent(intent);
    expect(utf8Bytes(text)).toBeLessThanOrEqual(limits.intentBytes);
    const read = parseIntentText(text);
    if (!read.ok) throw new Error(read.code);
    expect(parseIntent(read.value)).toEqual(read);
    const chat = createPlainChat({ kind: 'group', relation: () => 'stranger' });
    if (intent.kind === 'members.add') {
      chat.members.set(alice, storedMember({ role: 'owner', spans: [[1, null]] }));
      chat.exists = true;
    }
    const entry = { author: alice, chatId: scriptGroup, entryId: nthEntryId(9), at: openedAt };
    expect(applyIntent(chat, { ...entry, intent: read.value })).toEqual({
      ok: true,
      value: undefined,
    });
    for (const [, value] of chat.entries()) {
      expect(utf8Bytes(JSON.stringify(value))).toBeLessThanOrEqual(limits.messageValueBytes);
    }
  },
);
