/** What the page of pictures lets a journey do. */
import type { FileId } from '@jibber/schema/ids';

type PicturePage = {
  /** Opens the editor; resolves with what was picked, null where it was closed. */
  edit(): Promise<string | null>;
  /** Type, size and bytes of what was picked last. */
  picked(): Promise<{ type: string; bytes: number[] }>;
  /** Colour of a pixel of the last picked picture, by parts of its side. */
  colourAt(right: number, down: number): Promise<readonly number[]>;
  keep(owner: string): Promise<FileId>;
  isUploaded(owner: string, id: FileId): boolean;
  settle(owner: string, id: FileId): Promise<void>;
  /** Shows a picture beside the button. */
  show(owner: string, id: FileId): void;
};

declare global {
  var picturePage: PicturePage;
}
