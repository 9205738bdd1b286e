/**
 * Files that people bring, and who may have them.
 * Invariants: what is given out is given by the rights of that moment; "not yours" and "does not
 * exist" are one answer; a blob is written before its row and deleted only while that is being erased,
 * so that a crash anywhere leaves at most a blob that no row names, which is swept.
 */
import { createHash } from 'node:crypto';
import { isPictureType } from '@jibber/schema/commands/files';
import type { ErrorCode } from '@jibber/schema/errors';
import type { FileId, UserId } from '@jibber/schema/ids';
import { limits } from '@jibber/schema/limits';
import { fail, type Result, succeed } from '@jibber/schema/result';
import type { TryLimit } from '../accounts/try-limits.ts';
import type { Identity } from '../log/sync.ts';
import { type BlobKey, type BlobStore, timeOfBlob } from './blob-store.ts';
import type { FileStorage, StoredFile } from './file-storage.ts';
import { checkPicture } from './picture-check.ts';
import { readUpload } from './read-upload.ts';
import { UploadSlots } from './upload-slots.ts';

export type GivenFile = Pick<StoredFile, 'type' | 'bytes' | 'hash'> & {
  /** Bytes from `from` up to, and without, `to`; undefined where they were erased just now. */
  read(from: number, to: number): Promise<Uint8Array<ArrayBuffer> | undefined>;
};

export interface Files {
  /**
   * PUT /api/files/:id. The same bytes again by the same person get the same answer, and their wait
   * for being used begins anew. Reads of `body` no more than a picture may have.
   */
  put(
    identity: Identity,
    id: FileId,
    claimedType: string,
    body: ReadableStream<Uint8Array> | null,
  ): Promise<Result<FileId, ErrorCode>>;
  /** GET /api/files/:id: as far as the viewer may see it now. */
  give(viewer: UserId, id: FileId): Promise<Result<GivenFile, 'file-not-found'>>;
  /** Erases what is not used any more, or was never used. For upkeep, often. */
  eraseDue(): Promise<void>;
  /** Deletes blobs that no row names. For upkeep, seldom: it looks at all of them. */
  sweepBlobs(): Promise<void>;
}

export type FilesOptions = {
  readonly storage: FileStorage;
  readonly blobs: BlobStore;
  /** Uploads by account. */
  readonly uploads: TryLimit;
  /** The one rule of profiles: oneself, and people one shares a chat with. */
  canSeeProfile(viewer: UserId, of: UserId): Promise<boolean>;
  readonly newBlobKey: () => BlobKey;
  /** ms since 1970. */
  readonly now: () => number;
};

const hourMs = 60 * 60_000;
/** From its beginning an upload has so long for its row; a blob twice as old without one is swept. */
const patienceMs = hourMs / 2;
const batchSize = 100;
const unusedBounds = { files: limits.unusedFiles, bytes: limits.unusedFileBytes };

export function makeFiles(options: FilesOptions): Files {
  const { storage, blobs, now } = options;
  const slots = new UploadSlots(limits.uploadsAtOnce, limits.uploadsAtOncePerAccount);

  async function mayHave(viewer: UserId, { owner, use }: StoredFile): Promise<boolean> {
    if (use === undefined) return viewer === owner;
    if (use.by === 'profile') return options.canSeeProfile(viewer, use.of);
    return storage.isPresent(use.of, viewer);
  }

  async function keep(
    identity: Identity,
    id: FileId,
    bytes: Uint8Array,
    type: StoredFile['type'],
  ): Promise<Result<FileId, ErrorCode>> {
    const hash = createHash('sha256').update(bytes).digest('hex');
    const blob = options.newBlobKey();
    await blobs.put(blob, bytes);
    if (now() - timeOfBlob(blob) > patienceMs) return fail('busy');
    const file = { id, type, bytes: bytes.byteLength, hash, blob };
    const inserted = await storage.insert(identity, file, now(), unusedBounds);
    // Only where the outcome is known: else a row may name it, and if none does it is swept.
    if (!inserted.ok || inserted.value === 'there') await blobs.delete(blob);
    return inserted.ok ? succeed(id) : inserted;
  }

  return {
    async put(identity, id, claimedType, body) {
      if (!options.uploads.take(identity.userId)) return fail('too-many-requests');
      const release = slots.take(identity.userId);
      if (release === undefined) return fail('busy');
      try {
        if (!isPictureType(claimedType)) return fail('picture-invalid');
        const read = await readUpload(body, limits.pictureBytes);
        if (!read.ok) return read;
        const head = checkPicture(read.value);
        if (!head.ok) return head;
        if (head.value.type !== claimedType) return fail('picture-invalid');
        return await keep(identity, id, read.value, claimedType);
      } finally {
        release();
      }
    },
    async give(viewer, id) {
      const file = await storage.read(id);
      if (file === undefined || file.isErased || !(await mayHave(viewer, file))) {
        return fail('file-not-found');
      }
      const { type, bytes, hash, blob } = file;
      return succeed({ type, bytes, hash, read: (from, to) => blobs.read(blob, from, to) });
    },
    async eraseDue() {
      await storage.eraseUnused(now() - limits.unusedFileHours * hourMs, now());
      for (;;) {
        const erased = await storage.readErased(batchSize);
        for (const { blob } of erased) await blobs.delete(blob);
        await storage.deleteErased(erased.map(({ id }) => id));
        if (erased.length < batchSize) return;
      }
    },
    async sweepBlobs() {
      const old: BlobKey[] = [];
      const before = now() - 2 * patienceMs;
      const sweep = async () => {
        const batch = old.splice(0);
        const named = await storage.readNamed(batch);
        for (const key of batch) if (!named.has(key)) await blobs.delete(key);
      };
      for await (const key of blobs.list()) {
        if (timeOfBlob(key) >= before) continue;
        old.push(key);
        if (old.length >= batchSize) await sweep();
      }
      await sweep();
    },
  };
}
