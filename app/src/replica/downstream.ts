/**
 * What comes from a node: stores it in order, several frames in one transaction, asks for documents
 * that are missing, and knows when this device has caught up. Invariant: frames are stored in the
 * order in which they came; what does not continue the disk ends the connection, and is asked anew.
 */
import type { ChatId, FileId, HistoryId } from '@jibber/schema/ids';
import { pictureOf } from '@jibber/schema/intents/registry';
import { limits } from '@jibber/schema/limits';
import type { Answer } from '@jibber/schema/protocol/answers';
import type { Chats } from '@jibber/schema/protocol/chats';
import type { DownFrame, UpFrame } from '@jibber/schema/protocol/codec';
import type { BehindDocument, Cursor } from '@jibber/schema/protocol/hello';
import { protocolVersion } from '@jibber/schema/protocol/version';
import type { Welcome } from '@jibber/schema/protocol/welcome';
import type { Cancel, Scheduler } from '@jibber/schema/scheduler';
import { completeOf, isHeldDocument } from './chat-record.ts';
import type { ChatStore } from './chat-store.ts';
import { documentName, documentNumber } from './chat-work.ts';
import { isEssential, isFetched, isWithheld, wantedDocuments } from './fetch-queue.ts';
import { PartAssembly } from './part-assembly.ts';
import type { ReceivedFrame } from './receive.ts';
import type { BehindRecord } from './records.ts';
import type { WholeDocument } from './stored-documents.ts';

/** A document that did not come within this is asked for again. */
const fetchMs = 30_000;
const fetchesAtOnce = 8;

export type DownstreamPorts = {
  readonly store: ChatStore;
  readonly scheduler: Scheduler;
  send(frame: UpFrame): boolean;
  isHolder(): boolean;
  /** The node's history as this device knows it; undefined on a new device. */
  historyId(): HistoryId | undefined;
  receiptsRevision(): number;
  /** Another history, or the first: everything but the outbox is replaced. Resolves when it is. */
  met(historyId: HistoryId): Promise<void>;
  answered(answers: readonly Answer[]): void;
  /** The node told of the account's revision. */
  account(revision: number): void;
  /** An entry that names this file was accepted. */
  used(file: FileId): void;
  /** Chats were put away to be loaded anew, and their registers with them. */
  forgotten(): Promise<void>;
  typed(frame: Extract<DownFrame, { type: 'typed' }>): void;
  /** The connection is of no use: connect anew. */
  redo(isFailure: boolean): void;
  caughtUp(): void;
};

type Demand = {
  readonly chatId: ChatId;
  readonly document: number;
  readonly settle: (isHere: boolean) => void;
};

export class Downstream {
  readonly #ports: DownstreamPorts;
  readonly #assembly = new PartAssembly();
  #queue: DownFrame[] = [];
  #isDraining = false;
  /** Heads named in the greeting of this connection, and not answered yet. */
  #greeted = new Map<ChatId, number>();
  /** Revision of own registers named in it. */
  #greetedRevision = 0;
  /** Heads the node answered that are not reached yet. */
  readonly #awaited = new Map<ChatId, number>();
  #isAnswered = false;
  #isLive = false;
  readonly #fetching = new Map<string, Cancel>();
  #demands: Demand[] = [];

  constructor(ports: DownstreamPorts) {
    this.#ports = ports;
  }

  /** What this device holds, as the first frame of a connection. */
  greet(): UpFrame {
    const cursors: Cursor[] = [];
    const records = [...this.#ports.store.mirror.records()]
      .filter(({ head, ended }) => head > 0 && ended === undefined)
      .sort((a, b) => b.sortAt - a.sortAt)
      .slice(0, limits.cursorsPerFrame);
    for (const record of records) {
      const { chatId, head } = record;
      // The others are asked for once the list and the newest messages are here.
      const behind = record.behind.filter(({ document }) => isEssential(record, document));
      // The node sends these unasked.
      for (const { document } of behind) this.#expect(keyOf(chatId, document));
      cursors.push({ chatId, head, behind: behind.map(nameBehind) });
    }
    this.#greetedRevision = this.#ports.receiptsRevision();
    this.#greeted = new Map(cursors.map(({ chatId, head }) => [chatId, head]));
    return {
      type: 'hello',
      version: protocolVersion.current,
      historyId: this.#ports.historyId(),
      receiptsRevision: this.#greetedRevision,
      cursors,
    };
  }

  received(frames: readonly DownFrame[]): void {
    this.#queue.push(...frames);
    if (!this.#isDraining) void this.#drain();
  }

  /** The socket is gone. What came before is still stored. */
  lost(): void {
    this.#assembly.clear();
    for (const cancel of this.#fetching.values()) cancel();
    this.#fetching.clear();
    this.#awaited.clear();
    this.#isAnswered = false;
    this.#isLive = false;
    for (const { settle } of this.#demands) settle(false);
    this.#demands = [];
  }

  /**
   * Asks for a segment that somebody scrolls to. False: the connection was lost, or the chat ended,
   * before it came.
   */
  demand(chatId: ChatId, document: number): Promise<boolean> {
    return new Promise((settle) => {
      this.#demands.push({ chatId, document, settle });
      this.fetch();
    });
  }

  /** Asks for what is missing, as far as there is room. Called whenever something has changed. */
  fetch(): void {
    const { store } = this.#ports;
    this.#giveUpEnded();
    const wanted = wantedDocuments(store.mirror.records(), {
      open: store.opened(),
      demanded: this.#demands,
      isHolder: this.#ports.isHolder(),
      isIdle: this.#isLive && this.#fetching.size === 0,
    });
    for (const { chatId, document, complete } of wanted) {
      const key = keyOf(chatId, document);
      if (this.#fetching.size >= fetchesAtOnce) return;
      if (this.#fetching.has(key)) continue;
      const documents = [{ document: documentName(document), complete }];
      if (!this.#ports.send({ type: 'fetch', chatId, documents })) return;
      this.#expect(key);
    }
  }

  /** Nobody waits for what will not come. */
  #giveUpEnded(): void {
    const { mirror } = this.#ports.store;
    const standing: Demand[] = [];
    for (const demand of this.#demands) {
      const record = mirror.get(demand.chatId)?.record;
      if (record?.ended !== undefined) demand.settle(false);
      else if (record !== undefined && isWithheld(record, demand.document)) demand.settle(true);
      else standing.push(demand);
    }
    this.#demands = standing;
  }

  /** Tells once everything that the node knew at the greeting is here. */
  look(): void {
    if (!this.#isAnswered || this.#isLive || this.#isDraining) return;
    const { mirror } = this.#ports.store;
    for (const [chatId, head] of this.#awaited) {
      if ((mirror.get(chatId)?.record.head ?? head) < head) return;
    }
    for (const record of mirror.records()) {
      if (!isFetched(record)) continue;
      if (record.behind.some(({ document }) => isEssential(record, document))) return;
    }
    this.#isLive = true;
    this.#ports.caughtUp();
    this.fetch();
  }

  #expect(key: string): void {
    const cancel = this.#ports.scheduler.after(fetchMs, () => {
      this.#fetching.delete(key);
      this.fetch();
    });
    this.#fetching.set(key, cancel);
  }

  async #drain(): Promise<void> {
    this.#isDraining = true;
    try {
      while (this.#queue.length > 0) {
        const frames = this.#queue;
        this.#queue = [];
        await this.#process(frames);
      }
    } finally {
      this.#isDraining = false;
    }
    this.look();
    this.fetch();
  }

  async #process(frames: readonly DownFrame[]): Promise<void> {
    const stored: ReceivedFrame[] = [];
    const answers: Answer[] = [];
    for (const frame of frames) {
      switch (frame.type) {
        case 'welcome':
          if (!(await this.#welcome(frame))) return;
          break;
        case 'chats':
          stored.push(frame);
          for (const { chatId, head } of frame.heads) this.#awaited.set(chatId, head);
          this.#isAnswered ||= frame.last;
          break;
        case 'answers':
          stored.push(frame);
          answers.push(...frame.answers);
          break;
        case 'rows':
        case 'receipts':
          stored.push(frame);
          break;
        case 'document': {
          const updates = this.#assembly.add(frame);
          if (updates === undefined) break;
          const { chatId, from, to } = frame;
          const document = documentNumber(frame.document);
          stored.push({ type: 'whole', chatId, whole: { document, from, to, updates } });
          break;
        }
        case 'account':
          this.#ports.account(frame.revision);
          break;
        case 'typed':
          this.#ports.typed(frame);
          break;
        case 'pong':
        case 'drain':
          break;
      }
    }
    if (stored.length > 0) await this.#store(stored, answers);
  }

  async #store(frames: readonly ReceivedFrame[], answers: readonly Answer[]): Promise<void> {
    const files = this.#filesOf(answers);
    const result = await this.#ports.store.store(frames, {
      greetedHead: (chatId) => this.#greeted.get(chatId),
      greetedRevision: this.#greetedRevision,
    });
    if (!result.ok || result.value.hasGap) {
      this.#queue = [];
      // The disk decides what the next greeting says, not what memory took it for.
      await this.#ports.store.load();
      this.#ports.redo(true);
      return;
    }
    for (const frame of frames) {
      if (frame.type === 'whole') this.#arrived(frame.chatId, frame.whole);
      if (frame.type === 'chats') this.#noteAnswered(frame);
    }
    this.#ports.answered(answers);
    for (const file of files) this.#ports.used(file);
    const isForgotten = [...result.value.chats.values()].some(({ isAnew }) => isAnew);
    if (!isForgotten) return;
    this.#queue = [];
    await this.#ports.forgotten();
  }

  /** Whatever is told of a chat after the greeting was answered may be older than what is here. */
  #noteAnswered({ heads, ended, last }: Chats): void {
    for (const { chatId } of [...heads, ...ended]) this.#greeted.delete(chatId);
    if (last) this.#greeted.clear();
  }

  /** Files that accepted entries name; to be asked before these leave the outbox. */
  #filesOf(answers: readonly Answer[]): readonly FileId[] {
    const { mirror } = this.#ports.store;
    return answers.flatMap(({ outcome, entryId }) => {
      const chatId = outcome === 'accepted' ? mirror.chatOf(entryId) : undefined;
      const entry = chatId && mirror.get(chatId)?.entries.find((each) => each.entryId === entryId);
      return (entry && pictureOf(entry.intent)) ?? [];
    });
  }

  #arrived(chatId: ChatId, { document, from }: WholeDocument): void {
    const key = keyOf(chatId, document);
    const record = this.#ports.store.mirror.get(chatId)?.record;
    const isHere = record !== undefined && completeOf(record, document) > from;
    // One that could not be used is asked for again only when its time is over.
    if (!isHere && record !== undefined && isHeldDocument(record, document)) return;
    this.#fetching.get(key)?.();
    this.#fetching.delete(key);
    const settled = this.#demands.filter(
      (demand) => isHere && demand.chatId === chatId && demand.document === document,
    );
    this.#demands = this.#demands.filter((demand) => !settled.includes(demand));
    for (const { settle } of settled) settle(true);
  }

  /** False where everything is loaded anew, over a new connection. */
  async #welcome({ historyId }: Welcome): Promise<boolean> {
    const known = this.#ports.historyId();
    if (known === historyId) return true;
    await this.#ports.met(historyId);
    if (known === undefined) return true;
    this.#queue = [];
    // A disk that could not take note of it, full for example, is not asked again at once.
    this.#ports.redo(this.#ports.historyId() !== historyId);
    return false;
  }
}

function nameBehind({ document, complete }: BehindRecord): BehindDocument {
  return { document: documentName(document), complete };
}

function keyOf(chatId: ChatId, document: number): string {
  return `${chatId} ${document}`;
}
