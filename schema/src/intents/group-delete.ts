/**
 * `group.delete`: the owner ends the group for everybody. Its document says so and nothing more is
 * accepted in it; all of it is then erased.
 */
import * as v from 'valibot';
import { parseWith } from '../claims.ts';
import { judgeRight } from './group-rule.ts';
import type { IntentRule } from './rule.ts';

const schema = v.strictObject({ kind: v.literal('group.delete') });

export type GroupDelete = v.InferOutput<typeof schema>;

export const groupDelete: IntentRule<GroupDelete> = {
  kind: 'group.delete',
  numbered: false,
  administers: true,
  parse: (value) => parseWith(schema, value),
  judge: (state, actor) => judgeRight(state, actor, 'end'),
  write(document, _, stamp) {
    document.info.set('deleted', stamp.at);
  },
};
