/**
 * The rules of the outbox, pure: what is sent next and after what, what waits, what a refusal takes
 * with it, how a retry is written. Invariant: an entry is never dropped here; it goes only with its
 * row, or by the person's decision.
 */
import type { ErrorCode } from '@jibber/schema/errors';
import type { EntryId, FileId, UserId } from '@jibber/schema/ids';
import {
  dependencyOf,
  type Intent,
  isOpening,
  pictureOf,
  stringifyIntent,
} from '@jibber/schema/intents/registry';
import { limits } from '@jibber/schema/limits';
import type { SentEntry } from '@jibber/schema/protocol/send';
import { isWaiting } from './outbox-entry.ts';
import type { OutboxEntry } from './records.ts';

/**
 * Whether a deletion still waits for an undo. A hold longer than a hold can be comes from a clock
 * that was set back: it is over.
 * @param now ms by the clock of this device
 */
export function isHeld(entry: OutboxEntry, now: number): boolean {
  if (entry.heldUntil === undefined) return false;
  return entry.heldUntil > now && entry.heldUntil - now <= limits.undoMs;
}

/**
 * What of a chat may be sent, oldest first, each naming the unanswered one before it (DESIGN 4.2, 4.4).
 * Held entries are passed over until they were let go, which is stored before they are sent: until
 * then they can be taken back; those that name a file that is not up yet, with their dependents.
 * @param entries all of one chat, in order
 */
export function sendable(
  entries: readonly OutboxEntry[],
  isUploaded: (file: FileId) => boolean = () => true,
): SentEntry[] {
  const sent: SentEntry[] = [];
  const passedOver = uploading(entries, isUploaded);
  let after: EntryId | undefined;
  for (const entry of entries) {
    if (!isWaiting(entry) || entry.heldUntil !== undefined || passedOver.has(entry)) continue;
    const { entryId, chatId, intent } = entry;
    sent.push({ entryId, scope: chatId, after, intent: stringifyIntent(intent) });
    after = entryId;
  }
  return sent;
}

/** When the next held entry is let go, ms; undefined while none is held. */
export function nextRelease(entries: readonly OutboxEntry[], now: number): number | undefined {
  let next: number | undefined;
  for (const entry of entries) {
    if (!isWaiting(entry) || !isHeld(entry, now) || entry.heldUntil === undefined) continue;
    if (next === undefined || entry.heldUntil < next) next = entry.heldUntil;
  }
  return next;
}

/** Entries whose picture is not on the server yet, with what cannot be done without them. */
function uploading(
  entries: readonly OutboxEntry[],
  isUploaded: (file: FileId) => boolean,
): ReadonlySet<OutboxEntry> {
  const all = new Set<OutboxEntry>();
  for (const entry of entries) {
    const picture = pictureOf(entry.intent);
    if (!isWaiting(entry) || picture === undefined || isUploaded(picture)) continue;
    for (const each of withDependents(entries, entry)) all.add(each);
  }
  return all;
}

/**
 * The entries that cannot be done without this one: of a message those that name it, of an added
 * member what is done to him, of an opening everything else in its chat.
 * @param entries all of one chat, in order
 */
function dependentsOf(entries: readonly OutboxEntry[], entryId: EntryId): readonly OutboxEntry[] {
  const base = entries.find((entry) => entry.entryId === entryId);
  if (base === undefined) return [];
  return entries.filter((entry) => entry !== base && dependsOn(entry, base));
}

function dependsOn({ intent, order }: OutboxEntry, base: OutboxEntry): boolean {
  if (isOpening(base.intent)) return !isOpening(intent);
  if (dependencyOf(intent) === base.entryId) return true;
  return 'user' in intent && order > base.order && madeBy(base.intent).includes(intent.user);
}

/** People who have a line in the group only because of this. */
function madeBy(intent: Intent): readonly UserId[] {
  if (intent.kind === 'members.add') return intent.users;
  return intent.kind === 'members.admit' ? [intent.user] : [];
}

/** The refused entry because of which this one was refused too; itself where that is its own fault. */
export function rootOf(entries: readonly OutboxEntry[], entry: OutboxEntry): OutboxEntry {
  if (entry.refused !== 'depends-on-refused') return entry;
  const root = entries.find(
    (base) => base !== entry && base.refused !== undefined && dependsOn(entry, base),
  );
  return root === undefined ? entry : rootOf(entries, root);
}

/**
 * Marks an entry refused, and with it those that depend on it.
 * @returns the entries that changed
 */
export function refuse(
  entries: readonly OutboxEntry[],
  entryId: EntryId,
  code: ErrorCode,
): readonly OutboxEntry[] {
  const refused = entries.find((entry) => entry.entryId === entryId);
  // The first reason stays: what depends on a refused entry was marked with it already.
  if (refused === undefined || !isWaiting(refused)) return [];
  // What it asked for is so already: nothing that builds on it is in vain.
  const dependents = code === 'no-change' ? [] : dependentsOf(entries, entryId);
  const others = dependents.filter(isWaiting);
  return [
    { ...refused, refused: code },
    ...others.map((entry): OutboxEntry => ({ ...entry, refused: 'depends-on-refused' })),
  ];
}

export type Rewriting = {
  /** Taken out of the outbox … */
  readonly removed: readonly OutboxEntry[];
  /** … and these put at its end instead, without `order`, which the caller gives. */
  readonly added: readonly Omit<OutboxEntry, 'order'>[];
};

/**
 * Writes a refused entry anew, under a new id, with what was refused because of it; where it was
 * itself refused because of another, that one comes along. Entries that name the old message then
 * name the new one. Only with an opening all keep their ids: the node stores no refusal of people who
 * are not in a chat, so what comes late of the first sending may be accepted then, and must be the
 * same entry.
 * @param newId called once per entry that gets one
 */
export function retry(
  entries: readonly OutboxEntry[],
  entryId: EntryId,
  newId: () => EntryId,
): Rewriting {
  const asked = entries.find((entry) => entry.entryId === entryId);
  if (asked?.refused === undefined) return { removed: [], added: [] };
  const root = rootOf(entries, asked);
  const removed = withDependents(entries, root).filter(
    (entry) => entry === root || entry.refused === 'depends-on-refused',
  );
  const renamed = isOpening(root.intent) ? [] : removed;
  const newIds = new Map(renamed.map((entry) => [entry.entryId, newId()]));
  const added = removed.map(({ chatId, intent, writtenAt, entryId: oldId }) => ({
    chatId,
    writtenAt,
    entryId: newIds.get(oldId) ?? oldId,
    intent: renameMessage(intent, newIds),
  }));
  return { removed, added };
}

/** The entries that go when the person throws a refused one away: it and what depends on it. */
export function discard(entries: readonly OutboxEntry[], entryId: EntryId): readonly OutboxEntry[] {
  const asked = entries.find((entry) => entry.entryId === entryId);
  if (asked?.refused === undefined) return [];
  return withDependents(entries, asked).filter(({ refused }) => refused !== undefined);
}

function withDependents(entries: readonly OutboxEntry[], base: OutboxEntry): OutboxEntry[] {
  const all = new Set<OutboxEntry>([base]);
  for (const entry of all) for (const more of dependentsOf(entries, entry.entryId)) all.add(more);
  return entries.filter((entry) => all.has(entry));
}

function renameMessage(intent: Intent, newIds: ReadonlyMap<EntryId, EntryId>): Intent {
  if (!('message' in intent)) return intent;
  return { ...intent, message: newIds.get(intent.message) ?? intent.message };
}

/**
 * How long a chat waits after "again": doubling to `limits.againMaxMs`, never shorter than the node
 * asked for, with up to half as much again so that devices do not come back together.
 * @param times how often in a row, from 1
 * @param random in [0, 1)
 * @returns ms
 */
export function backoffMs(times: number, askedMs: number, random: number): number {
  const doubled = Math.min(limits.againMaxMs, limits.againMinMs * 2 ** (times - 1));
  const base = Math.min(limits.againMaxMs, Math.max(doubled, askedMs));
  return Math.min(limits.againMaxMs, base * (1 + random / 2));
}
