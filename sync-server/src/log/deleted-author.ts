/**
 * What can still be done in the name of somebody who deleted his account: his messages are taken back,
 * also where he is not a member any more, and he goes. Invariant: nothing else is ever accepted, so
 * that the way without a session opens nothing to anybody.
 */
import type { ChatState } from '@jibber/schema/document/chat-document';
import { isRecord } from '@jibber/schema/document/json';
import { readPlace } from '@jibber/schema/document/values';
import type { UserId } from '@jibber/schema/ids';
import { invitationDecline } from '@jibber/schema/intents/invitation';
import { memberLeave } from '@jibber/schema/intents/member-leave';
import type { Intent } from '@jibber/schema/intents/registry';
import type { Verdict } from '@jibber/schema/intents/rule';
import { fail, succeed } from '@jibber/schema/result';

export function judgeOfDeleted(state: ChatState, userId: UserId, intent: Intent): Verdict {
  switch (intent.kind) {
    case 'member.leave':
      return memberLeave.judge(state, { userId }, intent);
    case 'invitation.decline':
      return invitationDecline.judge(state, { userId }, intent);
    case 'message.delete': {
      const value = state.locate(intent.message)?.value;
      const isMessage = isRecord(value) && !('event' in value) && !('deleted' in value);
      return isMessage && readPlace(value)?.author === userId
        ? succeed()
        : fail('message-not-found');
    }
    default:
      return fail('not-allowed');
  }
}
