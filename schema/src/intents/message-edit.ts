/**
 * `message.edit`: one's own message gets another text. Keys that this version does not know are
 * kept; id, author, times and number never change.
 */
import * as v from 'valibot';
import { entryIdSchema, isJsonRecord, parseWith, utf8Bytes } from '../claims.ts';
import { numberKey, readEdited, readPlace } from '../document/values.ts';
import type { UserId } from '../ids.ts';
import { limits } from '../limits.ts';
import { fail, succeed } from '../result.ts';
import type { IntentRule } from './rule.ts';
import { judgeText, judgeWriting, textSchema } from './text.ts';

const schema = v.strictObject({
  kind: v.literal('message.edit'),
  message: entryIdSchema,
  text: textSchema,
});

export type MessageEdit = v.InferOutput<typeof schema>;

export const messageEdit: IntentRule<MessageEdit> = {
  kind: 'message.edit',
  numbered: false,
  administers: false,
  parse: (value) => parseWith(schema, value),
  judge(state, actor, intent) {
    if (state.roleOf(actor.userId) === undefined) return fail('chat-not-found');
    const found = state.locate(intent.message);
    // Not there, deleted and not yours are one answer: it tells nothing of other people's messages.
    if (found === undefined || !isStandingBy(found.value, actor.userId)) {
      return fail('message-not-found');
    }
    const right = judgeWriting(state, actor);
    if (!right.ok) return right;
    const text = judgeText(intent.text);
    if (!text.ok) return text;
    if (timesEdited(found.value) >= limits.editsPerMessage) return fail('too-many-edits');
    if (state.segmentBytes(found.number) + utf8Bytes(intent.text) > limits.segmentHardBytes) {
      return fail('segment-full');
    }
    return succeed();
  },
  write(document, intent, stamp) {
    const found = document.locate(intent.message);
    if (found === undefined || !isJsonRecord(found.value)) throw new Error('edit of no message');
    document.messages(found.number).set(numberKey(found.number), {
      ...found.value,
      text: intent.text,
      edited: { at: stamp.at, times: timesEdited(found.value) + 1 },
    });
  },
};

/** A message with text, by this author: also one with keys of a newer version. */
function isStandingBy(value: unknown, author: UserId): boolean {
  return (
    readPlace(value)?.author === author &&
    isJsonRecord(value) &&
    typeof value.text === 'string' &&
    !Object.hasOwn(value, 'deleted')
  );
}

function timesEdited(value: unknown): number {
  return isJsonRecord(value) ? (readEdited(value.edited)?.times ?? 0) : 0;
}
