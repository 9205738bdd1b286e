/**
 * `chat.open`: the private chat with somebody, or with oneself ("Notes to self"). Opening one that
 * exists is accepted and never written: two people have one private chat at most, and its node
 * answers with the position of its first opening.
 */
import * as v from 'valibot';
import { parseWith, userIdSchema } from '../claims.ts';
import { fail, succeed } from '../result.ts';
import type { IntentRule } from './rule.ts';

const schema = v.strictObject({ kind: v.literal('chat.open'), with: userIdSchema });

export type ChatOpen = v.InferOutput<typeof schema>;

export const chatOpen: IntentRule<ChatOpen> = {
  kind: 'chat.open',
  numbered: false,
  administers: true,
  parse: (value) => parseWith(schema, value),
  judge(state, actor, intent) {
    if (state.exists) {
      return state.roleOf(actor.userId) === undefined ? fail('chat-not-found') : succeed();
    }
    const isReachable =
      intent.with === actor.userId || state.relation(actor.userId, intent.with) !== 'unreachable';
    return isReachable ? succeed() : fail('person-not-reachable');
  },
  write(document, intent, stamp) {
    document.info.set('kind', 'direct');
    document.info.set('at', stamp.at);
    for (const user of new Set([stamp.author, intent.with])) {
      document.members.set(user, { role: 'member', spans: [[1, null]] });
    }
    document.segments.set('0', 1);
  },
};
