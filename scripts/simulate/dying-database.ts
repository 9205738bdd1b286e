/**
 * A local database whose device can be told to die around its next commit. Invariant: whoever asked
 * for that transaction never hears of it; before the commit it is undone, after it it stands.
 */
import type { LocalDatabase } from '@jibber/app/replica/local-database';

export type CommitPoint = 'before' | 'after';

/** @param due taken once per transaction that writes; `die` ends the tab that this belongs to */
export function dieAroundCommits(
  database: LocalDatabase,
  due: () => CommitPoint | undefined,
  die: () => void,
): LocalDatabase {
  return {
    read: (tables, work) => database.read(tables, work),
    close: () => database.close(),
    async write(tables, durability, work) {
      const point = due();
      const result = await database.write(tables, durability, async (transaction) => {
        const value = await work(transaction);
        if (point === 'before') die();
        return value;
      });
      if (point === undefined || !result.ok) return result;
      die();
      return new Promise(() => undefined);
    },
  };
}
