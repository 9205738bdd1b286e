/** The picture of a chat: of the group, or of the other person; a bookmark for notes to oneself. */
import type { ChatId } from '@jibber/schema/ids';
import type { JSX } from 'solid-js';
import { useApp } from '../../state/app-state.ts';
import { createPictureUrl } from '../../state/pictures.ts';
import { Picture } from '../../ui/picture/picture.tsx';

export function ChatPicture(props: {
  readonly chatId: ChatId;
  readonly size?: 'small';
}): JSX.Element {
  const { chats, session } = useApp();
  const peer = () => chats.row(props.chatId)?.peer;
  const url = createPictureUrl(session, () => {
    const person = peer();
    const own = person === undefined ? undefined : chats.person(person)?.picture;
    return own ?? chats.row(props.chatId)?.picture;
  });
  const isNobody = () => {
    const person = peer();
    return person !== undefined && chats.person(person)?.deleted === true;
  };
  return (
    <Picture
      id={peer() ?? props.chatId}
      name={chats.isNamed(props.chatId) ? chats.title(props.chatId) : ''}
      src={url()}
      isNotes={chats.isNotes(props.chatId)}
      isNobody={isNobody()}
      {...(props.size === undefined ? {} : { size: props.size })}
    />
  );
}
