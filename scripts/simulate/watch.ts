/**
 * Promises that only the simulation can look after, because they are about what a device said before.
 * Invariant: each is about honest devices; what Mallory is told is no promise.
 */
import type { Violation } from '@jibber/schema/testkit/history';
import { heldEntries } from './observe.ts';
import type { World } from './world.ts';

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
    const { tab, chatId, about, evictions } = saved;
    const opened = tab.opened.get(chatId);
    const isForeign = about !== undefined || world.withdrawn.has(entryId);
    if (!tab.isAlive || isForeign || opened === undefined) continue;
    if (opened.hasEarlier() || tab.device.evictions > evictions) continue;
    if (opened.timeline().some(({ id }) => id === entryId)) continue;
    const message = `${tab.actor.name}: ${entryId} was saved and is not shown`;
    violations.push({ invariant: 'R6', message });
  }
  return violations;
}

/** P1: what a device said was saved is accepted, or refused and still there, or withdrawn. */
export function checkSaved(world: World): Violation[] {
  const stored = new Set<string>();
  for (const chat of world.database.tables.chats.values()) {
    for (const { entryId } of chat.rows) stored.add(entryId);
  }
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

/** P4: from the end of a membership on nothing of that person is accepted. */
export function checkRemoved(world: World): Violation[] {
  return world.removals.flatMap(({ userId, chatId, position }) => {
    const rows = world.database.tables.chats.get(chatId)?.rows ?? [];
    return rows
      .filter((row) => row.author === userId && row.position > position)
      .map(({ entryId }) => {
        const message = `${entryId} of ${userId} was accepted after he had been removed`;
        return { invariant: 'P4', message };
      });
  });
}

/** P4: from the end of a session on nothing of its device is accepted. */
export function checkEnded(world: World): Violation[] {
  const violations: Violation[] = [];
  for (const { device: tab, chatId, entryId } of world.deeds()) {
    const [device = tab] = tab.split('#');
    const headThen = world.ended.get(device)?.get(chatId);
    const row = world.database.tables.chats.get(chatId)?.entries.get(entryId);
    if (world.ended.get(device) === undefined || row === undefined) continue;
    if (row.position <= (headThen ?? 0)) continue;
    const message = `${entryId} of ${device} was accepted after its session had ended`;
    violations.push({ invariant: 'P4', message });
  }
  return violations;
}
