/**
 * A secret that all nodes share, kept in the database.
 * Invariant: it is made once; of two nodes that start together one makes it and both use that one.
 */
import type { Database } from '@jibber/schema/database/tables';
import type { Kysely } from 'kysely';
import type { RandomBytes } from '../sessions/session-token.ts';

const secretBytes = 32;

/** @param name of the secret; for ever the same for the same use */
export async function readServerSecret(
  database: Kysely<Database>,
  name: string,
  randomBytes: RandomBytes,
  createdAt: number,
): Promise<Uint8Array> {
  await database
    .insertInto('secrets')
    .values({ name, value: randomBytes(secretBytes), created_at: createdAt })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute();
  const row = await database
    .selectFrom('secrets')
    .select('value')
    .where('name', '=', name)
    .executeTakeFirstOrThrow();
  return row.value;
}
