/**
 * What every database must do, embedded or not. Each implementation's test file calls this.
 * Invariant: nothing here knows which one it runs on.
 */
import { sql } from 'kysely';
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
import { type ContractTables, describeValues, failureOf } from './database-values-contract.ts';

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
    beforeEach(() => sql`delete from notes`.execute(database.kysely));
    afterAll(() => database.close());

    const insert = (note: string) => database.kysely.insertInto('notes').values({ name: note });
    const names = async () => {
      const rows = await database.kysely.selectFrom('notes').select('name').orderBy('id').execute();
      return rows.map((row) => row.name);
    };
    describeValues(() => database);

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

    describe('named statements', () => {
      const text = `insert into notes (name, big, bytes) select name, $2::int8, $3::bytea
        from unnest($1::text[]) as q (name) returning name, big, bytes`;
      const add = (names: readonly string[], big = 7) =>
        database.run({ name: 'add', text }, [names, big, new Uint8Array([1, 2])]);

      test('give the values that a query gives, and are committed when they are answered', async () => {
        const before = database.queries.statements;
        const row = { big: 7, bytes: new Uint8Array([1, 2]) };
        expect(await add(['Alice', 'Bob'])).toEqual([
          { name: 'Alice', ...row },
          { name: 'Bob', ...row },
        ]);
        expect(database.queries.statements - before).toBe(1);
        expect(await names()).toEqual(['Alice', 'Bob']);
      });

      test('are undone whole where they fail, and can be run again', async () => {
        await add(['Alice']);
        const error = await failureOf(add(['Bob', 'Alice']));
        expect(isUniqueViolation(error, 'notes_name')).toBe(true);
        expect(await names()).toEqual(['Alice']);
        await add(['Bob']);
        expect(await names()).toEqual(['Alice', 'Bob']);
      });

      test('wait for their turn beside transactions', async () => {
        let added: Promise<unknown> | undefined;
        await database.kysely.transaction().execute(async (transaction) => {
          await sql`select 1`.execute(transaction);
          added = add(['Bob']);
          await transaction.insertInto('notes').values({ name: 'Alice' }).execute();
        });
        await added;
        expect((await names()).sort()).toEqual(['Alice', 'Bob']);
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
