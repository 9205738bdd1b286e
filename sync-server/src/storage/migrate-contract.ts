/**
 * What the migration runner must do on every database. Each implementation's test file calls this.
 * Invariant: each test finds a schema without tables.
 */
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { OpenDatabase } from './database-port.ts';
import { type Migrations, migrate, SchemaMismatch } from './migrate.ts';

const first: Migrations = {
  '0001-first': async (database) => {
    await sql`create table lamps (id int8 primary key)`.execute(database);
  },
};
const second: Migrations = {
  ...first,
  '0002-second': async (database) => {
    await sql`alter table lamps add column is_on bool not null default false`.execute(database);
    await sql`insert into lamps (id) values (1)`.execute(database);
  },
};

/** @param open opens a database of its own, which is empty at first */
export function describeMigrations(name: string, open: () => Promise<OpenDatabase<unknown>>): void {
  describe(`migrations on ${name}`, () => {
    let database: OpenDatabase<unknown>;

    beforeAll(async () => {
      database = await open();
    });
    beforeEach(async () => {
      await sql`drop table if exists migrations, lamps`.execute(database.kysely);
    });
    afterAll(() => database.close());

    const run = (migrations: Migrations) => migrate(database.kysely, migrations, 1_000);
    const lamps = async () => (await sql`select * from lamps`.execute(database.kysely)).rows;

    test('what is missing is applied in order, and only once', async () => {
      expect(await run(first)).toEqual(['0001-first']);
      expect(await run(second)).toEqual(['0002-second']);
      expect(await run(second)).toEqual([]);
      expect(await lamps()).toEqual([{ id: 1, is_on: false }]);
      const { rows } = await sql`select * from migrations`.execute(database.kysely);
      expect(rows).toEqual([
        { position: 0, name: '0001-first', applied_at: 1_000 },
        { position: 1, name: '0002-second', applied_at: 1_000 },
      ]);
    });

    test('of starters at once one does the work, the others find it done', async () => {
      const results = await Promise.all([run(second), run(second), run(second), run(second)]);
      expect(results.filter((applied) => applied.length === 2)).toHaveLength(1);
      expect(results.filter((applied) => applied.length === 0)).toHaveLength(3);
      expect(await lamps()).toHaveLength(1);
    });

    test('one that fails leaves the database as it was', async () => {
      await run(first);
      const broken: Migrations = {
        ...second,
        '0003-broken': async (transaction) => {
          await sql`select 1 / 0`.execute(transaction);
        },
      };
      await expect(run(broken)).rejects.toThrow('division by zero');
      expect(await lamps()).toEqual([]);
      expect(await run(second)).toEqual(['0002-second']);
    });

    test('a database newer than the code is refused in words for people', async () => {
      await run(second);
      const error: unknown = await run(first).catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(SchemaMismatch);
      expect(String(error)).toContain('made by a newer Jibber');
      expect(String(error)).toContain('"0002-second"');
      expect(await lamps()).toHaveLength(1);
    });

    test('a database of another line is refused', async () => {
      await run(first);
      const other: Migrations = { '0000-other': async () => undefined, ...first };
      await expect(run(other)).rejects.toThrow('out of order');
    });
  });
}
