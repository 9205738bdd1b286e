/**
 * `message.delete`: one's own message is erased for everyone, of whatever kind it is. What stays is
 * its place, its author and who deleted it first; deleting it again is accepted and says the same.
 */
import * as v from 'valibot';
import { entryIdSchema, isJsonRecord, parseWith } from '../claims.ts';
import { numberKey, readPlace } from '../document/values.ts';
import { fail, succeed } from '../result.ts';
import type { IntentRule } from './rule.ts';

const schema = v.strictObject({ kind: v.literal('message.delete'), message: entryIdSchema });

export type MessageDelete = v.InferOutput<typeof schema>;

export const messageDelete: IntentRule<MessageDelete> = {
  kind: 'message.delete',
  numbered: false,
  parse: (value) => parseWith(schema, value),
  judge(state, actor, intent) {
    if (!state.isMember(actor.userId)) return fail('chat-not-found');
    const place = readPlace(state.locate(intent.message)?.value);
    return place?.author === actor.userId ? succeed() : fail('message-not-found');
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
