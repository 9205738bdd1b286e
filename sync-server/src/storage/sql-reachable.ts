/**
 * Whether somebody can be written to: his account is there, he has not blocked whoever asks, and, if
 * he takes no messages from people he does not know, both are in a chat together now. The rule itself
 * is the function `is_reachable` of the migrations, so that `append_messages` asks the very same.
 * Invariant: a statement that asks it after the lock of the direct chat's row sees every block that
 * was accepted before, because blocking takes that lock as well.
 */
import { type RawBuilder, sql } from 'kysely';

/**
 * True where `actor` can write to `person`; oneself always while the account is there.
 * @param actor, person user ids as parameters or columns (`sql.ref('…')`, `` sql`${id}` ``)
 */
export function isReachable(
  actor: RawBuilder<unknown>,
  person: RawBuilder<unknown>,
): RawBuilder<boolean> {
  return sql<boolean>`is_reachable(${actor}::text, ${person}::text)`;
}
