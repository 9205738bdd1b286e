/**
 * What is written while the power is cut, and how it is found again.
 * Invariant: entry n is a function of n and the seed, so a reader knows what must be there.
 */
import { createHash } from 'node:crypto';
import type { OpenDatabase } from '@jibber/sync-server/storage/database-port';
import { type Kysely, sql } from 'kysely';

export interface EntryTables {
  entries: { id: number; bytes: Uint8Array };
  /** One row; changed by every commit, so that old pages are written over again and again. */
  totals: { id: number; count: number };
}

/** A checkpoint is forced after so many commits: more often than cuts come. */
const commitsPerCheckpoint = 150;

export async function makeTables(kysely: Kysely<EntryTables>): Promise<void> {
  await sql`create table entries (id int8 primary key, bytes bytea not null)`.execute(kysely);
  await sql`create table totals (id int8 primary key, count int8 not null)`.execute(kysely);
  await kysely.insertInto('totals').values({ id: 1, count: 0 }).execute();
}

/** One entry in one statement that is its own commit, as new messages are appended. */
const appendEntry = {
  name: 'append-entry',
  text: `with written as (insert into entries values ($1::int8, $2::bytea))
    update totals set count = count + 1`,
};

/** A database as the server has it. */
export type EntryDatabase = Pick<OpenDatabase<EntryTables>, 'kysely' | 'run'>;

/**
 * Commits entry after entry, in turn by a transaction and by one statement; never returns.
 * @param acknowledge called when one is committed
 */
export async function writeEntries(
  database: EntryDatabase,
  seed: string,
  acknowledge: (id: number) => void,
): Promise<never> {
  const { kysely } = database;
  for (let id = 1; ; id += 1) {
    const bytes = bytesOf(seed, id);
    if (id % 2 === 0) await database.run(appendEntry, [id, bytes]);
    else {
      await kysely.transaction().execute(async (transaction) => {
        await transaction.insertInto('entries').values({ id, bytes }).execute();
        await transaction
          .updateTable('totals')
          .set((totals) => ({ count: totals('count', '+', 1) }))
          .execute();
      });
    }
    acknowledge(id);
    if (id % commitsPerCheckpoint === 0) await sql`checkpoint`.execute(kysely);
  }
}

/**
 * Reads everything back: entries without gap, each with its bytes, as many as the total says.
 * @returns the last entry
 */
export async function readEntries(kysely: Kysely<EntryTables>, seed: string): Promise<number> {
  const entries = await kysely.selectFrom('entries').selectAll().orderBy('id').execute();
  for (const [index, entry] of entries.entries()) {
    if (entry.id !== index + 1)
      throw new Error(`entry ${index + 1} is missing, ${entry.id} is there`);
    if (Buffer.compare(entry.bytes, bytesOf(seed, entry.id)) !== 0) {
      throw new Error(`entry ${entry.id} has other bytes than were written`);
    }
  }
  const { count } = await kysely.selectFrom('totals').select('count').executeTakeFirstOrThrow();
  if (count !== entries.length) {
    throw new Error(`the total is ${count}, the entries are ${entries.length}: half a transaction`);
  }
  return entries.length;
}

/** 1 to about 6,000 bytes, like messages and now and then a snapshot. */
function bytesOf(seed: string, id: number): Uint8Array {
  const block = createHash('sha512').update(`${seed}/${id}`).digest();
  const sizeBytes = 1 + (block.readUInt16BE(0) % 6_000);
  return new Uint8Array(Buffer.alloc(sizeBytes, block));
}
