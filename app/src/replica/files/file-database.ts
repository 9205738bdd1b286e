/**
 * The port to the files that this device keeps of one account, beside its other tables: they are
 * large, are read one by one, and the chat list is painted without them. Invariant: what is read from
 * the disk is a claim; what has another shape is not there.
 */
import { fileIdSchema, timeSchema, userIdSchema } from '@jibber/schema/claims';
import { isPictureType, type PictureType } from '@jibber/schema/commands/files';
import { type ErrorCode, isErrorCode } from '@jibber/schema/errors';
import type { FileId, UserId } from '@jibber/schema/ids';
import type { Result } from '@jibber/schema/result';
import * as v from 'valibot';
import type { DatabaseFault } from '../local-database.ts';

const bytes = v.custom<Uint8Array<ArrayBuffer>>((value) => value instanceof Uint8Array);
const pictureType = v.custom<PictureType>(isPictureType);

export const uploadSchema = v.object({
  id: fileIdSchema,
  type: pictureType,
  bytes,
  keptAt: timeSchema,
  /** When the server last said that it has it; it forgets in a day what nothing uses. */
  uploadedAt: v.optional(timeSchema),
  /** Why it will never be there. */
  refused: v.optional(v.custom<ErrorCode>(isErrorCode)),
});

export const pictureSchema = v.object({
  id: fileIdSchema,
  type: pictureType,
  bytes,
  etag: v.string(),
  usedAt: timeSchema,
  /** When the server last said that this person may see it. */
  checkedAt: timeSchema,
});

/** A file of one's own that waits to be up, and then to be used. */
export type UploadRecord = Readonly<v.InferOutput<typeof uploadSchema>>;
/** A picture from the server. */
export type PictureRecord = Readonly<v.InferOutput<typeof pictureSchema>>;

export interface FileDatabase {
  /** In the order in which they were kept. */
  uploads(): Promise<Result<readonly UploadRecord[], DatabaseFault>>;
  upload(id: FileId): Promise<Result<UploadRecord | undefined, DatabaseFault>>;
  /** On the disk itself once it resolves. */
  putUpload(record: UploadRecord): Promise<Result<undefined, DatabaseFault>>;
  deleteUpload(id: FileId): Promise<Result<undefined, DatabaseFault>>;
  pictures(): Promise<Result<readonly PictureRecord[], DatabaseFault>>;
  picture(id: FileId): Promise<Result<PictureRecord | undefined, DatabaseFault>>;
  putPicture(record: PictureRecord): Promise<Result<undefined, DatabaseFault>>;
  deletePictures(ids: readonly FileId[]): Promise<Result<undefined, DatabaseFault>>;
}

const prefix = 'files:';

/** Name of the database among those of this browser. */
export function fileDatabaseOf(userId: UserId): string {
  return `${prefix}${userId}`;
}

/** Whose a database of chats is, told by its name; undefined where it is none. */
export function ownerOfDatabase(name: string): UserId | undefined {
  const owner = v.safeParse(userIdSchema, /^jibber:([^#]*)/.exec(name)?.[1]);
  return owner.success ? owner.output : undefined;
}
