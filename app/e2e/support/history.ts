/** A past to begin with: people with accounts, and chats they have had, written through the real path. */
import type { Database } from '@jibber/schema/database/tables';
import type { OpenDatabase } from '@jibber/sync-server/storage/database-port';
import type { World } from '../../../scripts/demo/world.ts';
import { writeWorld } from '../../../scripts/demo/write-world.ts';
import { accountOf } from './account.ts';

const minuteMs = 60_000;

/** Alice's chats with others by their names, each with so many messages: `Bob 1`, `Bob 2` … */
export type History = Readonly<Record<string, number>>;

/**
 * Fills the database of a server. The messages of a chat are written by turns, Alice first, a minute
 * apart, up to an hour ago.
 */
export function fillHistory(history: History): (database: OpenDatabase<Database>) => Promise<void> {
  const names = Object.keys(history);
  const until = Date.now() - 60 * minuteMs;
  const world: World = {
    people: ['Alice', ...names].map(accountOf),
    groups: [],
    chats: names.map((name, index) => {
      const count = history[name] ?? 0;
      const messages = Array.from({ length: count }, (_, n) => ({
        author: n % 2 === 0 ? 0 : index + 1,
        text: `${name} ${n + 1}`,
        at: until - (count - n) * minuteMs - index * 60 * minuteMs,
      }));
      return { members: [0, index + 1], messages };
    }),
  };
  return async (database) => {
    await writeWorld(database, world, (line) => {
      throw new Error(line);
    });
  };
}
