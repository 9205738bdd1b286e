/** The group of the table of roles on plain maps. Invariant: every staged intent was accepted. */
import type { Invite, Relation } from '../document/chat-document.ts';
import { chatId, type UserId, userId } from '../ids.ts';
import { applyIntent } from './applied-intent.ts';
import { openedAt } from './opened-chat.ts';
import { nthEntryId } from './people.ts';
import { createPlainChat, type PlainChat } from './plain-chat.ts';
import {
  type Cast,
  type Setting,
  type StagePerson,
  stageIntents,
  stagePeople,
  unknownPeople,
} from './role-stage.ts';

export const stageGroup = chatId('g01960000-0000-7000-8000-000000000000');
/** When the link `later` was made, ms: after everything of the stage. */
const laterAt = openedAt + 1000;

function nthUser(count: number): UserId {
  return userId(`01940000-0000-7000-8000-${count.toString(16).padStart(12, '0')}`);
}

export const plainCast: Cast = {
  people: {
    owner: nthUser(1),
    administrator: nthUser(2),
    member: nthUser(3),
    left: nthUser(4),
    removed: nthUser(5),
    invited: nthUser(6),
    asking: nthUser(7),
    stranger: nthUser(8),
    otherAdministrator: nthUser(9),
    otherMember: nthUser(10),
    otherInvited: nthUser(11),
    invitedByMember: nthUser(12),
    otherAsking: nthUser(13),
    newcomer: nthUser(14),
    unreachable: nthUser(15),
  },
  links: { open: 'o'.repeat(22), approval: 'p'.repeat(22), later: 'l'.repeat(22) },
  creation: nthEntryId(1),
  messages: {
    owner: nthEntryId(101),
    administrator: nthEntryId(102),
    member: nthEntryId(103),
    left: nthEntryId(104),
    removed: nthEntryId(105),
    otherMember: nthEntryId(106),
  },
};

const { people, links } = plainCast;

function isOneOf(names: ReadonlySet<StagePerson>, user: UserId): boolean {
  return stagePeople.some((name) => names.has(name) && people[name] === user);
}

function relation(_: UserId, user: UserId): Relation {
  if (user === people.unreachable) return 'unreachable';
  return isOneOf(unknownPeople, user) ? 'stranger' : 'known';
}

const invites: ReadonlyMap<string, Invite> = new Map([
  [links.open, { by: people.owner, createdAt: openedAt, needsApproval: false }],
  [links.approval, { by: people.owner, createdAt: openedAt, needsApproval: true }],
  [links.later, { by: people.owner, createdAt: laterAt, needsApproval: false }],
]);

/** The stage, built anew. */
export function createStage(setting: Setting): PlainChat {
  const chat = createPlainChat({ kind: 'group', relation, invites });
  for (const [index, { by, entryId, intent }] of stageIntents(plainCast, setting).entries()) {
    const verdict = applyIntent(chat, {
      author: people[by],
      chatId: stageGroup,
      entryId: entryId ?? nthEntryId(500 + index),
      at: openedAt + 1 + index,
      intent,
    });
    if (!verdict.ok) throw new Error(`${by}: ${intent.kind} was refused: ${verdict.code}`);
  }
  return chat;
}
