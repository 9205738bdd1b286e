/** Bugs of a device, as wrappings of its local database. */
import type {
  LocalDatabase,
  WriteTable,
  WriteTransaction,
} from '@jibber/app/replica/local-database';
import type { Records, TableName } from '@jibber/app/replica/records';
import { override, type SeededBug } from './seeded-bug.ts';

type Tables = { readonly [Name in TableName]?: Partial<WriteTable<Records[Name]>> };

/** What is put into, and read from, tables inside of transactions that write. */
function changeWrites(
  database: LocalDatabase,
  change: (transaction: WriteTransaction) => Tables,
): LocalDatabase {
  return override(database, {
    write: (tables, durability, work) =>
      database.write(tables, durability, (transaction) => {
        const changed = change(transaction);
        return work({
          table(name) {
            const table = transaction.table(name);
            const methods = changed[name];
            return methods === undefined ? table : override(table, methods);
          },
        });
      }),
  });
}

/** Each tab goes by the cursors that it remembers, not by those that stand on the disk. */
export const lowersCursors: SeededBug = {
  name: 'cursor lowered by a second tab',
  breaks: ['R5'],
  localDatabase(database) {
    const remembered = new Map<string, Records['chats']>();
    return changeWrites(database, (transaction) => ({
      chats: {
        get: async (...key) => remembered.get(key.join()) ?? transaction.table('chats').get(...key),
        put(record) {
          remembered.set(record.chatId, structuredClone(record));
          transaction.table('chats').put(record);
        },
      },
    }));
  },
};

/** An entry leaves the outbox with its answer, not with its row. */
export const removesEntriesEarly: SeededBug = {
  name: 'entry removed before its row is stored',
  breaks: ['R6'],
  localDatabase: (database) =>
    changeWrites(database, (transaction) => ({
      outbox: {
        put(entry) {
          const outbox = transaction.table('outbox');
          if (entry.accepted === undefined) outbox.put(entry);
          else outbox.delete(entry.chatId, entry.order);
        },
      },
    })),
};

/** The place of an entry in the outbox is the time of the device. */
export const ordersByDeviceTime: SeededBug = {
  name: 'order by device time',
  breaks: ['I4'],
  localDatabase(database, scheduler) {
    let count = 0;
    return changeWrites(database, (transaction) => {
      const known = new Set<string>();
      // Not every transaction covers it.
      const outbox = () => transaction.table('outbox');
      return {
        outbox: {
          async all(range) {
            const entries = await outbox().all(range);
            for (const { entryId } of entries) known.add(entryId);
            return entries;
          },
          put(entry) {
            count = (count + 1) % 1000;
            const order = scheduler.now() * 1000 + count;
            outbox().put(known.has(entry.entryId) ? entry : { ...entry, order });
          },
        },
      };
    });
  },
};
