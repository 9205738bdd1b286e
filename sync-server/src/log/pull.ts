/**
 * What a device catches up on, read from storage piece by piece as its socket takes it. Invariant:
 * nothing is read while more than `limits.pullBytes` is unsent, and at most one read is under way, so
 * a slow reader costs the node one piece of memory; each read is taken from the account's budget.
 */
import type { ChatId, UserId } from '@jibber/schema/ids';
import { limits } from '@jibber/schema/limits';
import { encodeFrame } from '@jibber/schema/protocol/codec';
import { cutDocument } from '@jibber/schema/protocol/document';
import type { Register } from '@jibber/schema/protocol/receipts';
import { exhaust } from '@jibber/schema/result';
import { buildDocument } from '../documents/document-cache.ts';
import type { RowsFrame } from '../relay/relay.ts';
import type { Grant } from '../storage/group-port.ts';
import type { Storage } from '../storage/storage.ts';
import type { Channel } from './audience.ts';
import type { WantedDocument } from './catch-up.ts';
import type { Mailbox, Outbound } from './outbound.ts';
import type { ReadBudget } from './read-budget.ts';
import { isLong, type ReadRange, readRanges } from './rows-frames.ts';
import type { SharedReads } from './shared-reads.ts';

export type PullTask =
  /** Rows from where the device is to the head of the channel. */
  | { readonly kind: 'rows'; readonly channel: Channel }
  | ({ readonly kind: 'document' } & WantedDocument)
  /** Registers of the members of the chat on screen. */
  | { readonly kind: 'registers'; readonly chatId: ChatId }
  /** Closes the answer to `hello`. */
  | { readonly kind: 'end' };

export type PullOptions = {
  readonly storage: Storage;
  readonly sharedReads: SharedReads;
  readonly outbound: Outbound;
  readonly mailbox: Mailbox;
  readonly userId: UserId;
  readonly budget: Pick<ReadBudget, 'take' | 'charge'>;
  /** What the person may see of a chat; undefined where he is not in it, or not any more. */
  grantOf(chatId: ChatId): Grant | undefined;
  /** Where the device is in a channel that it is muted for; undefined where it is not. */
  positionOf(channel: Channel): number | undefined;
  /** A frame put the device at this position. */
  advance(channel: Channel, position: number): void;
  /** All rows of a task are in the mailbox. */
  settle(channel: Channel): void;
  /** A read failed: the connection cannot go on. */
  failed(error: unknown): void;
};

/** Of a chat, and of the joining by which the person was in it when it was read. */
type PieceOf = { readonly chatId: ChatId; readonly fromPosition: number };
/** With `of` it is sent only while he is in that chat by the same joining. */
type Piece = { readonly bytes: Uint8Array; readonly of?: PieceOf; readonly sent?: () => void };

/** Chats, and rows of all of them together, that are read in one query. */
const chatsPerRead = 64;
const rowsPerRead = limits.catchUpRows;
const mostTasks = 8192;

export class Pull {
  readonly #options: PullOptions;
  #tasks: PullTask[] = [];
  /** Keys of the tasks that wait: an impatient device gets what it asks for once. */
  readonly #keys = new Set<string>();
  #pieces: Piece[] = [];
  #isReading = false;
  #isSending = false;
  #isClosed = false;

  constructor(options: PullOptions) {
    this.#options = options;
  }

  get isIdle(): boolean {
    return this.#tasks.length === 0 && this.#pieces.length === 0 && !this.#isReading;
  }

  /** False where a device asked for more than it may have waiting. */
  add(tasks: readonly PullTask[]): boolean {
    for (const task of tasks) {
      const key = keyOf(task);
      if (key !== undefined && this.#keys.has(key)) continue;
      if (key !== undefined) this.#keys.add(key);
      this.#tasks.push(task);
    }
    if (this.#tasks.length > mostTasks) return false;
    this.resume();
    return true;
  }

  /** The socket may take more. */
  resume(): void {
    if (this.#isReading || this.#isSending || this.#isClosed) return;
    this.#isSending = true;
    const isSent = this.#sendPieces();
    this.#isSending = false;
    if (isSent && this.#tasks.length > 0) this.#begin();
  }

  close(): void {
    this.#isClosed = true;
    this.#tasks = [];
    this.#keys.clear();
    this.#pieces = [];
  }

  /** False where the socket must drain first. */
  #sendPieces(): boolean {
    const { outbound, mailbox } = this.#options;
    for (;;) {
      if (mailbox.bytes >= limits.pullBytes) {
        mailbox.afterFlush = () => this.resume();
        return false;
      }
      if (mailbox.outlet.bufferedBytes() + mailbox.bytes >= limits.pullBytes) return false;
      const piece = this.#pieces.shift();
      if (piece === undefined) return true;
      if (piece.of !== undefined && !this.#isIn(piece.of)) continue;
      if (piece.bytes.length > 0) outbound.push(mailbox, piece.bytes);
      piece.sent?.();
    }
  }

  #isIn({ chatId, fromPosition }: PieceOf): boolean {
    return this.#options.grantOf(chatId)?.fromPosition === fromPosition;
  }

  /** From here on until its pieces are there, nothing else is read. */
  #begin(): void {
    this.#isReading = true;
    if (this.#tasks[0]?.kind === 'end') void this.#read();
    else this.#options.budget.take(1, () => void this.#read());
  }

  async #read(): Promise<void> {
    try {
      const pieces = await this.#readNext();
      this.#isReading = false;
      // Also of one that is gone: else whoever hangs up before the answer reads for less.
      this.#options.budget.charge(pieces.reduce((sum, { bytes }) => sum + bytes.length, 0));
      if (this.#isClosed) return;
      this.#pieces = pieces;
      this.resume();
    } catch (error) {
      this.#isReading = false;
      if (!this.#isClosed) this.#options.failed(error);
    }
  }

  #readNext(): Promise<Piece[]> {
    const task = this.#tasks[0];
    if (task?.kind === 'rows') return this.#readRows();
    this.#tasks.shift();
    if (task !== undefined) this.#keys.delete(keyOf(task) ?? '');
    switch (task?.kind) {
      case 'document':
        return this.#readDocument(task);
      case 'registers':
        return this.#readRegisters(task.chatId);
      case 'end':
        return Promise.resolve([
          { bytes: encodeFrame({ type: 'chats', heads: [], ended: [], last: true }) },
        ]);
      case undefined:
        return Promise.resolve([]);
      default:
        return exhaust(task);
    }
  }

  async #readRows(): Promise<Piece[]> {
    const channels: (readonly [Channel, PieceOf])[] = [];
    const ranges: ReadRange[] = [];
    let rows = 0;
    while (channels.length < chatsPerRead) {
      const task = this.#tasks[0];
      if (task?.kind !== 'rows') break;
      const { channel } = task;
      const from = this.#options.positionOf(channel);
      const reader = this.#options.grantOf(channel.chatId);
      if (from === undefined || reader === undefined) {
        this.#tasks.shift();
        continue;
      }
      // Not further than live devices were told: who departed after that is not known yet.
      const to = Math.max(from, channel.told);
      const range: ReadRange = { chatId: channel.chatId, from, to, reader };
      const length = isLong(range) ? 0 : to - from;
      if (channels.length > 0 && rows + length > rowsPerRead) break;
      this.#tasks.shift();
      channels.push([channel, { chatId: channel.chatId, fromPosition: reader.fromPosition }]);
      ranges.push(range);
      rows += length;
    }
    const frames = await this.#readFrames(ranges);
    const pieces: Piece[] = [];
    for (const [channel, of] of channels) {
      for (const { bytes, to } of frames.get(channel.chatId) ?? []) {
        pieces.push({ bytes, of, sent: () => this.#options.advance(channel, to) });
      }
      pieces.push({ bytes: new Uint8Array(), sent: () => this.#options.settle(channel) });
    }
    return pieces;
  }

  async #readFrames(
    ranges: readonly ReadRange[],
  ): Promise<ReadonlyMap<ChatId, readonly RowsFrame[]>> {
    const [range, ...more] = ranges;
    if (range === undefined || more.length > 0) return readRanges(this.#options.storage, ranges);
    return new Map([[range.chatId, await this.#options.sharedReads.read(range)]]);
  }

  async #readDocument({ chatId, document, complete }: WantedDocument): Promise<Piece[]> {
    const { storage, userId, grantOf } = this.#options;
    const grant = grantOf(chatId);
    if (grant === undefined) return [];
    const { fromPosition } = grant;
    // Of the chat document rows from before his joining are in no part: it comes to him as one whole.
    const held = document === 'chat' && complete < fromPosition - 1 ? 0 : complete;
    const content = await storage.readDocument(chatId, document, held, userId);
    if (content === undefined) return [];
    const { head, snapshot } = content;
    const updates = content.updates.map(({ update }) => update);
    const isWhole = snapshot !== undefined || held > head;
    const from = isWhole ? 0 : held;
    const stored = snapshot === undefined ? updates : [snapshot, ...updates];
    const isMixed =
      document === 'chat' && content.updates.some(({ position }) => position < fromPosition);
    const all = isMixed ? [buildDocument(content).encode()] : stored;
    return cutDocument({ chatId, document, from, to: head }, all).map((part) => ({
      bytes: encodeFrame(part),
      of: { chatId, fromPosition },
    }));
  }

  async #readRegisters(chatId: ChatId): Promise<Piece[]> {
    const { storage, userId: self, grantOf } = this.#options;
    const grant = grantOf(chatId);
    if (grant === undefined) return [];
    const others = (await storage.receiptsOf(chatId)).filter(({ userId }) => userId !== self);
    const registers = await this.#heard(chatId, others);
    if (registers.length === 0) return [];
    const bytes = encodeFrame({ type: 'receipts', chatId, registers, revision: 0 });
    return [{ bytes, of: { chatId, fromPosition: grant.fromPosition } }];
  }

  /** Those that this person may hear of: between two who are severed none (PROTOCOL A5). */
  async #heard(chatId: ChatId, registers: readonly Register[]): Promise<readonly Register[]> {
    const [other] = registers;
    if (!chatId.startsWith('d') || other === undefined) return registers;
    const { storage, userId: self } = this.#options;
    const news = await storage.accounts.readNews([self, other.userId]);
    const isSevered =
      news.get(self)?.blocked.includes(other.userId) === true ||
      news.get(other.userId)?.blocked.includes(self) === true;
    return isSevered ? [] : registers;
  }
}

/** The same for what is the same to ask; undefined for what a device does not ask for itself. */
function keyOf(task: PullTask): string | undefined {
  switch (task.kind) {
    case 'document':
      return `${task.chatId} ${task.document} ${task.complete}`;
    case 'registers':
      return task.chatId;
    case 'rows':
    case 'end':
      return undefined;
    default:
      return exhaust(task);
  }
}
