/** What the screens of a group have in common: whose group, who looks, and what comes of an action. */

import type { ChatId, UserId } from '@jibber/schema/ids';
import type { Accessor } from 'solid-js';
import { explainWriteFailure } from '../../i18n/explain.ts';
import type { Administering } from '../../state/administering.ts';
import type { AppState } from '../../state/app-state.ts';
import type { GroupView } from '../../state/open-chat.ts';
import type { WriteResult } from '../../state/writing.ts';

export type GroupScreen = {
  readonly chatId: ChatId;
  readonly me: UserId;
  readonly group: Accessor<GroupView>;
  readonly actions: Administering;
};

const failureShownMs = 6000;

/**
 * Says in words where a wish could not even be kept; what the node says of it stands in the chat.
 * @param onKept once it is on the disk
 */
export function reportFailure(
  app: AppState,
  result: Promise<WriteResult>,
  onKept?: () => void,
): void {
  result.then((answer) => {
    if (answer.ok) onKept?.();
    else app.notices.show({ text: explainWriteFailure(answer.code), shownMs: failureShownMs });
  }, app.fail);
}
