/** What holds for the text of every message. It is repaired as it is read, before it is judged. */
import * as v from 'valibot';
import type { Actor, ChatState } from '../document/chat-document.ts';
import { limits } from '../limits.ts';
import { fail, succeed } from '../result.ts';
import { isBlank, repairText } from '../text.ts';
import { mayDo } from './roles.ts';
import type { Verdict } from './rule.ts';

export const textSchema = v.pipe(v.string(), v.transform(repairText));

/** Length is counted in UTF-16 units, as the composer does. */
export function judgeText(text: string): Verdict {
  if (text.length > limits.textUnits) return fail('text-too-long');
  if (isBlank(text)) return fail('text-empty');
  return succeed();
}

/** Whether this person may write in this chat at all. */
export function judgeWriting(state: ChatState, actor: Actor): Verdict {
  const { userId } = actor;
  if (state.roleOf(userId) === undefined) return fail('chat-not-found');
  if (state.kind === 'direct') {
    return state.isHeard(userId) ? succeed() : fail('person-not-reachable');
  }
  return mayDo(state, userId, 'write') ? succeed() : fail('not-allowed');
}
