/** A refused wish that leaves no line of its own in the timeline, in words. */
import { groupT } from '../../i18n/group-words.ts';
import type { TimelineMessage } from '../../state/open-chat.ts';

/** Undefined for whatever is told as an event. */
export function wordsOfWish({ event, refusal }: TimelineMessage): string | undefined {
  if (event !== undefined || refusal === undefined) return undefined;
  switch (refusal.kind) {
    case 'group.delete':
      return groupT('wish.delete');
    case 'message.report':
      return groupT('wish.report');
    case 'members.reject':
      return groupT('wish.reject');
    case 'invitation.withdraw':
      return groupT('wish.withdraw');
    default:
      return groupT('wish.other');
  }
}
