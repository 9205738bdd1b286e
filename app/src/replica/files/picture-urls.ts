/**
 * Addresses of pictures for as long as somebody shows them. Invariant: one address per picture, however
 * many show it, given back when the last one is gone.
 */
import type { FileId } from '@jibber/schema/ids';

export type PictureUrlsPorts = {
  read(id: FileId): Promise<Blob | undefined>;
  makeUrl(blob: Blob): string;
  revokeUrl(url: string): void;
};

type Listener = (url: string | undefined) => void;
type Shown = { url: string | undefined; readonly listeners: Set<Listener>; reads: number };

export class PictureUrls {
  readonly #ports: PictureUrlsPorts;
  readonly #shown = new Map<FileId, Shown>();

  constructor(ports: PictureUrlsPorts) {
    this.#ports = ports;
  }

  /** The listener hears of an address that is there already within this call. */
  follow(id: FileId, listener: Listener): () => void {
    const known = this.#shown.get(id);
    const shown: Shown = known ?? { url: undefined, listeners: new Set(), reads: 0 };
    // One function may be given twice, each time to be stopped for itself.
    const own: Listener = (url) => listener(url);
    shown.listeners.add(own);
    if (known === undefined) {
      this.#shown.set(id, shown);
      void this.#read(id, shown);
    } else if (known.url !== undefined) listener(known.url);
    return () => {
      shown.listeners.delete(own);
      if (shown.listeners.size > 0 || this.#shown.get(id) !== shown) return;
      this.#shown.delete(id);
      if (shown.url !== undefined) this.#ports.revokeUrl(shown.url);
    };
  }

  /** What is to be shown may be another picture, or none. */
  refresh(id: FileId): void {
    const shown = this.#shown.get(id);
    if (shown !== undefined) void this.#read(id, shown);
  }

  async #read(id: FileId, shown: Shown): Promise<void> {
    shown.reads += 1;
    const turn = shown.reads;
    const blob = await this.#ports.read(id);
    // Nobody shows it any more, or it was read again since.
    if (this.#shown.get(id) !== shown || shown.reads !== turn) return;
    const before = shown.url;
    if (blob === undefined && before === undefined) return;
    shown.url = blob && this.#ports.makeUrl(blob);
    for (const listener of [...shown.listeners]) listener(shown.url);
    if (before !== undefined) this.#ports.revokeUrl(before);
  }
}
