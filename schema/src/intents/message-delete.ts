/**
 * `message.delete`: one's own message is erased for everyone. What stays is its place, its author
 * and who deleted it; deleting it again changes nothing and is accepted.
 */
import * as v from 'valibot';
import { entryIdSchema, isJsonRecord, parseWith } from '../claims.ts';
import { numberKey } from '../document/values.ts';
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
    const value = state.locate(intent.message)?.value;
    if (!isJsonRecord(value) || value.author !== actor.userId) return fail('message-not-found');
    return succeed();
  },
  write(document, intent, stamp) {
    const found = document.locate(intent.message);
    if (found === undefined || !isJsonRecord(found.value))
      throw new Error('deletion of no message');
    const { id, author, at } = found.value;
    if (id === undefined || author === undefined || at === undefined) {
      throw new Error('a message without id, author or time');
    }
    document.messages(found.number).set(numberKey(found.number), {
      id,
      author,
      at,
      deleted: stamp.author,
    });
  },
};
