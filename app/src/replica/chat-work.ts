/**
 * One chat inside one transaction: what a frame changes in its documents, rows, entries and record.
 * Invariant: it starts from what stands on the disk, keeps only what continues it, never lowers a
 * cursor, and writes everything that belongs together before the transaction ends (DESIGN 4.6).
 */
import type { DocumentName } from '@jibber/schema/document/values';
import type { ChatId, UserId } from '@jibber/schema/ids';
import type { Row, Rows } from '@jibber/schema/protocol/rows';
import { ChatFacts } from './chat-facts.ts';
import { completeOf, isHeldDocument, newChat, refreshPreview } from './chat-record.ts';
import { readSettings } from './documents.ts';
import type { WriteTransaction } from './local-database.ts';
import {
  type ChatRecord,
  chatDocument,
  type OutboxEntry,
  type RowRecord,
  type TableName,
} from './records.ts';
import { StoredDocuments, type WholeDocument } from './stored-documents.ts';

export const chatTables: readonly TableName[] = ['chats', 'documents', 'rows', 'outbox', 'drafts'];

export function documentNumber(name: DocumentName): number {
  return name === 'chat' ? chatDocument : name;
}

export function documentName(document: number): DocumentName {
  return document === chatDocument ? 'chat' : document;
}

export class ChatWork {
  readonly record: ChatRecord;
  /** All entries of the chat, in order, as they will stand on the disk. */
  entries: readonly OutboxEntry[];
  readonly #transaction: WriteTransaction;
  readonly #stored: StoredDocuments;
  readonly #facts: ChatFacts;
  readonly #me: UserId;
  #mustRecount = false;

  /**
   * @param openedAt where there is no record yet: makes one, ms; undefined: there is nothing to do
   */
  static async load(
    transaction: WriteTransaction,
    me: UserId,
    chatId: ChatId,
    openedAt: number | undefined,
  ): Promise<ChatWork | undefined> {
    const stored = await transaction.table('chats').get(chatId);
    if (stored === undefined && openedAt === undefined) return undefined;
    const entries = await transaction.table('outbox').all({ prefix: [chatId] });
    const record = stored === undefined ? newChat(chatId, openedAt ?? 0) : structuredClone(stored);
    if (stored === undefined) {
      const draft = await transaction.table('drafts').get(chatId);
      if (draft !== undefined) record.draft = draft.text;
    }
    return new ChatWork(transaction, me, record, entries);
  }

  private constructor(
    transaction: WriteTransaction,
    me: UserId,
    record: ChatRecord,
    entries: readonly OutboxEntry[],
  ) {
    this.#transaction = transaction;
    this.#stored = new StoredDocuments(transaction, record);
    this.#facts = new ChatFacts(record, me);
    this.#me = me;
    this.record = record;
    this.entries = entries;
  }

  /** Documents that came whole: whoever has one open reads it from the disk. */
  get replaced(): ReadonlySet<number> {
    return this.#stored.replaced;
  }

  /**
   * Stores rows that continue what is here. `gap`: something before them is missing, nothing was
   * stored. `known`: another tab was quicker.
   */
  async storeRows(frame: Rows): Promise<'stored' | 'known' | 'gap'> {
    const { record } = this;
    if (frame.from > record.head) return 'gap';
    if (frame.to <= record.head) return 'known';
    const fresh = frame.rows.filter(
      ({ position }) => position > record.head && position <= frame.to,
    );
    const incomplete = new Set(frame.incomplete.map(documentNumber));
    const parts = gatherParts(record.chatId, fresh);
    this.#openSegments(Math.max(...parts.keys(), ...incomplete), incomplete, frame.to);
    record.head = frame.to;
    delete record.ended;
    for (const [document, rows] of parts) {
      if (isHeldDocument(record, document) && !incomplete.has(document)) {
        await this.#storeParts(document, rows);
      }
    }
    this.#settleEntries(fresh);
    return 'stored';
  }

  /** Stores a document, or what was missing of it. False where it does not continue what is here. */
  async storeDocument(whole: WholeDocument): Promise<boolean> {
    const { record } = this;
    const isEarlier = whole.document !== chatDocument && whole.document === record.heldFrom - 1;
    if (isEarlier && whole.from === 0) {
      record.heldFrom = whole.document;
      record.behind.push({ document: whole.document, complete: 0, rowsFrom: record.head });
    }
    const built = await this.#stored.fill(whole);
    if (built === undefined) return false;
    this.#takeIn(whole.document, built);
    return true;
  }

  /** A document whose bytes cannot be read is fetched anew. */
  loseDocument(document: number): void {
    this.#stored.lose(document);
  }

  /** Counts unread messages anew before the record is written. */
  recount(): void {
    this.#mustRecount = true;
  }

  putEntry(entry: OutboxEntry): void {
    this.#transaction.table('outbox').put(entry);
    const others = this.entries.filter(({ order }) => order !== entry.order);
    this.entries = [...others, entry].sort((a, b) => a.order - b.order);
  }

  removeEntry(entry: OutboxEntry): void {
    this.#transaction.table('outbox').delete(entry.chatId, entry.order);
    this.entries = this.entries.filter(({ order }) => order !== entry.order);
  }

  /** Writes the record. Nothing of the chat may be changed in this transaction afterwards. */
  async finish(): Promise<void> {
    const { record } = this;
    this.#settleEntries([]);
    if (this.#mustRecount) await this.#countUnread();
    refreshPreview(record, this.entries, this.#me);
    this.#transaction.table('chats').put(record);
  }

  #openSegments(newest: number, incomplete: ReadonlySet<number>, head: number): void {
    const { record } = this;
    const before = record.segment;
    this.#stored.openSegments(newest, incomplete.size > 0, head);
    // Unread messages are counted in the two newest segments: these are others now.
    if (record.segment > before) this.#mustRecount = true;
    for (const document of incomplete) {
      if (!isHeldDocument(record, document)) continue;
      this.#stored.fallBehind(document, document > before ? 0 : completeOf(record, document), head);
    }
  }

  async #storeParts(document: number, rows: readonly RowRecord[]): Promise<void> {
    const { record } = this;
    const settings = rows.map(({ update }) => readSettings(update));
    const isBehind = record.behind.some((each) => each.document === document);
    const isAppended = settings.every((each) => each !== undefined);
    if (isBehind || (isAppended && this.#stored.hasRoom(document, rows.length))) {
      this.#stored.append(document, rows);
      this.#facts.note(
        document,
        settings.flatMap((each) => each ?? []),
      );
      return;
    }
    const built = await this.#stored.rewrite(document, rows);
    if (built !== undefined) this.#takeIn(document, built);
  }

  #takeIn(
    document: number,
    built: NonNullable<Awaited<ReturnType<StoredDocuments['build']>>>,
  ): void {
    const ids = this.#facts.takeIn(document, built);
    built.destroy();
    for (const entry of this.entries) {
      if (entry.intent.kind === 'message.send' && ids.has(entry.entryId)) this.removeEntry(entry);
    }
    if (document !== chatDocument) this.#mustRecount = true;
  }

  /** Takes out of the outbox what is answered and stored (DESIGN 4.6). */
  #settleEntries(rows: readonly Row[]): void {
    const { record } = this;
    const positions = new Map(rows.map((row) => [row.entryId, row.position]));
    for (const entry of this.entries) {
      const position = positions.get(entry.entryId) ?? entry.accepted?.position;
      if (position === undefined) continue;
      const isStored =
        position <= record.head && record.behind.every(({ complete }) => complete >= position);
      if (isStored) this.removeEntry(entry);
      else if (entry.accepted === undefined) {
        this.putEntry({ ...entry, accepted: { position, number: 0 }, refused: undefined });
      }
    }
  }

  /** From the two newest segments (DESIGN 3). */
  async #countUnread(): Promise<void> {
    const { record } = this;
    const oldest = Math.max(record.heldFrom, record.segment - 1);
    record.unread = { count: 0, more: record.own.read + 1 < (record.starts[oldest] ?? 1) };
    if (record.own.read >= record.lastNumber) return;
    for (let segment = oldest; segment <= record.segment; segment += 1) {
      const built = await this.#stored.build(segment);
      if (built === undefined) continue;
      record.unread.count += this.#facts.countUnread(built);
      built.destroy();
    }
  }
}

function gatherParts(chatId: ChatId, rows: readonly Row[]): Map<number, RowRecord[]> {
  const gathered = new Map<number, RowRecord[]>();
  for (const { position, parts } of rows) {
    for (const { document: name, update } of parts) {
      const document = documentNumber(name);
      const of = gathered.get(document) ?? [];
      of.push({ chatId, document, position, update });
      gathered.set(document, of);
    }
  }
  return gathered;
}
