/**
 * Files that were chosen here and have to be brought to the server, whenever there is a way.
 * Invariants: a file is on the disk before anything names it; an intent that names it waits until it
 * is up (DESIGN section 4.2); bringing one twice does no harm, so that any tab may.
 */
import type { PictureType } from '@jibber/schema/commands/files';
import { errors } from '@jibber/schema/errors';
import type { FileId } from '@jibber/schema/ids';
import { limits } from '@jibber/schema/limits';
import { fail, type Result, succeed } from '@jibber/schema/result';
import type { Cancel, Scheduler } from '@jibber/schema/scheduler';
import { holdLock } from '../held-lock.ts';
import type { Locks } from '../ports.ts';
import type { FileCommands } from './file-commands.ts';
import type { FileDatabase, UploadRecord } from './file-database.ts';

export type UploadsPorts = {
  readonly database: FileDatabase;
  readonly commands: Pick<FileCommands, 'put'>;
  readonly scheduler: Scheduler;
  /** In [0, 1). */
  readonly random: () => number;
  readonly locks: Locks;
  /** Of the lock that all tabs of this account share. */
  readonly lockName: string;
  readonly newFileId: () => FileId;
  /** The disk holds something else now: other tabs look again. */
  changedHere(id: FileId): void;
};

/** Half of what the server waits: brought again before it forgets. */
const freshMs = (limits.unusedFileHours / 2) * 60 * 60_000;
/** What no entry names after so long was given up with its form. */
const forgottenMs = 2 * limits.unusedFileHours * 60 * 60_000;

export class Uploads {
  readonly #ports: UploadsPorts;
  readonly #listeners = new Set<(id: FileId) => void>();
  /** What the disk said when it was last asked; absent: it was not asked yet. */
  readonly #isUp = new Map<FileId, boolean>();
  readonly #asking = new Set<FileId>();
  #sending: Promise<void> | undefined;
  #mustSendAgain = false;
  #backoffMs: number = limits.againMinMs;
  #retry: Cancel | undefined;
  #isStopped = false;

  constructor(ports: UploadsPorts) {
    this.#ports = ports;
  }

  /** Resolves with the id that an intent may name, once the file is on this device's disk. */
  async keep(
    type: PictureType,
    bytes: Uint8Array<ArrayBuffer>,
  ): Promise<Result<FileId, 'full' | 'too-big'>> {
    if (bytes.byteLength > limits.pictureBytes) return fail('too-big');
    const { database, scheduler, newFileId } = this.#ports;
    const id = newFileId();
    const kept = await database.putUpload({ id, type, bytes, keptAt: scheduler.now() });
    if (!kept.ok) return fail('full');
    this.#tell(id, false);
    void this.send();
    return succeed(id);
  }

  /**
   * Whether an intent that names the file may be sent: it is up, will never be, or is none of those
   * that wait here. False also until the disk was asked; listeners hear when that is known.
   */
  isUploaded(id: FileId): boolean {
    const isUp = this.#isUp.get(id);
    if (isUp === undefined) void this.look(id);
    return isUp ?? false;
  }

  /** Hears of each file for which `isUploaded` may answer otherwise than before. */
  subscribe(listener: (id: FileId) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The file itself, as long as it is kept here to be brought. */
  async read(id: FileId): Promise<UploadRecord | undefined> {
    const read = await this.#ports.database.upload(id);
    return read.ok ? read.value : undefined;
  }

  /** What named it was accepted: from now on it is a picture like any other, kept to be shown. */
  async settle(id: FileId): Promise<void> {
    const { database, scheduler } = this.#ports;
    const read = await database.upload(id);
    const record = read.ok ? read.value : undefined;
    if (record?.uploadedAt !== undefined) {
      const { type, bytes, uploadedAt } = record;
      // Without a tag: when the right is next asked for, it comes with the answer.
      const seen = { usedAt: scheduler.now(), checkedAt: uploadedAt, etag: '' };
      await database.putPicture({ id, type, bytes, ...seen });
    }
    await this.discard(id);
  }

  /** What named it was refused or withdrawn, or the person thought better of it. */
  async discard(id: FileId): Promise<void> {
    await this.#ports.database.deleteUpload(id);
    this.#tell(id, true);
  }

  /**
   * Forgets what nothing names and what is too old to be on its way to an entry still.
   * @param named files of all entries of the outbox
   */
  async keepOnly(named: ReadonlySet<FileId>): Promise<void> {
    const uploads = await this.#ports.database.uploads();
    if (!uploads.ok) return;
    const before = this.#ports.scheduler.now() - forgottenMs;
    for (const { id, keptAt } of uploads.value) {
      if (!named.has(id) && keptAt < before) await this.discard(id);
    }
  }

  /** Asks the disk anew: another tab may have kept, brought or settled it. */
  async look(id: FileId): Promise<void> {
    if (this.#asking.has(id)) return;
    this.#asking.add(id);
    const record = await this.#ports.database.upload(id);
    this.#asking.delete(id);
    // A database that cannot be read will not bring it: the server decides.
    const isUp = !record.ok || !this.#isWaiting(record.value);
    this.#note(id, isUp);
    if (!isUp) void this.send();
  }

  /** Brings what waits; called when there may be a way again. One tab at a time. */
  send(): Promise<void> {
    if (this.#isStopped) return Promise.resolve();
    this.#mustSendAgain = true;
    this.#sending ??= holdLock(this.#ports.locks, this.#ports.lockName, async () => {
      while (this.#mustSendAgain && !this.#isStopped) {
        this.#mustSendAgain = false;
        await this.#sendAll();
      }
    }).finally(() => {
      this.#sending = undefined;
      // Asked for between the last round and now.
      if (this.#mustSendAgain) void this.send();
    });
    return this.#sending;
  }

  stop(): void {
    this.#isStopped = true;
    this.#retry?.();
    this.#listeners.clear();
  }

  async #sendAll(): Promise<void> {
    const { database, commands, scheduler } = this.#ports;
    this.#retry?.();
    this.#retry = undefined;
    const uploads = await database.uploads();
    if (!uploads.ok) return;
    for (const record of uploads.value) {
      if (this.#isStopped) return;
      if (!this.#isWaiting(record)) {
        this.#note(record.id, true);
        continue;
      }
      const put = await commands.put(record.id, record.type, record.bytes);
      if (put.ok) {
        this.#backoffMs = limits.againMinMs;
        await this.#update(record.id, { uploadedAt: scheduler.now(), refused: undefined });
      } else if (put.code === 'signed-out' || put.code === 'session-ended') {
        // Somebody has to sign in first; the next start tries again.
        return;
      } else if (put.code !== 'offline' && errors[put.code].final) {
        await this.#update(record.id, { refused: put.code });
      } else {
        this.#tryLater();
        return;
      }
    }
  }

  /** The record may be gone by now: then it stays so. */
  async #update(id: FileId, change: Pick<UploadRecord, 'uploadedAt' | 'refused'>): Promise<void> {
    const { database } = this.#ports;
    const read = await database.upload(id);
    if (read.ok && read.value !== undefined) await database.putUpload({ ...read.value, ...change });
    this.#tell(id, true);
  }

  #tryLater(): void {
    if (this.#isStopped) return;
    const { scheduler, random } = this.#ports;
    const waitMs = this.#backoffMs * (0.5 + random() / 2);
    this.#backoffMs = Math.min(this.#backoffMs * 2, limits.againMaxMs);
    this.#retry = scheduler.after(waitMs, () => void this.send());
  }

  #isWaiting(record: UploadRecord | undefined): boolean {
    if (record === undefined || record.refused !== undefined) return false;
    if (record.uploadedAt === undefined) return true;
    return Math.abs(this.#ports.scheduler.now() - record.uploadedAt) > freshMs;
  }

  #tell(id: FileId, isUp: boolean): void {
    this.#note(id, isUp);
    this.#ports.changedHere(id);
  }

  #note(id: FileId, isUp: boolean): void {
    if (this.#isUp.get(id) === isUp) return;
    this.#isUp.set(id, isUp);
    for (const listener of this.#listeners) listener(id);
  }
}
