/**
 * Commands about files (HTTP under /api/files), whose body is the file itself: the device gives the
 * id, so that an intent can name a picture that is not up yet, and the same again changes nothing.
 */
import * as v from 'valibot';
import { fileIdSchema } from '../claims.ts';
import type { FileId } from '../ids.ts';

/** What a picture may be; both sides of the wire know no other types. */
export const pictureTypes = ['image/webp', 'image/jpeg', 'image/png'] as const;
export type PictureType = (typeof pictureTypes)[number];

export function isPictureType(value: unknown): value is PictureType {
  return pictureTypes.some((type) => type === value);
}

/**
 * PUT /api/files/:id, the bytes as body, of a type of the list → {file}. Codes: too-big,
 * picture-invalid, file-id-taken, too-many-files, too-many-requests, busy. GET and HEAD give the
 * bytes to who may see them at that moment, else file-not-found.
 */
export const putFileAnswerSchema = v.object({ file: fileIdSchema });

/** Where a file is asked for, and brought. */
export function filePath(id: FileId): string {
  return `/api/files/${id}`;
}
