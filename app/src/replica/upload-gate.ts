/**
 * Asks whether a file that an entry names is on the server. Invariant: what keeps the files is loaded
 * only once an entry names one; until it has answered the entry waits.
 */
import type { FileId } from '@jibber/schema/ids';

/** What brings files to the server. */
export interface FileUploads {
  isUploaded(file: FileId): boolean;
  /** Hears when that may have changed. */
  subscribe(listener: () => void): () => void;
  /** What named the file was accepted. */
  settle(file: FileId): Promise<void>;
}

export class UploadGate {
  readonly #load: (() => Promise<FileUploads>) | undefined;
  readonly #changed: () => void;
  #uploads: FileUploads | undefined;
  #loading: Promise<FileUploads> | undefined;
  #unsubscribe: (() => void) | undefined;
  #isStopped = false;

  /** @param changed called when an entry that waited may be sent */
  constructor(load: (() => Promise<FileUploads>) | undefined, changed: () => void) {
    this.#load = load;
    this.#changed = changed;
  }

  isUploaded(file: FileId): boolean {
    if (this.#load === undefined) return true;
    if (this.#uploads !== undefined) return this.#uploads.isUploaded(file);
    void this.#loaded();
    return false;
  }

  async settle(file: FileId): Promise<void> {
    await (await this.#loaded())?.settle(file);
  }

  stop(): void {
    this.#isStopped = true;
    this.#unsubscribe?.();
  }

  async #loaded(): Promise<FileUploads | undefined> {
    if (this.#load === undefined || this.#isStopped) return undefined;
    this.#loading ??= this.#load();
    const uploads = await this.#loading;
    if (this.#uploads !== undefined || this.#isStopped) return uploads;
    this.#uploads = uploads;
    this.#unsubscribe = uploads.subscribe(this.#changed);
    this.#changed();
    return uploads;
  }
}
