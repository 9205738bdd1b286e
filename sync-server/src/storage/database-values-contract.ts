/**
 * What every database does with values. Part of `database-contract.ts`.
 * Invariant: nothing here knows which database it runs on.
 */
import { type Generated, sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { sqlStateOf } from './database-errors.ts';
import type { OpenDatabase } from './database-port.ts';
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

/** What a promise that must fail was rejected with. */
export function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => expect.fail('it should have failed'),
    (error: unknown) => error,
  );
}

/** @param database with an empty table `notes` before each test */
export function describeValues(database: () => OpenDatabase<ContractTables>): void {
  describe('values', () => {
    const insert = (note: string) => database().kysely.insertInto('notes').values({ name: note });
    const names = async () => {
      const rows = await database().kysely.selectFrom('notes').select('name').execute();
      return rows.map((row) => row.name);
    };

    test.each([0, -1, 1_764_000_000_000, 2 ** 53 - 1, -(2 ** 53) + 1])(
      'int8 %d comes back as the same number',
      async (big) => {
        await insert('Alice').execute();
        await database().kysely.updateTable('notes').set({ big }).execute();
        const row = await database().kysely.selectFrom('notes').select('big').executeTakeFirst();
        expect(row?.big).toBe(big);
      },
    );

    test('int8 that would be rounded is refused, not rounded', async () => {
      const read = sql`select 9007199254740993::int8 as big`.execute(database().kysely);
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
      await database().kysely.insertInto('notes').values({ name: 'Alice', bytes }).execute();
      const row = await database().kysely.selectFrom('notes').select('bytes').executeTakeFirst();
      const read = row?.bytes ?? expect.fail('no bytes');
      expect(Object.getPrototypeOf(read)).toBe(Uint8Array.prototype);
      expect(read.buffer.byteLength).toBe(bytes.byteLength);
      expect(Buffer.compare(read, bytes)).toBe(0);
      // What was handed in is still its owner's.
      expect(bytes.byteLength).toBe(read.byteLength);
    });

    test('JSON comes back parsed, arrays and null too', async () => {
      for (const facts of [[1, 'two', null], { a: { b: [] } }, 'text', null]) {
        await sql`delete from notes`.execute(database().kysely);
        const values = { name: 'Alice', facts: toJson(facts) };
        await database().kysely.insertInto('notes').values(values).execute();
        const row = await database().kysely.selectFrom('notes').select('facts').executeTakeFirst();
        expect(row?.facts).toEqual(facts);
      }
    });

    test('arrays go in and come back', async () => {
      const text = ['a', 'b"\\{},', 'NULL', ''];
      const { rows } = await sql`select ${text}::text[] as text, ${[1, 2 ** 53 - 1]}::int8[] as big,
        ${[new Uint8Array([0, 255]), new Uint8Array()]}::bytea[] as bytes,
        array[1, null]::int8[] as holes, '{}'::int8[] as nothing`.execute(database().kysely);
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
        from notes`.execute(database().kysely);
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
      const update = database().kysely.updateTable('notes').set({ big: 1 });
      expect((await update.executeTakeFirst()).numUpdatedRows).toBe(2n);
      expect((await update.where('name', '=', 'Mallory').executeTakeFirst()).numUpdatedRows).toBe(
        0n,
      );
      const { rows } = await sql`delete from notes returning name`.execute(database().kysely);
      expect(rows).toHaveLength(2);
    });
  });
}
