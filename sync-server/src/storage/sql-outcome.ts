/**
 * A transaction whose work says whether it is kept, for all adapters alike. Invariant: `unknown-outcome`
 * only where the commit itself was under way; what was rolled back by decision gives its value.
 */
import type { Database } from '@jibber/schema/database/tables';
import type { Kysely, Transaction } from 'kysely';
import { commitFaultOf, faultOf } from './sql-faults.ts';
import { type Outcome, StorageFault } from './storage.ts';

/** Thrown to make the driver roll back; never leaves this file. */
class RolledBack extends Error {}

/** Rejects with `StorageFault`, or with what `work` threw after rolling back. */
export async function transact<Value>(
  database: Kysely<Database>,
  work: (transaction: Transaction<Database>) => Promise<Outcome<Value>>,
): Promise<Value> {
  let outcome: Outcome<Value> | undefined;
  try {
    await database
      .transaction()
      .setIsolationLevel('read committed')
      .execute(async (transaction) => {
        const done = await work(transaction);
        outcome = done;
        if (!done.keep) throw new RolledBack();
      });
  } catch (error) {
    if (outcome === undefined) throw faultOf(error);
    if (outcome.keep) throw commitFaultOf(error);
    // A connection that is lost rolls back as well.
    if (!(error instanceof RolledBack || faultOf(error) instanceof StorageFault)) throw error;
  }
  if (outcome === undefined) throw new Error('a transaction ended without an outcome');
  return outcome.value;
}
