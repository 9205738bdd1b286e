/**
 * Pictures of people and groups, kept on this device so that they are there offline.
 * Invariants: what is kept is bounded, the longest unseen goes first; what the server does not give
 * this person any more is forgotten as soon as the server was asked.
 */
import { errors } from '@jibber/schema/errors';
import type { FileId } from '@jibber/schema/ids';
import type { Scheduler } from '@jibber/schema/scheduler';
import type { FetchedFile, FileCommands } from './file-commands.ts';
import type { FileDatabase, PictureRecord } from './file-database.ts';
import type { Uploads } from './uploads.ts';

export type PicturesPorts = {
  readonly database: FileDatabase;
  readonly commands: Pick<FileCommands, 'get'>;
  readonly scheduler: Pick<Scheduler, 'now'>;
  readonly uploads: Pick<Uploads, 'read'>;
};

const hourMs = 60 * 60_000;
/** The right to a picture that is looked at is asked for again after this. */
const checkMs = hourMs;
/** Being looked at is written down no more often than this. */
const touchMs = 24 * hourMs;
/** Who may not see a picture is not asked for again at every turn. */
const absentMs = 5 * 60_000;
const keptBytes = 24 * 1024 * 1024;
const atOnce = 4;

export class Pictures {
  readonly #ports: PicturesPorts;
  readonly #listeners = new Set<(id: FileId) => void>();
  readonly #fetching = new Map<FileId, Promise<Blob | undefined>>();
  readonly #absentSince = new Map<FileId, number>();
  /** Could not be had for want of a network. */
  readonly #missed = new Set<FileId>();
  readonly #waiting: (() => void)[] = [];
  #running = 0;
  /** Undefined until it was counted; other tabs add to it, so that it is counted once a session. */
  #keptBytes: number | undefined;

  constructor(ports: PicturesPorts) {
    this.#ports = ports;
  }

  /** From this device where it is there, else from the server; undefined: it cannot be had now. */
  async read(id: FileId): Promise<Blob | undefined> {
    const own = await this.#ports.uploads.read(id);
    if (own !== undefined) return blobOf(own);
    const read = await this.#ports.database.picture(id);
    const kept = read.ok ? read.value : undefined;
    if (kept === undefined) return this.#fetch(id);
    const now = this.#ports.scheduler.now();
    if (Math.abs(now - kept.checkedAt) > checkMs) void this.#check(kept);
    else if (Math.abs(now - kept.usedAt) > touchMs) await this.#put({ ...kept, usedAt: now });
    return blobOf(kept);
  }

  /** Hears of each picture that `read` may answer otherwise than before. */
  subscribe(listener: (id: FileId) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** There may be a network again: what could not be had is worth asking for. */
  retry(): void {
    const missed = [...this.#missed];
    this.#missed.clear();
    for (const id of missed) this.#tell(id);
  }

  #fetch(id: FileId): Promise<Blob | undefined> {
    const absentSince = this.#absentSince.get(id);
    const isAbsent =
      absentSince !== undefined && Math.abs(this.#ports.scheduler.now() - absentSince) < absentMs;
    if (isAbsent) return Promise.resolve(undefined);
    const running = this.#fetching.get(id);
    if (running !== undefined) return running;
    const fetching = this.#fetchNow(id).finally(() => this.#fetching.delete(id));
    this.#fetching.set(id, fetching);
    return fetching;
  }

  async #fetchNow(id: FileId): Promise<Blob | undefined> {
    const got = await this.#ask(id, '');
    if (got.ok && got.value.kind === 'bytes') {
      const record = this.#recordOf(id, got.value);
      await this.#put(record);
      if (this.#keptBytes !== undefined) this.#keptBytes += record.bytes.byteLength;
      await this.#evict();
      return blobOf(record);
    }
    if (!got.ok && got.code === 'file-not-found') this.#rememberAbsent(id);
    else if (!got.ok && (got.code === 'offline' || !errors[got.code].final)) this.#missed.add(id);
    return undefined;
  }

  /** Whether this person may still see what is kept. */
  async #check(kept: PictureRecord): Promise<void> {
    const { id } = kept;
    if (this.#fetching.has(id)) return;
    const checking = this.#ask(id, kept.etag).then(async (got) => {
      if (got.ok) {
        const now = this.#ports.scheduler.now();
        const isSame = got.value.kind === 'unchanged';
        await this.#put(
          isSame ? { ...kept, usedAt: now, checkedAt: now } : this.#recordOf(id, got.value),
        );
      } else if (got.code === 'file-not-found') {
        await this.#ports.database.deletePictures([id]);
        this.#rememberAbsent(id);
        this.#tell(id);
      }
      return undefined;
    });
    this.#fetching.set(id, checking);
    await checking.finally(() => this.#fetching.delete(id));
  }

  /** A few at once: a list of many does not stand in the way of everything else. */
  async #ask(id: FileId, etag: string) {
    if (this.#running >= atOnce) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#running += 1;
    try {
      return await this.#ports.commands.get(id, etag);
    } finally {
      this.#running -= 1;
      this.#waiting.shift()?.();
    }
  }

  /** A picture that there is no room for is shown all the same. */
  async #put(record: PictureRecord): Promise<void> {
    const put = await this.#ports.database.putPicture(record);
    if (!put.ok && put.code === 'full') await this.#evict(0);
  }

  async #evict(bound = keptBytes): Promise<void> {
    if (this.#keptBytes !== undefined && this.#keptBytes <= bound) return;
    const kept = await this.#ports.database.pictures();
    if (!kept.ok) return;
    let total = 0;
    const over: FileId[] = [];
    // Down to half of it: counting reads everything, and is not done again for each new one.
    const rest = sizeOf(kept.value) > bound ? bound / 2 : bound;
    for (const { id, bytes } of kept.value.toSorted((one, other) => other.usedAt - one.usedAt)) {
      if (total + bytes.byteLength > rest) over.push(id);
      else total += bytes.byteLength;
    }
    if (over.length > 0) await this.#ports.database.deletePictures(over);
    this.#keptBytes = total;
  }

  #recordOf(id: FileId, file: Extract<FetchedFile, { kind: 'bytes' }>): PictureRecord {
    const now = this.#ports.scheduler.now();
    const { type, bytes, etag } = file;
    return { id, type, bytes, etag, usedAt: now, checkedAt: now };
  }

  #rememberAbsent(id: FileId): void {
    this.#absentSince.set(id, this.#ports.scheduler.now());
  }

  #tell(id: FileId): void {
    for (const listener of this.#listeners) listener(id);
  }
}

function sizeOf(pictures: readonly PictureRecord[]): number {
  return pictures.reduce((total, { bytes }) => total + bytes.byteLength, 0);
}

function blobOf({ type, bytes }: Pick<PictureRecord, 'type' | 'bytes'>): Blob {
  return new Blob([bytes], { type });
}
