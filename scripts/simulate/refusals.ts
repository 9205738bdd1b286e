/**
 * Whether refusals were right, as far as the log tells in the end. Invariant: it judges what honest
 * people were told; what Mallory is told is no promise.
 */
import type { ErrorCode } from '@jibber/schema/errors';
import type { EntryId, UserId } from '@jibber/schema/ids';
import { dependencyOf } from '@jibber/schema/intents/registry';
import { limits } from '@jibber/schema/limits';
import { type Deed, entryKey, type Violation } from '@jibber/schema/testkit/history';
import type { World } from './world.ts';

/** S9: nobody honest is refused what is his right, or for a fault of his app. */
export function checkRefusals(world: World): Violation[] {
  const deeds = new Map(world.deeds().map((deed) => [entryKey(deed), deed]));
  const honest = new Set(world.people);
  const changes = countChanges(world, deeds);
  return world.heard.flatMap(({ device, author, answer }) => {
    if (answer.outcome !== 'refused' || !honest.has(author)) return [];
    const deed = deeds.get(entryKey({ author, entryId: answer.entryId }));
    if (deed !== undefined && isExplained(world, deed, answer.code, changes)) return [];
    const message = `${device} was refused ${deed?.intent.kind} ${answer.entryId}: ${answer.code}`;
    return [{ invariant: 'S9', message }];
  });
}

type Changes = { edits: number; isDeleted: boolean };

/** What was accepted about each message. */
function countChanges(
  world: World,
  deeds: ReadonlyMap<string, Deed>,
): ReadonlyMap<EntryId, Changes> {
  const changes = new Map<EntryId, Changes>();
  for (const row of world.facts.rows) {
    const intent = deeds.get(entryKey(row))?.intent;
    const message = intent && dependencyOf(intent);
    if (intent === undefined || message === undefined) continue;
    const before = changes.get(message) ?? { edits: 0, isDeleted: false };
    if (intent.kind === 'message.edit') before.edits += 1;
    if (intent.kind === 'message.delete') before.isDeleted = true;
    changes.set(message, before);
  }
  return changes;
}

function isExplained(
  world: World,
  deed: Deed,
  code: ErrorCode,
  changes: ReadonlyMap<EntryId, Changes>,
): boolean {
  const { author, chatId, intent } = deed;
  const { facts } = world;
  const message = dependencyOf(intent);
  const change = message && changes.get(message);
  const isOwn = message !== undefined && facts.rowOf(chatId, message)?.author === author;
  const isAdministration = chatId.startsWith('g') && intent.kind !== 'message.send';
  switch (code) {
    case 'chat-not-found':
      return mayBeOutside(world, deed);
    case 'person-not-reachable':
      return othersOf(deed, world).some((other) => facts.blocks.wasEver(other, author));
    case 'message-not-found':
      return !isOwn || (intent.kind === 'message.edit' && change?.isDeleted === true);
    case 'too-many-edits':
      return (change?.edits ?? 0) >= limits.editsPerMessage;
    case 'depends-on-refused':
      return !isOwn;
    case 'not-allowed':
      return !isOwnerThroughout(world, deed);
    case 'no-change':
    case 'member-not-found':
    case 'invite-not-found':
      return isAdministration;
    default:
      return false;
  }
}

/** Whether somebody was ever not in a chat that he knows of, or it ended. */
function mayBeOutside({ facts }: World, { author, chatId, intent }: Deed): boolean {
  const isAnswer = intent.kind === 'invitation.accept' || intent.kind === 'invitation.decline';
  const [only, ...more] = facts.staysOf(chatId, author);
  return isAnswer || only === undefined || only.to !== undefined || more.length > 0;
}

/** Whether somebody made a group and owned it to the end: what he may do he may at any moment. */
function isOwnerThroughout(world: World, { author, chatId }: Deed): boolean {
  const line = world.database.tables.chats.get(chatId)?.members.get(author);
  const [first] = world.facts.staysOf(chatId, author);
  const wasHandedOver = world
    .deeds()
    .some(({ chatId: where, intent }) => where === chatId && intent.kind === 'member.role');
  return first?.from === 1 && line?.role === 'owner' && !wasHandedOver;
}

/** Who a person wanted to write to, or to add. */
function othersOf({ author, chatId, intent }: Deed, { database }: World): readonly UserId[] {
  if (intent.kind === 'chat.open') return [intent.with];
  if (intent.kind === 'members.add') return intent.users;
  const members = database.tables.chats.get(chatId)?.members.keys() ?? [];
  return [...members].filter((member) => member !== author);
}
