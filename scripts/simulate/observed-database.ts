/**
 * A local database whose committed cursors are reported. Invariant: what a transaction wrote is
 * reported once it is committed, never before, in the order of commits.
 */
import type { LocalDatabase, WriteTransaction } from '@jibber/app/replica/local-database';
import type { ChatId } from '@jibber/schema/ids';

/**
 * @param committed heads that stand in the table of chats after a transaction which may have changed
 *   them, read at its very end
 */
export function observeDatabase(
  database: LocalDatabase,
  committed: (heads: ReadonlyMap<ChatId, number>) => void,
): LocalDatabase {
  return {
    read: (tables, work) => database.read(tables, work),
    close: () => database.close(),
    async write(tables, durability, work) {
      if (!tables.includes('chats')) return database.write(tables, durability, work);
      let heads: ReadonlyMap<ChatId, number> = new Map();
      const result = await database.write(tables, durability, async (transaction) => {
        const value = await work(transaction);
        heads = await readHeads(transaction);
        return value;
      });
      if (result.ok) committed(heads);
      return result;
    },
  };
}

async function readHeads(transaction: WriteTransaction): Promise<ReadonlyMap<ChatId, number>> {
  const records = await transaction.table('chats').all();
  return new Map(records.map(({ chatId, head }) => [chatId, head]));
}
