/**
 * `message.delete`: one's own message, in a group for administrators anybody's, is erased for
 * everyone, of whatever kind it is. What stays is its place, its author and who deleted it first;
 * deleting it again is accepted and says the same. Events are nobody's.
 */
import * as v from 'valibot';
import { entryIdSchema, isJsonRecord, parseWith } from '../claims.ts';
import { isRecord } from '../document/json.ts';
import { numberKey, readPlace } from '../document/values.ts';
import { fail, succeed } from '../result.ts';
import { mayDo } from './roles.ts';
import type { IntentRule } from './rule.ts';

const schema = v.strictObject({ kind: v.literal('message.delete'), message: entryIdSchema });

export type MessageDelete = v.InferOutput<typeof schema>;

export const messageDelete: IntentRule<MessageDelete> = {
  kind: 'message.delete',
  numbered: false,
  administers: false,
  parse: (value) => parseWith(schema, value),
  judge(state, actor, intent) {
    if (state.roleOf(actor.userId) === undefined) return fail('chat-not-found');
    const value = state.locate(intent.message)?.value;
    const place = readPlace(value);
    if (place === undefined || (isRecord(value) && 'event' in value)) {
      return fail('message-not-found');
    }
    if (place.author === actor.userId) return succeed();
    const mayRemove = state.kind === 'group' && mayDo(state, actor.userId, 'moderate');
    return mayRemove ? succeed() : fail('message-not-found');
  },
  write(document, intent, stamp) {
    const found = document.locate(intent.message);
    const place = readPlace(found?.value);
    if (found === undefined || place === undefined || !isJsonRecord(found.value)) {
      throw new Error('deletion of no message');
    }
    document.messages(found.number).set(numberKey(found.number), {
      ...place,
      deleted: found.value.deleted ?? stamp.author,
    });
  },
};
