/**
 * Outlives the process that starts it by one tidying: ends process groups and removes folders once
 * its input closes, which happens however that process ends, by SIGKILL too.
 * Invariant: runs in a session of its own, so that Ctrl-C in a terminal does not reach it.
 *
 * Input: one JSON value a line, `{"keep":{"group":123}}`, `{"keep":{"folder":"/tmp/…"}}`,
 * `{"release":{"group":123}}`, `{"release":{"folder":"/tmp/…"}}`.
 */
import { rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { signalGroup, waitForGroupToEnd } from './process-group.mjs';

/** How long a group may take to end by itself, in ms, before it is killed. */
const graceMs = 3_000;

/** @type {Set<number>} */
const groups = new Set();
/** @type {Set<string>} */
const folders = new Set();

for await (const line of createInterface({ input: process.stdin })) {
  const { keep, release } = JSON.parse(line);
  if (keep?.group !== undefined) groups.add(keep.group);
  if (keep?.folder !== undefined) folders.add(keep.folder);
  groups.delete(release?.group);
  folders.delete(release?.folder);
}
await Promise.all([...groups].map(endGroup));
await Promise.all(
  [...folders].map((folder) => rm(folder, { recursive: true, force: true, maxRetries: 5 })),
);

/**
 * SIGINT first: Postgres then ends its sessions and closes its files, a server drains.
 * @param {number} group id of a process group
 */
async function endGroup(group) {
  signalGroup(group, 'SIGINT');
  if (await waitForGroupToEnd(group, graceMs)) return;
  signalGroup(group, 'SIGKILL');
  await waitForGroupToEnd(group);
}
