/**
 * The group in which the table of roles is played: who is in it as what, and the intents by which it
 * came about. Invariant: nothing but intents makes it, so that it can be made at a node as well; what
 * differs there (ids, tokens of links) comes in with the cast.
 */
import type { EntryId, UserId } from '../ids.ts';
import type { Intent } from '../intents/registry.ts';

/** What an actor is to the group: the columns of the table. */
export const standings = [
  'owner',
  'administrator',
  'member',
  /** Was a member and left. */
  'left',
  /** Was a member and was put out. */
  'removed',
  /** Has an invitation that he did not answer. */
  'invited',
  /** Came by a link that needs approval. */
  'asking',
  'stranger',
] as const;
export type Standing = (typeof standings)[number];

/** Everybody on the stage: one actor per column, and those to whom something is done. */
export const stagePeople = [
  ...standings,
  'otherAdministrator',
  'otherMember',
  'otherInvited',
  'invitedByMember',
  'otherAsking',
  /** Known to owner, administrator and member, and in no way in the group. */
  'newcomer',
  /** To nobody, for whoever looks: there is no such account, or he does not want it. */
  'unreachable',
] as const;
export type StagePerson = (typeof stagePeople)[number];

/** Known to nobody who adds them: they are invited. Everybody else is known, or `unreachable`. */
export const unknownPeople: ReadonlySet<StagePerson> = new Set([
  'invited',
  'otherInvited',
  'invitedByMember',
  'asking',
  'otherAsking',
  'stranger',
]);

/** Ids and tokens as they are where the table is played. */
export type Cast = {
  readonly people: { readonly [Name in StagePerson]: UserId };
  readonly links: {
    /** Made by the owner before anybody was put out: for everybody, and for whoever is let in. */
    readonly open: string;
    readonly approval: string;
    /** Made after that. */
    readonly later: string;
  };
  /** Entry of the creation, which is an event in the timeline. */
  readonly creation: EntryId;
  /** A message of each. */
  readonly messages: { readonly [Name in StageAuthor]: EntryId };
};

export const stageAuthors = [
  'owner',
  'administrator',
  'member',
  'left',
  'removed',
  'otherMember',
] as const;
export type StageAuthor = (typeof stageAuthors)[number];

/** `open`: as a new group. `strict`: only administrators write, add and change. */
export type Setting = 'open' | 'strict';

export type StagedIntent = {
  readonly by: StagePerson;
  /** Undefined: any id of its own. */
  readonly entryId?: EntryId;
  readonly intent: Intent;
};

/** The intents that make the group, in order; each is accepted. `later` is made after the last. */
export function stageIntents(cast: Cast, setting: Setting): readonly StagedIntent[] {
  const { people, links } = cast;
  const message = (by: StageAuthor): StagedIntent => ({
    by,
    entryId: cast.messages[by],
    intent: { kind: 'message.send', text: `of ${by}`, writtenAt: 1 },
  });
  return [
    {
      by: 'owner',
      entryId: cast.creation,
      intent: {
        kind: 'group.create',
        title: 'The stage',
        users: [
          people.administrator,
          people.otherAdministrator,
          people.member,
          people.otherMember,
          people.left,
          people.removed,
        ],
        writtenAt: 1,
      },
    },
    promotion(people.administrator),
    promotion(people.otherAdministrator),
    ...stageAuthors.map(message),
    { by: 'owner', intent: { kind: 'members.add', users: [people.invited, people.otherInvited] } },
    { by: 'member', intent: { kind: 'members.add', users: [people.invitedByMember] } },
    { by: 'asking', intent: { kind: 'group.join', invite: links.approval } },
    { by: 'otherAsking', intent: { kind: 'group.join', invite: links.approval } },
    { by: 'left', intent: { kind: 'member.leave' } },
    { by: 'owner', intent: { kind: 'members.remove', user: people.removed } },
    ...(setting === 'open' ? [] : [strictness]),
  ];
}

function promotion(user: UserId): StagedIntent {
  return { by: 'owner', intent: { kind: 'member.role', user, role: 'administrator' } };
}

const strictness: StagedIntent = {
  by: 'owner',
  intent: {
    kind: 'group.settings',
    settings: { write: 'administrators', add: 'administrators', change: 'administrators' },
  },
};

/** The message of an actor, somebody else's where he never could write one. */
export function ownMessage({ messages }: Cast, actor: Standing): EntryId {
  return messages[stageAuthors.find((author) => author === actor) ?? 'otherMember'];
}
