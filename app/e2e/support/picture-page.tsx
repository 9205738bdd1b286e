/** A page with the picture editor and the files of a device, built and served as the app is. */
import { type UserId, userId } from '@jibber/schema/ids';
import { createSignal, Show } from 'solid-js';
import { render } from 'solid-js/web';
import { deviceFilesOf } from '../../src/replica/files/device-files.ts';
import { Picture } from '../../src/ui/picture/picture.tsx';
import { PictureEditor } from '../../src/ui/picture-editor/picture-editor.tsx';
import type {} from './picture-face.ts';
import '../../src/styles/tokens.css';
import '../../src/styles/themes/light.css';
import '../../src/styles/themes/dark.css';
import '../../src/styles/hues.css';
import '../../src/styles/base.css';

const [isOpen, setOpen] = createSignal(false);
const [shown, setShown] = createSignal<string>();
let last: Blob | undefined;
let finish: ((picked: string | null) => void) | undefined;

const filesOf = (owner: string) => deviceFilesOf(ownerOf(owner));
const ownerOf = (owner: string): UserId => userId(owner);
const taken = (): Blob => {
  if (last === undefined) throw new Error('Nothing was picked.');
  return last;
};
const close = (picked: string | null) => {
  setOpen(false);
  finish?.(picked);
};

render(
  () => (
    <>
      <h1>Pictures</h1>
      <button type="button" onClick={() => setOpen(true)}>
        Edit
      </button>
      <Picture id="alice" name="Alice" size="large" src={shown()} />
      <Show when={isOpen()}>
        <PictureEditor
          onPicked={(picture) => {
            last = picture;
            close(picture.type);
          }}
          onClose={() => close(null)}
        />
      </Show>
    </>
  ),
  document.getElementById('app') ?? document.body,
);

globalThis.picturePage = {
  edit() {
    setOpen(true);
    return new Promise((resolve) => {
      finish = resolve;
    });
  },
  async picked() {
    const blob = taken();
    return { type: blob.type, bytes: [...new Uint8Array(await blob.arrayBuffer())] };
  },
  async colourAt(right, down) {
    const bitmap = await createImageBitmap(taken());
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
    context?.drawImage(bitmap, 0, 0);
    const [x, y] = [right * bitmap.width, down * bitmap.height];
    return [bitmap.width, bitmap.height, ...(context?.getImageData(x, y, 1, 1).data ?? [])];
  },
  async keep(owner) {
    const kept = await filesOf(owner).keepPicture(taken());
    if (!kept.ok) throw new Error(kept.code);
    return kept.value;
  },
  isUploaded: (owner, id) => filesOf(owner).uploads.isUploaded(id),
  settle: (owner, id) => filesOf(owner).uploads.settle(id),
  show(owner, id) {
    filesOf(owner).follow(id, setShown);
  },
};
