/**
 * The documents of one chat as they stand on the disk, inside one transaction: snapshots, the rows
 * after them, and which of them are behind. Invariant: the rows of a document continue its snapshot
 * up to where `behind` says it is complete; a snapshot holds no deleted text.
 */
import type { Doc } from 'yjs';
import { completeOf } from './chat-record.ts';
import { buildDocument, encodeSnapshot } from './documents.ts';
import type { WriteTransaction } from './local-database.ts';
import { type ChatRecord, chatDocument, type RowRecord } from './records.ts';

/** Rows after a snapshot before the device makes a new one. */
const maxTail = 200;
/** New segments at once beyond which older ones are fetched anew, rather than all told behind. */
const maxNewSegments = 8;

/** A document as a node sent it; with `from` 0 it replaces what is here. */
export type WholeDocument = {
  readonly document: number;
  readonly from: number;
  readonly to: number;
  readonly updates: readonly Uint8Array[];
};

export class StoredDocuments {
  /** Documents that came whole: whoever has one open reads it from the disk. */
  readonly replaced = new Set<number>();
  readonly #transaction: WriteTransaction;
  readonly #record: ChatRecord;

  constructor(transaction: WriteTransaction, record: ChatRecord) {
    this.#transaction = transaction;
    this.#record = record;
  }

  /** Takes note of segments that begin; after too large a jump the older ones are let go. */
  openSegments(newest: number, hasJumped: boolean, head: number): void {
    const record = this.#record;
    if (newest <= record.segment) return;
    if (hasJumped && newest - record.segment > maxNewSegments) {
      const older = { prefix: [record.chatId], above: chatDocument, upTo: newest - 1 };
      this.#transaction.table('documents').deleteAll(older);
      this.#transaction.table('rows').deleteAll(older);
      record.behind = record.behind.filter(({ document }) => document === chatDocument);
      record.tails = record.tails.filter(([document]) => document === chatDocument);
      record.heldFrom = newest;
      record.behind.push({ document: newest, complete: 0, rowsFrom: head });
    }
    record.segment = newest;
  }

  /** The document is complete up to a position only; rows of it count again above `rowsFrom`. */
  fallBehind(document: number, complete: number, rowsFrom: number): void {
    const record = this.#record;
    const behind = record.behind.find((each) => each.document === document);
    if (behind === undefined) record.behind.push({ document, complete, rowsFrom });
    else Object.assign(behind, { complete: Math.min(behind.complete, complete), rowsFrom });
    const useless = { prefix: [record.chatId, document], above: complete };
    this.#transaction.table('rows').deleteAll(useless);
  }

  /** Whether anything of a document stands here. */
  async has(document: number): Promise<boolean> {
    const { snapshots, rows } = await this.#stored(document);
    return snapshots.length + rows.length > 0;
  }

  /** Nothing of a document that is here can be used: it is behind from its beginning. */
  lose(document: number): void {
    const { chatId, head } = this.#record;
    this.fallBehind(document, 0, head);
    this.#transaction.table('documents').delete(chatId, document);
    this.#setTail(document, 0);
  }

  /** Puts rows after what is there; they are read only once the document is complete before them. */
  append(document: number, rows: readonly RowRecord[]): void {
    for (const row of rows) this.#transaction.table('rows').put(row);
    this.#setTail(document, this.#tailOf(document) + rows.length);
  }

  /** Whether so many more rows may stand after the snapshot. */
  hasRoom(document: number, rows: number): boolean {
    return this.#tailOf(document) + rows <= maxTail;
  }

  /**
   * Builds a document with rows that follow it, and stores it whole. Undefined, and the document is
   * behind with nothing kept, where they do not fit together.
   */
  async rewrite(document: number, rows: readonly RowRecord[]): Promise<Doc | undefined> {
    const stored = await this.#stored(document);
    const built = buildDocument([...stored.snapshots, ...[...stored.rows, ...rows].map(updateOf)]);
    if (built === undefined) this.fallBehind(document, 0, this.#record.head);
    else this.#putSnapshot(document, built);
    return built;
  }

  /**
   * Stores what a node sent of a document that is behind. It counts as complete up to the head once
   * all rows beyond it are here. Undefined where it does not continue what is here.
   */
  async fill({ document, from, to, updates }: WholeDocument): Promise<Doc | undefined> {
    const record = this.#record;
    const behind = record.behind.find((each) => each.document === document);
    if (behind === undefined || from > behind.complete || to <= behind.complete) return undefined;
    const stored = await this.#stored(document);
    const isComplete = to >= behind.rowsFrom;
    const later = stored.rows.filter(({ position }) => position > to);
    const before = stored.rows.filter(({ position }) => position <= to);
    const built = buildDocument([
      ...(from === 0 ? [] : [...stored.snapshots, ...before.map(updateOf)]),
      ...updates,
      ...(isComplete ? later.map(updateOf) : []),
    ]);
    if (built === undefined) {
      behind.complete = 0;
      return undefined;
    }
    this.#putSnapshot(document, built);
    this.replaced.add(document);
    if (isComplete) {
      record.behind = record.behind.filter((each) => each !== behind);
    } else {
      behind.complete = to;
      this.append(document, later);
    }
    return built;
  }

  /** A document as far as it is complete; undefined where it cannot be read. */
  async build(document: number): Promise<Doc | undefined> {
    const stored = await this.#stored(document);
    const complete = completeOf(this.#record, document);
    const rows = stored.rows.filter(({ position }) => position <= complete);
    return buildDocument([...stored.snapshots, ...rows.map(updateOf)]);
  }

  async #stored(document: number) {
    const { chatId } = this.#record;
    const stored = await this.#transaction.table('documents').get(chatId, document);
    const rows = await this.#transaction.table('rows').all({ prefix: [chatId, document] });
    return { snapshots: stored === undefined ? [] : [stored.snapshot], rows };
  }

  #putSnapshot(document: number, built: Doc): void {
    const { chatId } = this.#record;
    const snapshot = encodeSnapshot(built);
    this.#transaction.table('documents').put({ chatId, document, snapshot });
    this.#transaction.table('rows').deleteAll({ prefix: [chatId, document] });
    this.#setTail(document, 0);
  }

  #tailOf(document: number): number {
    return this.#record.tails.find(([of]) => of === document)?.[1] ?? 0;
  }

  #setTail(document: number, rows: number): void {
    const record = this.#record;
    record.tails = record.tails.filter(([of]) => of !== document);
    if (rows > 0) record.tails.push([document, rows]);
  }
}

function updateOf(row: RowRecord): Uint8Array {
  return row.update;
}
