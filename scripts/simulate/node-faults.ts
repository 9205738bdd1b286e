/**
 * Faults of nodes and of the database, and what the database does by itself. Invariant: what was
 * committed stays committed.
 */
import { eraseDocument, foldOldRows } from '@jibber/sync-server/documents/compaction';
import { StorageFault } from '@jibber/sync-server/storage/storage';
import type { Fault } from './fault.ts';
import type { World } from './world.ts';

const minuteMs = 60 * 1000;

export const nodeFaults: readonly Fault[] = [
  {
    name: 'node killed',
    weight: 4,
    run(world) {
      const node = world.random.pick(world.nodes);
      const wasUp = node.isUp;
      node.kill();
      world.network.actor.after(world.random.between(500, 8000), () => node.start());
      return wasUp;
    },
  },
  {
    name: 'node restarted in good order',
    weight: 2,
    run(world) {
      const node = world.random.pick(world.nodes);
      const wasUp = node.isUp;
      void node.stop();
      world.network.actor.after(world.random.between(3000, 9000), () => node.start());
      return wasUp;
    },
  },
  {
    name: 'clock of a node jumped',
    weight: 3,
    run(world) {
      const { random } = world;
      const minutes = random.pick([-8 * 24 * 60, -60, -2, 2, 60, 8 * 24 * 60]);
      return random.pick(world.nodes).jumpClock(minutes * minuteMs);
    },
  },
  {
    name: 'database away',
    weight: 2,
    run(world) {
      world.chaos.isDatabaseAway = true;
      world.network.actor.after(world.random.between(200, 8000), () => {
        world.chaos.isDatabaseAway = false;
      });
      return true;
    },
  },
  {
    name: 'lock held',
    weight: 4,
    run(world) {
      const chatIds = [...world.database.tables.chats.keys()];
      if (chatIds.length === 0) return false;
      world.holdLock(world.random.pick(chatIds), world.random.between(50, 5000));
      return true;
    },
  },
  { name: 'compaction', weight: 8, run: compactSomething },
];

/** Erases, or folds rows up to some moment, of any document, while everything goes on. */
function compactSomething(world: World): boolean {
  const { random, database, maintenance } = world;
  const keys = [...database.tables.chats].flatMap(([chatId, chat]) =>
    [...chat.documents.values()].map(({ state }) => ({ chatId, state, rows: chat.rows })),
  );
  if (keys.length === 0) return false;
  const { chatId, state, rows } = random.pick(keys);
  const key = { chatId, name: state.name };
  const before = random.chance(0.5) ? Number.POSITIVE_INFINITY : random.pick(rows).at;
  const isErasure = state.eraseSince !== undefined;
  const done = isErasure ? eraseDocument(maintenance, key) : foldOldRows(maintenance, key, before);
  done.then(
    (isDone) => {
      if (isDone) world.count(isErasure ? 'did: erase' : 'did: fold rows');
    },
    (error: unknown) => {
      // A lock that is held too long; a node meets the same and comes again.
      if (!(error instanceof StorageFault)) world.failures.push(error);
    },
  );
  return true;
}
