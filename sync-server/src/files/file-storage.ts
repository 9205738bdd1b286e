/**
 * What files need of a database.
 * Invariant: a row that is not being erased names a blob that is there: it is written after its blob,
 * which is deleted only once its row is being erased.
 */
import type { PictureType } from '@jibber/schema/commands/files';
import type { ChatId, FileId, UserId } from '@jibber/schema/ids';
import type { Result } from '@jibber/schema/result';
import type { Identity } from '../log/sync.ts';
import type { BlobKey } from './blob-store.ts';

/** What a picture is of: a person's profile, or a group. */
export type PictureUse =
  | { readonly by: 'profile'; readonly of: UserId }
  | { readonly by: 'group'; readonly of: ChatId };

export type StoredFile = {
  readonly id: FileId;
  readonly owner: UserId;
  readonly type: PictureType;
  readonly bytes: number;
  /** SHA-256, hex. */
  readonly hash: string;
  readonly blob: BlobKey;
  /** Undefined: nothing uses it yet. */
  readonly use: PictureUse | undefined;
  /** Nobody is to see it any more. */
  readonly isErased: boolean;
};

export type NewFile = Omit<StoredFile, 'owner' | 'use' | 'isErased'>;

export type UnusedBounds = { readonly files: number; readonly bytes: number };

export type InsertFault = 'signed-out' | 'file-id-taken' | 'too-many-files' | 'busy';

export interface FileStorage {
  /** Erased ones too, as long as they have a row. */
  read(id: FileId): Promise<StoredFile | undefined>;
  /**
   * Writes the row of a blob that is there, with the session and the bounds read in the same
   * transaction. `there`: the same file has a row, with a blob of its own, whose wait begins anew.
   * `busy`: a file of this id is being erased.
   */
  insert(
    identity: Identity,
    file: NewFile,
    now: number,
    bounds: UnusedBounds,
  ): Promise<Result<'inserted' | 'there', InsertFault>>;
  /** Whether somebody is in a chat now. */
  isPresent(chat: ChatId, user: UserId): Promise<boolean>;
  /** Begins to erase what nothing has used since. */
  eraseUnused(broughtBefore: number, now: number): Promise<void>;
  /** Some of those that are being erased, the oldest first. */
  readErased(count: number): Promise<readonly Pick<StoredFile, 'id' | 'blob'>[]>;
  deleteErased(ids: readonly FileId[]): Promise<void>;
  /** Of these blobs, those that a row names. */
  readNamed(blobs: readonly BlobKey[]): Promise<ReadonlySet<string>>;
}
