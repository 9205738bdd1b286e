/**
 * Pictures as the features see them: an address to be shown, and the action that keeps one. Loads what
 * is behind it when the first picture is named. Invariant: what cannot be shown now is no failure: the
 * initials stand there until it can.
 */
import type { ErrorCode } from '@jibber/schema/errors';
import type { FileId } from '@jibber/schema/ids';
import type { Result } from '@jibber/schema/result';
import { type Accessor, createEffect, createSignal, onCleanup } from 'solid-js';
import type { Session } from './session.ts';

/** Who is signed in, and so whose pictures these are. */
type Owner = Pick<Session, 'status'>;

/**
 * The address of a picture for as long as its owner lives; undefined while there is none to be shown.
 * @param picture undefined: there is none
 */
export function createPictureUrl(
  session: Owner,
  picture: Accessor<FileId | undefined>,
): Accessor<string | undefined> {
  const [url, setUrl] = createSignal<string>();
  createEffect(() => {
    const id = picture();
    const status = session.status();
    let stop: (() => void) | undefined;
    let isOver = false;
    onCleanup(() => {
      isOver = true;
      stop?.();
      setUrl(undefined);
    });
    if (id === undefined || status.status !== 'signed-in') return;
    loadFiles().then(
      ({ deviceFilesOf }) => {
        if (!isOver) stop = deviceFilesOf(status.me.userId).follow(id, setUrl);
      },
      // The chunk could not be loaded: whoever looks again asks again.
      () => undefined,
    );
  });
  return url;
}

/**
 * Keeps a picture made by the editor on this device, from where it is brought to the server.
 * @returns the id that an intent may name at once
 * @throws where nobody is signed in: no such button is on the screen then
 */
export async function keepPicture(
  session: Owner,
  picture: Blob,
): Promise<Result<FileId, ErrorCode | 'full'>> {
  const status = session.status();
  if (status.status !== 'signed-in') {
    throw new Error('A picture was chosen while nobody is signed in.');
  }
  const { deviceFilesOf } = await loadFiles();
  return deviceFilesOf(status.me.userId).keepPicture(picture);
}

function loadFiles() {
  return import('../replica/files/device-files.ts');
}
