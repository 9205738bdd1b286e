/**
 * Whether somebody can be written to: his account is there, he has not blocked whoever asks, and, if
 * he takes no messages from people he does not know, both are in a chat together now. The rule itself
 * is the function `is_reachable` of the migrations, so that `append_messages` asks the very same.
 * Invariant: a statement that asks it after the lock of the direct chat's row sees every block that
 * was accepted before, because blocking takes that lock as well.
 */
import type { UserId } from '@jibber/schema/ids';
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

/** What the second of each is to the first, as the column `relations` of a select. */
export function relationsOf(
  pairs: readonly (readonly [actor: UserId, user: UserId])[],
): RawBuilder<unknown> {
  const actor = sql`q.actor`;
  const user = sql`q.person`;
  const named = sql`
    unnest(${pairs.map(([one]) => one)}::text[], ${pairs.map(([, other]) => other)}::text[])
      as q (actor, person)`;
  // All at once from the side of those who are named: whoever adds many may be in very many chats.
  return sql`
    (select coalesce(json_agg(json_build_array(q.actor, q.person,
        case when not ${isReachable(actor, user)} then 'unreachable'
          when known.person is not null then 'known' else 'stranger' end)), '[]')
      from ${named}
      left join (
        select distinct q.actor, q.person from ${named}
        join members theirs on theirs.user_id = q.person and theirs.left_position is null
        join members mine on mine.chat_id = theirs.chat_id and mine.user_id = q.actor
          and mine.left_position is null) as known
        on known.actor = q.actor and known.person = q.person) as relations`;
}
