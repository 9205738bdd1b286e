/**
 * Reads of rows that several devices need at the same moment, made once: whoever is added to a group
 * with two hundred others reads the same as they do. Invariant: only a read that is under way is
 * shared, so nobody gets what was read before he asked.
 */
import type { RowsFrame } from '../relay/relay.ts';
import type { Storage } from '../storage/storage.ts';
import { type ReadRange, readRanges } from './rows-frames.ts';

export class SharedReads {
  readonly #storage: Storage;
  readonly #underWay = new Map<string, Promise<readonly RowsFrame[]>>();

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  /** Frames of one range, as `readRanges` makes them. */
  read(range: ReadRange): Promise<readonly RowsFrame[]> {
    const { chatId, from, to, reader } = range;
    const key = [chatId, from, to, reader?.fromSegment, reader?.fromPosition].join(' ');
    const underWay = this.#underWay.get(key);
    if (underWay !== undefined) return underWay;
    const reading = readRanges(this.#storage, [range])
      .then((frames) => frames.get(chatId) ?? [])
      .finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, reading);
    return reading;
  }
}
