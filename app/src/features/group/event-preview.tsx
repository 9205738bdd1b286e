/** What was last done in a group, as a line of the chat list. */
import type { GroupEvent } from '@jibber/schema/document/group';
import type { UserId } from '@jibber/schema/ids';
import type { JSX } from 'solid-js';
import { groupT } from '../../i18n/group-words.ts';
import { useApp } from '../../state/app-state.ts';
import { joinParts, splitEvent } from './event-parts.ts';

export function EventPreview(props: {
  readonly event: GroupEvent;
  readonly author: UserId;
}): JSX.Element {
  const app = useApp();
  const text = () => {
    const session = app.session.status();
    // Who is signed in sees a list; nobody else does.
    const me = session.status === 'signed-in' ? session.me.userId : props.author;
    return joinParts(splitEvent(props.event, props.author, me), (userId) =>
      userId === me ? groupT('event.you') : app.chats.name(userId),
    );
  };
  return <>{text()}</>;
}
