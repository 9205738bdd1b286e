/**
 * Random lives of a group as a fast-check arbitrary: who knows whom, which links there are, and what
 * people of all kinds then do, lawful or not. Invariant: a script is plain data, so that it shrinks
 * and can be kept; playing it draws nothing.
 */
import * as fc from 'fast-check';
import type { Invite, Relation } from '../document/chat-document.ts';
import { chatId, fileId, type UserId, userId } from '../ids.ts';
import { type Intent, type IntentKind, intentKinds } from '../intents/registry.ts';
import { intentArbitraries } from './intent-arbitraries.ts';
import { openedAt } from './opened-chat.ts';
import { nthEntryId } from './people.ts';

export const scriptGroup = chatId('g01960000-0000-7000-8000-000000000001');
/** Few people, so that they meet often. */
export const scriptPeople: readonly UserId[] = [1, 2, 3, 4, 5, 6, 7].map((count) =>
  userId(`01940000-0000-7000-8000-00000000000${count}`),
);

/** Somebody by what he is to the group at that moment. */
export type ScriptRole = 'owner' | 'administrator' | 'member' | 'invited' | 'asking' | 'outside';

export type ScriptStep = {
  readonly author: UserId;
  /** Where there are such people, one of them does it instead: what nobody may do is no life. */
  readonly by: ScriptRole | undefined;
  readonly intent: Intent;
  /** Where there are such people, it is done to one of them instead. */
  readonly to: ScriptRole | undefined;
  /**
   * Whether it is done by somebody and about something that it fits, where there is such: an answer
   * by whoever was invited, an edit of one's own message.
   */
  readonly isFitting: boolean;
  /** As `Stamp.history`, where the group keeps its past from newcomers. */
  readonly segment: number;
};

export type GroupScript = {
  /** By `actor user`; those missing know each other. */
  readonly relations: ReadonlyMap<string, Relation>;
  readonly invites: ReadonlyMap<string, Invite>;
  /** The first creates the group. The entry of each is `nthEntryId` of its place, from 1 on. */
  readonly steps: readonly ScriptStep[];
};

/** What happens often stands for itself here; a kind that is missing would never be drawn. */
const weights: { readonly [Kind in IntentKind]: number } = {
  'chat.open': 1,
  'group.create': 1,
  'group.rename': 1,
  'group.describe': 1,
  'group.picture': 1,
  'group.settings': 3,
  'group.delete': 1,
  'group.join': 6,
  'members.add': 6,
  'members.remove': 5,
  'members.admit': 5,
  'members.reject': 5,
  'member.role': 10,
  'member.leave': 3,
  'invitation.accept': 6,
  'invitation.decline': 2,
  'invitation.withdraw': 6,
  'message.send': 8,
  'message.edit': 5,
  'message.delete': 5,
  'message.report': 9,
};

const people = fc.constantFrom(...scriptPeople);
const tokens = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(22));

const arbitraries = intentArbitraries({
  users: people,
  messages: fc.integer({ min: 2, max: 10 }).map(nthEntryId),
  invites: fc.constantFrom(...tokens, 'x'.repeat(22)),
  pictures: fc.constant(fileId('01970000-0000-7000-8000-000000000000')),
  texts: fc.constantFrom('Climbing', 'on Sundays', 'x', ''),
  mostUsers: 4,
});

const intents: fc.Arbitrary<Intent> = fc.oneof(
  ...intentKinds.map((kind) => ({ weight: weights[kind], arbitrary: arbitraries[kind] })),
);

const relations: fc.Arbitrary<ReadonlyMap<string, Relation>> = fc
  .array(
    fc.tuple(people, people, fc.constantFrom<Relation>('stranger', 'stranger', 'unreachable')),
    { maxLength: 20, size: 'max' },
  )
  .map((drawn) => new Map(drawn.map(([one, other, relation]) => [`${one} ${other}`, relation])));

const invites: fc.Arbitrary<ReadonlyMap<string, Invite>> = fc
  .tuple(
    ...tokens.map(() =>
      fc.record({
        by: people,
        createdAt: fc.nat(40).map((later) => openedAt + later),
        needsApproval: fc.boolean(),
      }),
    ),
  )
  .map((drawn) => new Map(drawn.map((invite, index) => [tokens[index] ?? '', invite])));

const creations: fc.Arbitrary<ScriptStep> = fc.record({
  author: people,
  intent: fc
    .uniqueArray(people, { minLength: 2, maxLength: scriptPeople.length, size: 'max' })
    .map((users) => ({ kind: 'group.create' as const, title: 'Us', users, writtenAt: 1 })),
  by: fc.constant(undefined),
  to: fc.constant(undefined),
  isFitting: fc.constant(false),
  segment: fc.constant(0),
});

const steps: fc.Arbitrary<ScriptStep> = fc.record({
  author: people,
  by: fc.constantFrom(
    undefined,
    undefined,
    'owner',
    'owner',
    'administrator',
    'member',
    'invited',
    'asking',
  ),
  intent: intents,
  to: fc.constantFrom(
    undefined,
    undefined,
    'owner',
    'administrator',
    'member',
    'invited',
    'asking',
  ),
  isFitting: fc.constantFrom(true, true, false),
  segment: fc.nat(5),
});

export const groupScripts: fc.Arbitrary<GroupScript> = fc.record({
  relations,
  invites,
  steps: fc
    .tuple(creations, fc.array(steps, { maxLength: 50, size: 'max' }))
    .map(([creation, rest]) => [creation, ...rest]),
});
