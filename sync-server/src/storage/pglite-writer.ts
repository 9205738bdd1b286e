/** A process of the tests: commits rows to an embedded store until it is killed, and says each. */
import { writeSync } from 'node:fs';
import { sql } from 'kysely';
import { openDatabase } from './database.ts';

const { kysely } = await openDatabase<{ lamps: { id: number } }>(`pglite:${process.argv[2]}`);
await sql`create table lamps (id int8 primary key)`.execute(kysely);
for (let id = 1; ; id += 1) {
  await kysely.insertInto('lamps').values({ id }).execute();
  writeSync(1, `${id}\n`);
}
