/** One's own picture, also one that is not at the server yet; else initials. */
import type { FileId, UserId } from '@jibber/schema/ids';
import type { JSX } from 'solid-js';
import { useApp } from '../../state/app-state.ts';
import { createPictureUrl } from '../../state/pictures.ts';
import { Picture } from '../../ui/picture/picture.tsx';

export function OwnPicture(props: {
  readonly userId: UserId;
  readonly name: string;
  readonly picture: FileId | null;
}): JSX.Element {
  const app = useApp();
  const url = createPictureUrl(app.session, () => props.picture ?? undefined);
  return <Picture id={props.userId} name={props.name} src={url()} size="large" />;
}
