/** What page and worker tell each other. Invariant: one answer to each question, in order. */
import type { Framing, Size } from './framing.ts';
import type { FileFault } from './picture-file.ts';

/** `unable`: this browser cannot prepare pictures, whichever it is. */
export type PictureFault = FileFault | 'unable';

export type PictureQuestion =
  | { readonly kind: 'open'; readonly file: Blob }
  /** Of the picture opened last. */
  | { readonly kind: 'finish'; readonly framing: Framing };

export type PictureAnswer =
  | {
      readonly kind: 'opened';
      /** What a framing counts in. */
      readonly size: Size;
      /** The same picture, perhaps smaller. */
      readonly preview: ImageBitmap;
    }
  | { readonly kind: 'finished'; readonly picture: Blob }
  | { readonly kind: 'failed'; readonly fault: PictureFault };
