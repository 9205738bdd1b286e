/**
 * Promises that only the simulation can look after, because they are about what a device said before.
 * Invariant: each is about honest devices; what Mallory is told is no promise.
 */
import type { EntryId } from '@jibber/schema/ids';
import type { Violation } from '@jibber/schema/testkit/history';
import { heldEntries } from './observe.ts';
import type { SavedEntry, World } from './world.ts';

/** Holds at every moment. */
export function checkDevices(world: World): Violation[] {
  return [...checkDisks(world), ...checkShown(world)];
}

/** R5, R6: what devices found out about their disks. */
function checkDisks(world: World): Violation[] {
  return world.devices.flatMap(({ watch }) => watch.broken.splice(0));
}

/** R6: what a tab said was saved it goes on showing, accepted or not, until its person decides. */
function checkShown(world: World): Violation[] {
  const violations: Violation[] = [];
  for (const [entryId, saved] of world.savedEntries()) {
    const { tab, chatId, isShown, evictions } = saved;
    const opened = tab.opened.get(chatId);
    const isForeign = !isShown || world.withdrawn.has(entryId);
    if (!tab.isAlive || isForeign || opened === undefined) continue;
    if (mayBeHidden(world, saved, entryId)) continue;
    if (opened.hasEarlier() || tab.device.evictions > evictions) continue;
    if (opened.timeline().some(({ id }) => id === entryId)) continue;
    const message = `${tab.actor.name}: ${entryId} was saved and is not shown`;
    violations.push({ invariant: 'R6', message });
  }
  return violations;
}

/** Whether what was accepted may not be on his device: he has gone since, and nothing comes any more. */
function mayBeHidden({ facts }: World, { chatId, tab }: SavedEntry, entryId: EntryId): boolean {
  const stays = facts.staysOf(chatId, tab.device.me.userId);
  const wasAway = stays.length > 1 || stays.at(-1)?.to !== undefined;
  return wasAway && facts.rowOf(chatId, entryId) !== undefined;
}

/** P1: what a device said was saved is accepted, or refused and still there, or withdrawn. */
export function checkSaved(world: World): Violation[] {
  const stored = new Set<string>(world.facts.rows.map(({ entryId }) => entryId));
  const violations: Violation[] = [];
  for (const [entryId, { tab, about, losses }] of world.savedEntries()) {
    const { device } = tab;
    if (stored.has(entryId) || device.losses > losses || device.isSignedOut) continue;
    if (heldEntries(device).has(entryId) || world.withdrawn.has(entryId)) continue;
    if (about !== undefined && world.withdrawn.has(about)) continue;
    const message = `${device.name} said that ${entryId} was saved; it is nowhere`;
    violations.push({ invariant: 'P1', message });
  }
  return violations;
}

/** P4: from the end of a session on nothing of its device is accepted. */
export function checkEnded(world: World): Violation[] {
  const violations: Violation[] = [];
  for (const { device: tab, chatId, entryId } of world.deeds()) {
    const [device = tab] = tab.split('#');
    const headThen = world.ended.get(device)?.get(chatId);
    const row = world.facts.rowOf(chatId, entryId);
    if (world.ended.get(device) === undefined || row === undefined) continue;
    if (row.position <= (headThen ?? 0)) continue;
    const message = `${entryId} of ${device} was accepted after its session had ended`;
    violations.push({ invariant: 'P4', message });
  }
  return violations;
}
