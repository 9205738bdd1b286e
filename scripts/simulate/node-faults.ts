/**
 * Faults of nodes and of the database, and what the database does by itself. Invariant: what was
 * committed stays committed.
 */
import { compactAny } from './compaction.ts';
import type { Fault } from './fault.ts';

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
    weight: 4,
    run(world) {
      const node = world.random.pick(world.nodes);
      const wasUp = node.isUp;
      // What waits for a lock keeps it from ending at once.
      const chatIds = [...world.database.tables.chats.keys()];
      for (const chatId of world.random.shuffle(chatIds).slice(0, 3)) {
        world.holdLock(chatId, world.random.between(200, 1500));
      }
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
    name: 'slow database',
    weight: 4,
    run(world) {
      world.chaos.slowestMs = world.random.pick([50, 200, 600]);
      world.network.actor.after(world.random.between(1000, 10_000), () => {
        world.chaos.slowestMs = 4;
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
  { name: 'compaction', weight: 12, run: (world) => compactAny(world) },
];
