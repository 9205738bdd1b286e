/**
 * `message.report`: a member tells the administrators of somebody's message. It changes nothing that
 * others see; the administrators read it apart.
 */
import * as v from 'valibot';
import { entryIdSchema, parseWith } from '../claims.ts';
import { isRecord } from '../document/json.ts';
import { readPlace } from '../document/values.ts';
import { limits } from '../limits.ts';
import { fail, succeed } from '../result.ts';
import { repairText } from '../text.ts';
import { judgeRight } from './group-rule.ts';
import type { IntentRule } from './rule.ts';

const schema = v.strictObject({
  kind: v.literal('message.report'),
  message: entryIdSchema,
  reason: v.pipe(
    v.string(),
    v.transform((text) => repairText(text).trim()),
  ),
});

export type MessageReport = v.InferOutput<typeof schema>;

export const messageReport: IntentRule<MessageReport> = {
  kind: 'message.report',
  numbered: false,
  administers: false,
  parse: (value) => parseWith(schema, value),
  judge(state, actor, intent) {
    const right = judgeRight(state, actor, undefined);
    if (!right.ok) return right;
    const value = state.locate(intent.message)?.value;
    const place = readPlace(value);
    if (place === undefined || place.author === actor.userId) return fail('message-not-found');
    if (isRecord(value) && ('deleted' in value || 'event' in value)) {
      return fail('message-not-found');
    }
    return intent.reason.length <= limits.reasonUnits ? succeed() : fail('about-too-long');
  },
  write() {
    // Nothing of it stands in a document: it is kept apart, for administrators alone.
  },
};
