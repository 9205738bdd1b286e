/**
 * Decodes a picture and makes of it what is sent: a square of 512 pixels, drawn anew, so that nothing
 * but its pixels is left of the file (no place, camera or time). Runs in a worker. Invariant: what
 * cannot be decoded is a fault, never an exception.
 */
import { limits } from '@jibber/schema/limits';
import { fail, type Result, succeed } from '@jibber/schema/result';
import { drawing, type Framing, type Size } from './framing.ts';
import { headBytes, refuseFile } from './picture-file.ts';
import type { PictureFault } from './picture-messages.ts';

/** Side of what is sent, pixels: enough for the largest that is shown, at twice its size. */
const outSide = 512;
/** Longest side of what is held while it is being framed, and of what the page draws of it. */
const heldSide = 2048;
const previewSide = 1024;
/** One after the other, until it fits. */
const qualities = [0.86, 0.7, 0.5, 0.3];

/** Turned as the file says that it is to be (EXIF), and no larger than needed. */
export async function openPicture(file: Blob): Promise<Result<ImageBitmap, PictureFault>> {
  const head = new Uint8Array(await file.slice(0, headBytes).arrayBuffer());
  const refused = refuseFile(head, file.size);
  if (refused !== undefined) return fail(refused);
  try {
    const decoded = await createImageBitmap(file, { imageOrientation: 'from-image' });
    const held = await shrink(decoded, heldSide);
    if (held !== decoded) decoded.close();
    return succeed(held);
  } catch (error) {
    if (error instanceof DOMException || error instanceof RangeError) return fail('unreadable');
    throw error;
  }
}

/** A copy for the page, which goes over to it. */
export function previewOf(picture: ImageBitmap): Promise<ImageBitmap> {
  return shrink(picture, previewSide, true);
}

export async function makePicture(
  picture: ImageBitmap,
  framing: Framing,
): Promise<Result<Blob, PictureFault>> {
  const canvas = new OffscreenCanvas(outSide, outSide);
  const context = canvas.getContext('2d');
  if (context === null) return fail('unable');
  // What is transparent would be black where only JPEG can be made.
  context.fillStyle = '#fff';
  context.fillRect(0, 0, outSide, outSide);
  context.imageSmoothingQuality = 'high';
  context.setTransform(...drawing(framing, sizeOf(picture), outSide));
  context.drawImage(picture, 0, 0);
  for (const type of ['image/webp', 'image/jpeg'] as const) {
    for (const quality of qualities) {
      const blob = await canvas.convertToBlob({ type, quality });
      // Browsers that cannot make a type make another one.
      if (blob.type !== type) break;
      if (blob.size <= limits.pictureBytes) return succeed(blob);
    }
  }
  return fail('unable');
}

export function sizeOf({ width, height }: Size): Size {
  return { width, height };
}

/** @param isCopied also where nothing is to be shrunk */
async function shrink(
  picture: ImageBitmap,
  longest: number,
  isCopied = false,
): Promise<ImageBitmap> {
  const scale = longest / Math.max(picture.width, picture.height);
  if (scale >= 1) return isCopied ? createImageBitmap(picture) : picture;
  return createImageBitmap(picture, {
    resizeWidth: Math.max(1, Math.round(picture.width * scale)),
    resizeHeight: Math.max(1, Math.round(picture.height * scale)),
    resizeQuality: 'high',
  });
}
