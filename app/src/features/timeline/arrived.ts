/** Which messages have just arrived in the open chat, pure. */
import type { UserId } from '@jibber/schema/ids';
import type { TimelineMessage } from '../../state/open-chat.ts';

/**
 * @param messages in order, pending last
 * @param heardNumber highest number known before
 * @returns standing messages by others beyond it, and the highest number now
 */
export function findArrived(
  messages: readonly TimelineMessage[],
  me: UserId,
  heardNumber: number,
): { readonly arrived: readonly TimelineMessage[]; readonly lastNumber: number } {
  const accepted = messages.filter((message) => !message.pending);
  const lastNumber = Math.max(accepted.at(-1)?.number ?? 0, heardNumber);
  const arrived = accepted.filter(
    (message) =>
      message.number > heardNumber && message.author !== me && message.kind === 'message',
  );
  return { arrived, lastNumber };
}
