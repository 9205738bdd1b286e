/**
 * Whether refusals were right, as far as the log tells in the end. Invariant: it judges what honest
 * people were told; what Mallory is told is no promise.
 */
import type { ErrorCode } from '@jibber/schema/errors';
import type { EntryId } from '@jibber/schema/ids';
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
  for (const { rows } of world.database.tables.chats.values()) {
    for (const row of rows) {
      const intent = deeds.get(entryKey(row))?.intent;
      const message = intent && dependencyOf(intent);
      if (intent === undefined || message === undefined) continue;
      const before = changes.get(message) ?? { edits: 0, isDeleted: false };
      if (intent.kind === 'message.edit') before.edits += 1;
      else before.isDeleted = true;
      changes.set(message, before);
    }
  }
  return changes;
}

function isExplained(
  world: World,
  { author, chatId, intent }: Deed,
  code: ErrorCode,
  changes: ReadonlyMap<EntryId, Changes>,
): boolean {
  const chat = world.database.tables.chats.get(chatId);
  if (chat === undefined || !world.isMember(chatId, author)) return true;
  const message = dependencyOf(intent);
  if (message === undefined) return false;
  const change = changes.get(message);
  const isOwn = chat.entries.get(message)?.author === author;
  switch (code) {
    case 'message-not-found':
      return !isOwn || (intent.kind === 'message.edit' && change?.isDeleted === true);
    case 'too-many-edits':
      return (change?.edits ?? 0) >= limits.editsPerMessage;
    case 'depends-on-refused':
      return !isOwn;
    default:
      return false;
  }
}
