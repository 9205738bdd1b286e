/**
 * What every database must do, embedded or not. Each implementation's test file calls this.
 * Invariant: nothing here knows which one it runs on.
 */
import { type Generated, sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  isLockTimeout,
  isOutcomeUnknown,
  isUniqueViolation,
  isWorthRetrying,
  NoConnection,
  sqlStateOf,
} from './database-errors.ts';
import type { DatabaseOptions, OpenDatabase } from './database-port.ts';
import { toJson } from './values.ts';

interface NotesTable {
  id: Generated<number>;
  name: string;
  big: number | null;
  bytes: Uint8Array | null;
  /** Written as text (`toJson`). */
  facts: unknown;
}

export interface ContractTables {
  notes: NotesTable;
}

/**
 * @param name of the implementation
 * @param open opens a database of its own, always the same one, which is empty at first
 */
export function describeDatabase(
  name: string,
  open: (options?: DatabaseOptions) => Promise<OpenDatabase<ContractTables>>,
): void {
  describe(name, () => {
    let database: OpenDatabase<ContractTables>;

    beforeAll(async () => {
      database = await open();
      await sql`create table notes (
        id int8 generated always as identity primary key,
        name text not null,
        big int8,
        bytes bytea,
        facts jsonb,
        constraint notes_name unique (name))`.execute(database.kysely);
    });
    beforeEach(() => sql`truncate notes`.execute(database.kysely));
    afterAll(() => database.close());

    const insert = (note: string) => database.kysely.insertInto('notes').values({ name: note });
    const names = async () => {
      const rows = await database.kysely.selectFrom('notes').select('name').orderBy('id').execute();
      return rows.map((row) => row.name);
    };
    const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
      promise.then(
        () => expect.fail('it should have failed'),
        (error: unknown) => error,
      );

    describe('values', () => {
      test.each([0, -1, 1_764_000_000_000, 2 ** 53 - 1, -(2 ** 53) + 1])(
        'int8 %d comes back as the same number',
        async (big) => {
          await insert('Alice').execute();
          await database.kysely.updateTable('notes').set({ big }).execute();
          const row = await database.kysely.selectFrom('notes').select('big').executeTakeFirst();
          expect(row?.big).toBe(big);
        },
      );

      test('int8 that would be rounded is refused, not rounded', async () => {
        const read = sql`select 9007199254740993::int8 as big`.execute(database.kysely);
        await expect(read).rejects.toThrow('beyond 2^53');
        expect(await names()).toEqual([]);
      });

      test.each([
        ['empty', new Uint8Array()],
        ['every byte', Uint8Array.from({ length: 256 }, (_, index) => index)],
        ['a part of a larger buffer', new Uint8Array(1_000).fill(9).subarray(10, 20)],
        ['a Buffer', Buffer.from('abc')],
        ['300 kB', new Uint8Array(300_000).map((_, index) => index * 31)],
      ])('bytes come back as a plain Uint8Array that owns its buffer: %s', async (_, bytes) => {
        await database.kysely.insertInto('notes').values({ name: 'Alice', bytes }).execute();
        const row = await database.kysely.selectFrom('notes').select('bytes').executeTakeFirst();
        const read = row?.bytes ?? expect.fail('no bytes');
        expect(Object.getPrototypeOf(read)).toBe(Uint8Array.prototype);
        expect(read.buffer.byteLength).toBe(bytes.byteLength);
        expect(Buffer.compare(read, bytes)).toBe(0);
        // What was handed in is still its owner's.
        expect(bytes.byteLength).toBe(read.byteLength);
      });

      test('JSON comes back parsed, arrays and null too', async () => {
        for (const facts of [[1, 'two', null], { a: { b: [] } }, 'text', null]) {
          await sql`truncate notes`.execute(database.kysely);
          const values = { name: 'Alice', facts: toJson(facts) };
          await database.kysely.insertInto('notes').values(values).execute();
          const row = await database.kysely.selectFrom('notes').select('facts').executeTakeFirst();
          expect(row?.facts).toEqual(facts);
        }
      });

      test('arrays go in and come back', async () => {
        const text = ['a', 'b"\\{},', 'NULL', ''];
        const { rows } =
          await sql`select ${text}::text[] as text, ${[1, 2 ** 53 - 1]}::int8[] as big,
          ${[new Uint8Array([0, 255]), new Uint8Array()]}::bytea[] as bytes,
          array[1, null]::int8[] as holes, '{}'::int8[] as nothing`.execute(database.kysely);
        expect(rows).toEqual([
          {
            text,
            big: [1, 2 ** 53 - 1],
            bytes: [new Uint8Array([0, 255]), new Uint8Array()],
            holes: [1, null],
            nothing: [],
          },
        ]);
      });

      test('the rest is what the module says', async () => {
        const { rows } = await sql`select 1::int2 as int2, 2::int4 as int4, 1.5::float8 as float8,
          true as bool, null as nothing, 'x'::text as text, 10.50::numeric as numeric,
          '2026-11-24'::date as date, '2026-11-24 10:00:00'::timestamp as timestamp,
          '6f1c9a52-0000-7000-8000-000000000000'::uuid as uuid, count(*) as count
          from notes`.execute(database.kysely);
        expect(rows).toEqual([
          {
            int2: 1,
            int4: 2,
            float8: 1.5,
            bool: true,
            nothing: null,
            text: 'x',
            numeric: '10.50',
            date: '2026-11-24',
            timestamp: '2026-11-24 10:00:00',
            uuid: '6f1c9a52-0000-7000-8000-000000000000',
            count: 0,
          },
        ]);
      });

      test('text keeps every character but NUL, which is refused', async () => {
        const text = '\u0001 "\'\\ ünï 日本 👩‍👩‍👧 \u{10ffff} {}%$1';
        await insert(text).execute();
        expect(await names()).toEqual([text]);
        expect(sqlStateOf(await failureOf(insert('a\u0000b').execute()))).toBe('22021');
      });

      test('a change says how many rows it changed', async () => {
        await insert('Alice').execute();
        await insert('Bob').execute();
        const update = database.kysely.updateTable('notes').set({ big: 1 });
        expect((await update.executeTakeFirst()).numUpdatedRows).toBe(2n);
        expect((await update.where('name', '=', 'Mallory').executeTakeFirst()).numUpdatedRows).toBe(
          0n,
        );
        const { rows } = await sql`delete from notes returning name`.execute(database.kysely);
        expect(rows).toHaveLength(2);
      });
    });

    describe('errors', () => {
      test('carry the SQLSTATE', async () => {
        const syntax = await failureOf(sql`selct`.execute(database.kysely));
        expect(sqlStateOf(syntax)).toBe('42601');
        expect(syntax).toBeInstanceOf(Error);
        expect(isOutcomeUnknown(syntax)).toBe(false);
        const missing = await failureOf(sql`select * from nowhere`.execute(database.kysely));
        expect(sqlStateOf(missing)).toBe('42P01');
        const nothing = sql`insert into notes (name) values (null)`.execute(database.kysely);
        expect(sqlStateOf(await failureOf(nothing))).toBe('23502');
      });

      test('a unique violation is known, with its constraint', async () => {
        await insert('Alice').execute();
        const error = await failureOf(insert('Alice').execute());
        expect(isUniqueViolation(error)).toBe(true);
        expect(isUniqueViolation(error, 'notes_name')).toBe(true);
        expect(isUniqueViolation(error, 'notes_pkey')).toBe(false);
        expect(isWorthRetrying(error)).toBe(false);
      });

      test('leave the connection fit for the next', async () => {
        await failureOf(sql`select 1 / 0`.execute(database.kysely));
        await insert('Alice').execute();
        expect(await names()).toEqual(['Alice']);
      });
    });

    describe('transactions', () => {
      test('run at read committed with the lock time-out they were opened with', async () => {
        const { rows } = await database.kysely.transaction().execute((transaction) =>
          sql`select current_setting('transaction_isolation') as isolation,
            current_setting('lock_timeout') as lock, current_setting('synchronous_commit') as synchronous`.execute(
            transaction,
          ),
        );
        expect(rows).toEqual([{ isolation: 'read committed', lock: '2s', synchronous: 'on' }]);
      });

      test('one that fails leaves nothing', async () => {
        const failing = database.kysely.transaction().execute(async (transaction) => {
          await transaction.insertInto('notes').values({ name: 'Alice' }).execute();
          throw new Error('changed my mind');
        });
        await expect(failing).rejects.toThrow('changed my mind');
        expect(await names()).toEqual([]);
      });

      test('one in which a statement failed leaves nothing and cannot be committed', async () => {
        const error = await failureOf(
          database.kysely.transaction().execute(async (transaction) => {
            await transaction.insertInto('notes').values({ name: 'Alice' }).execute();
            await failureOf(sql`select 1 / 0`.execute(transaction));
          }),
        );
        expect(isOutcomeUnknown(error)).toBe(false);
        expect(await names()).toEqual([]);
      });

      test('a check put off to the commit fails it with its code', async () => {
        await sql`create table pairs (id int8 primary key, other int8,
          constraint pairs_other foreign key (other) references pairs deferrable initially deferred)`.execute(
          database.kysely,
        );
        const error = await failureOf(
          database.kysely
            .transaction()
            .execute((transaction) => sql`insert into pairs values (1, 2)`.execute(transaction)),
        );
        expect(sqlStateOf(error)).toBe('23503');
        const { rows } = await sql`select * from pairs`.execute(database.kysely);
        expect(rows).toEqual([]);
        await sql`drop table pairs`.execute(database.kysely);
      });

      test('nobody sees what is not committed', async () => {
        let seenFromOutside: Promise<string[]> | undefined;
        const failing = database.kysely.transaction().execute(async (transaction) => {
          await transaction.insertInto('notes').values({ name: 'Alice' }).execute();
          // Not awaited here: on a single connection it has its turn only afterwards.
          seenFromOutside = names();
          await transaction.selectFrom('notes').selectAll().execute();
          throw new Error('undone');
        });
        await expect(failing).rejects.toThrow('undone');
        expect(await seenFromOutside).toEqual([]);
      });

      test('a locked row is changed by one after the other', async () => {
        await insert('counter').execute();
        await database.kysely.updateTable('notes').set({ big: 0 }).execute();
        const raise = () =>
          database.kysely.transaction().execute(async (transaction) => {
            const { big } = await transaction
              .selectFrom('notes')
              .select('big')
              .forUpdate()
              .executeTakeFirstOrThrow();
            await transaction
              .updateTable('notes')
              .set({ big: (big ?? 0) + 1 })
              .execute();
          });
        await Promise.all(Array.from({ length: 40 }, raise));
        const row = await database.kysely.selectFrom('notes').select('big').executeTakeFirst();
        expect(row?.big).toBe(40);
      });
    });

    test('many callers at once are all served', async () => {
      const people = Array.from({ length: 60 }, (_, index) => `person ${index}`);
      await Promise.all(people.map((person) => insert(person).execute()));
      expect(new Set(await names())).toEqual(new Set(people));
    });

    test('statements and commits are counted, transaction words are not', async () => {
      const before = { ...database.queries };
      await insert('Alice').execute();
      await database.kysely.transaction().execute(async (transaction) => {
        await transaction.insertInto('notes').values({ name: 'Bob' }).execute();
        await transaction.selectFrom('notes').selectAll().execute();
      });
      const { statements, commits } = database.queries;
      expect([statements - before.statements, commits - before.commits]).toEqual([3, 1]);
    });

    test('upkeep loses nothing', async () => {
      await insert('Alice').execute();
      await database.kysely.updateTable('notes').set({ big: 1 }).execute();
      await database.maintain();
      expect(await names()).toEqual(['Alice']);
    });
  });

  describe(`${name}, opened apart`, () => {
    test('a query on the outer handle inside a transaction fails instead of hanging', async () => {
      const database = await open({ connections: 1, acquireTimeoutMs: 200 });
      const stuck = database.kysely
        .transaction()
        .execute(() => sql`select 1`.execute(database.kysely));
      const error: unknown = await stuck.catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(NoConnection);
      expect(isWorthRetrying(error)).toBe(true);
      expect(isLockTimeout(error)).toBe(false);
      await database.close();
    });

    test('a close waits for the transaction under way; what comes later is refused', async () => {
      const database = await open();
      const running = database.kysely.transaction().execute(async (transaction) => {
        await sql`select 1`.execute(transaction);
        closing = database.close();
        const { rows } = await sql`select 2 as two`.execute(transaction);
        return rows;
      });
      let closing: Promise<void> | undefined;
      expect(await running).toEqual([{ two: 2 }]);
      await closing;
      await expect(sql`select 3`.execute(database.kysely)).rejects.toThrow();
      await database.close();
    });
  });
}
