/** Which pictures a node keeps. Invariant: nothing here decodes one; its head is all that is read. */
import { limits } from '@jibber/schema/limits';
import { type PictureHead, readPictureHead } from '@jibber/schema/picture-head';
import { fail, type Result, succeed } from '@jibber/schema/result';

/** Takes a picture of a type of the list whose sides have at most `pictureSidePixels`. */
export function checkPicture(bytes: Uint8Array): Result<PictureHead, 'picture-invalid'> {
  const head = readPictureHead(bytes);
  if (head === undefined || !isSide(head.width) || !isSide(head.height)) {
    return fail('picture-invalid');
  }
  return succeed(head);
}

function isSide(pixels: number): boolean {
  return pixels >= 1 && pixels <= limits.pictureSidePixels;
}
