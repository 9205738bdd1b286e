/**
 * A local database whose commits are reported. Invariant: what a transaction left is reported once it
 * is committed, never before, in the order of commits.
 */
import type { LocalDatabase } from '@jibber/app/replica/local-database';
import type { Committed } from './disk-watch.ts';

/** @param committed told of transactions which may have changed chats */
export function observeDatabase(
  database: LocalDatabase,
  committed: (left: Committed) => void,
): LocalDatabase {
  return {
    read: (tables, work) => database.read(tables, work),
    close: () => database.close(),
    async write(tables, durability, work) {
      if (!tables.includes('chats')) return database.write(tables, durability, work);
      let left: Committed | undefined;
      const result = await database.write(tables, durability, async (transaction) => {
        const value = await work(transaction);
        const records = await transaction.table('chats').all();
        const hasOutbox = tables.includes('outbox');
        const entries = hasOutbox ? await transaction.table('outbox').all() : undefined;
        left = { records, entries };
        return value;
      });
      if (result.ok && left !== undefined) committed(left);
      return result;
    },
  };
}
