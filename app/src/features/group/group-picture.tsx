/** The picture of a group: its own where it has one, else its initials. */
import type { FileId } from '@jibber/schema/ids';
import type { JSX } from 'solid-js';
import { useApp } from '../../state/app-state.ts';
import { createPictureUrl } from '../../state/pictures.ts';
import { Picture } from '../../ui/picture/picture.tsx';

export function GroupPicture(props: {
  readonly id: string;
  readonly title: string;
  readonly picture: FileId | undefined;
}): JSX.Element {
  const app = useApp();
  const url = createPictureUrl(app.session, () => props.picture);
  return <Picture id={props.id} name={props.title} src={url()} size="large" />;
}
