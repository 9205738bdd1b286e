/** `message.send`: a new message at the end of the chat; its id is the id of the entry. */
import * as v from 'valibot';
import { parseWith, timeSchema } from '../claims.ts';
import { numberKey } from '../document/values.ts';
import type { IntentRule } from './rule.ts';
import { judgeText, judgeWriting, textSchema } from './text.ts';

const schema = v.strictObject({
  kind: v.literal('message.send'),
  text: textSchema,
  /** By the clock of the device that wrote it: shown, never used for order. */
  writtenAt: timeSchema,
});

export type MessageSend = v.InferOutput<typeof schema>;

export const messageSend: IntentRule<MessageSend> = {
  kind: 'message.send',
  numbered: true,
  administers: false,
  parse: (value) => parseWith(schema, value),
  judge(state, actor, intent) {
    const right = judgeWriting(state, actor);
    if (!right.ok) return right;
    return judgeText(intent.text);
  },
  write(document, intent, stamp) {
    document.messages(stamp.number).set(numberKey(stamp.number), {
      id: stamp.entryId,
      author: stamp.author,
      at: stamp.at,
      writtenAt: intent.writtenAt,
      text: intent.text,
    });
  },
};
