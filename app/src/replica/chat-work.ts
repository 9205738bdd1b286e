/**
 * One chat inside one transaction: what a frame changes in its documents, rows, entries and record.
 * Invariant: it starts from what stands on the disk, keeps only what continues it, never lowers a
 * cursor, and writes everything that belongs together before the transaction ends (DESIGN 4.6).
 */
import type { DocumentName } from '@jibber/schema/document/values';
import type { ErrorCode } from '@jibber/schema/errors';
import type { ChatId, UserId } from '@jibber/schema/ids';
import type { Row, Rows } from '@jibber/schema/protocol/rows';
import { ChatFacts } from './chat-facts.ts';
import { ChatMembers } from './chat-members.ts';
import { refreshPreview } from './chat-preview.ts';
import { completeOf, isGroup, isHeldDocument, newChat, readOf } from './chat-record.ts';
import { readSettings } from './documents.ts';
import type { WriteTransaction } from './local-database.ts';
import { isWaiting } from './outbox-entry.ts';
import {
  type ChatRecord,
  chatDocument,
  type OutboxEntry,
  type Present,
  type RowRecord,
  type TableName,
} from './records.ts';
import { StoredDocuments, type WholeDocument } from './stored-documents.ts';

export const chatTables: readonly TableName[] = [
  'chats',
  'documents',
  'rows',
  'outbox',
  'drafts',
  'members',
  'receipts',
];

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
  readonly #members: ChatMembers;
  readonly #facts: ChatFacts;
  readonly #me: UserId;
  readonly #hadEntries: boolean;
  #mustRecount = false;
  #isGone = false;
  #present: readonly Present[] | undefined;

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
    this.#members = new ChatMembers(transaction, record, me);
    this.#facts = new ChatFacts(record, this.#members, me);
    this.#me = me;
    this.#hadEntries = entries.length > 0;
    this.record = record;
    this.entries = entries;
  }

  /** Documents that came whole: whoever has one open reads it from the disk. */
  get replaced(): ReadonlySet<number> {
    return this.#stored.replaced;
  }

  /** Present members of a group, once finished and where they were looked at. */
  get present(): readonly Present[] | undefined {
    return this.#present;
  }

  /** Once finished: nothing of the chat is on the disk any more. */
  get isGone(): boolean {
    return this.#isGone;
  }

  /**
   * Stores rows that continue what is here. `gap`: something before them is missing, nothing was
   * stored. `known`: another tab was quicker.
   */
  async storeRows(frame: Rows): Promise<'stored' | 'known' | 'gap'> {
    const { record } = this;
    // Of a chat that ended for this person only its beginning tells that he is in it again.
    if (record.ended !== undefined && frame.from > 0) return 'known';
    if (frame.from > record.head) return 'gap';
    if (frame.to <= record.head) return 'known';
    const fresh = frame.rows.filter(
      ({ position }) => position > record.head && position <= frame.to,
    );
    const incomplete = new Set(frame.incomplete.map(documentNumber));
    const parts = gatherParts(record.chatId, fresh);
    if (record.head === 0) record.heldFrom = firstSegment([...parts.keys(), ...incomplete]);
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
    await this.#takeIn(whole.document, built);
    return true;
  }

  /** A document whose bytes cannot be read is fetched anew. */
  loseDocument(document: number): void {
    this.#stored.lose(document);
  }

  /** The chat is over for this person; what he has of it stays, unless it was deleted for everybody. */
  end(code: ErrorCode): void {
    const { record } = this;
    record.title ??= record.wished?.title;
    // Why it ended is known better than by whom nothing of it is told any more.
    record.ended = code === 'chat-not-found' ? (record.ended ?? code) : code;
    if (code !== 'chat-deleted') return;
    const { chatId, title, picture, sortAt, draft } = record;
    this.#erase();
    for (const key of ['last', 'since', 'history'] as const) delete record[key];
    Object.assign(record, newChat(chatId, sortAt), { title, picture, draft, ended: code });
    for (const entry of this.entries)
      if (isWaiting(entry)) this.putEntry({ ...entry, refused: code });
  }

  /** Puts the chat away from this device, with everything that is in it. */
  leave(): void {
    for (const entry of this.entries) this.removeEntry(entry);
    this.#erase();
    this.#isGone = true;
  }

  /** Registers of others are new in the table. */
  registersChanged(): void {
    this.#members.registersChanged();
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
    // Of a group that was only a wish, and is none any more, nothing is left.
    this.#isGone ||=
      isGroup(record.chatId) &&
      record.head === 0 &&
      record.ended === undefined &&
      this.#hadEntries &&
      this.entries.length === 0;
    if (this.#isGone) {
      this.#transaction.table('chats').delete(record.chatId);
      this.#transaction.table('drafts').delete(record.chatId);
      return;
    }
    this.#present = await this.#members.finish();
    if (this.#mustRecount || this.#facts.hasMoved) await this.#countUnread();
    refreshPreview(record, this.entries, this.#me);
    this.#transaction.table('chats').put(record);
  }

  #erase(): void {
    const range = { prefix: [this.record.chatId] };
    for (const table of ['documents', 'rows', 'receipts'] as const) {
      this.#transaction.table(table).deleteAll(range);
    }
    this.#members.clear();
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
      if (document === chatDocument) await this.#members.load();
      this.#facts.note(
        document,
        settings.flatMap((each) => each ?? []),
      );
      if (document === chatDocument) await this.#limitHistory();
      return;
    }
    const built = await this.#stored.rewrite(document, rows);
    if (built !== undefined) await this.#takeIn(document, built);
  }

  async #takeIn(
    document: number,
    built: NonNullable<Awaited<ReturnType<StoredDocuments['build']>>>,
  ): Promise<void> {
    const ids = this.#facts.takeIn(document, built);
    built.destroy();
    for (const entry of this.entries) if (ids.has(entry.entryId)) this.removeEntry(entry);
    if (document === chatDocument) await this.#limitHistory();
    else this.#mustRecount = true;
  }

  /** What was before his time never comes; what he has of it, from an earlier time of his, stays. */
  async #limitHistory(): Promise<void> {
    const { record } = this;
    const first = Math.min(record.history ?? 0, record.segment);
    const isComing = (document: number) => document === chatDocument || document >= first;
    record.behind = record.behind.filter(({ document }) => isComing(document));
    while (record.heldFrom < first && !(await this.#stored.has(record.heldFrom))) {
      record.heldFrom += 1;
    }
  }

  /** Takes out of the outbox what is answered and stored (DESIGN 4.6). */
  #settleEntries(rows: readonly Row[]): void {
    const { record } = this;
    const positions = new Map(rows.map((row) => [row.entryId, row.position]));
    for (const entry of this.entries) {
      const position = positions.get(entry.entryId) ?? entry.accepted?.position;
      if (position === undefined) continue;
      if (this.#hasNoRow(entry)) {
        this.removeEntry(entry);
        continue;
      }
      const isStored =
        position <= record.head && record.behind.every(({ complete }) => complete >= position);
      if (isStored) this.removeEntry(entry);
      else if (entry.accepted === undefined) {
        this.putEntry({ ...entry, accepted: { position, number: 0 }, refused: undefined });
      }
    }
  }

  /** Whether an accepted entry is of a chat of which nothing comes any more. */
  #hasNoRow({ intent }: OutboxEntry): boolean {
    if (intent.kind === 'invitation.decline') return true;
    const isEntering = intent.kind === 'group.join' || intent.kind === 'invitation.accept';
    return this.record.ended !== undefined && !isEntering;
  }

  /** From the two newest segments (DESIGN 3). */
  async #countUnread(): Promise<void> {
    const { record } = this;
    const oldest = Math.max(record.heldFrom, record.segment - 1);
    const read = readOf(record);
    record.unread = { count: 0, more: read + 1 < (record.starts[oldest] ?? 1) };
    if (read >= record.lastNumber) return;
    for (let segment = oldest; segment <= record.segment; segment += 1) {
      const built = await this.#stored.build(segment);
      if (built === undefined) continue;
      record.unread.count += this.#facts.countUnread(built);
      built.destroy();
    }
  }
}

/** Of a chat that is new here a node names each segment that this person may see. */
function firstSegment(documents: readonly number[]): number {
  const segments = documents.filter((document) => document !== chatDocument);
  return segments.length === 0 ? 0 : Math.min(...segments);
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
