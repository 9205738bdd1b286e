/** The picture of a person: his own where he has one that may be seen, else his initials. */
import type { UserId } from '@jibber/schema/ids';
import type { JSX } from 'solid-js';
import { useApp } from '../../state/app-state.ts';
import { createPictureUrl } from '../../state/pictures.ts';
import { Picture } from '../../ui/picture/picture.tsx';

export function PersonPicture(props: {
  readonly userId: UserId;
  readonly name: string;
  readonly size: 'mini' | 'small' | 'large';
}): JSX.Element {
  const app = useApp();
  const url = createPictureUrl(
    app.session,
    () => app.chats.person(props.userId)?.picture ?? undefined,
  );
  return (
    <Picture
      id={props.userId}
      name={props.name}
      src={url()}
      size={props.size}
      isNobody={app.chats.person(props.userId)?.deleted === true}
    />
  );
}
