/**
 * A device that catches up, as the app does it: hello, then whatever the node names as incomplete is
 * fetched, chat document and newest segment first. It keeps positions, not contents.
 * Invariant: a stretch is over when every document it waits for is complete up to the head told.
 */
import type { DocumentName } from '@jibber/schema/document/values';
import type { ChatId, HistoryId } from '@jibber/schema/ids';
import { limits } from '@jibber/schema/limits';
import type { ChatHead } from '@jibber/schema/protocol/chats';
import type { DownFrame } from '@jibber/schema/protocol/codec';
import type { DocumentPart } from '@jibber/schema/protocol/document';
import type { BehindDocument, Cursor } from '@jibber/schema/protocol/hello';
import { LoadDevice } from './load-device.ts';
import { within } from './pace.ts';

/** What a device goes away with and comes back with. */
export type Held = {
  readonly historyId: HistoryId;
  readonly receiptsRevision: number;
  readonly heads: readonly ChatHead[];
};

export type CaughtUp = Held & {
  readonly tookMs: number;
  /** Both ways, of messages with their framing; the handshake is not counted. */
  readonly bytes: number;
};

export type CatchUpGoal =
  /** Everything is told; no document is fetched. */
  | { readonly kind: 'told' }
  /** Rows of what was missed, and the documents they do not continue, are here. */
  | { readonly kind: 'missed' }
  /** The newest segment of this chat, and its chat document, are here. */
  | { readonly kind: 'screen'; readonly chatId: ChatId }
  /** All its segments are here. */
  | { readonly kind: 'whole'; readonly chatId: ChatId };

export type CatchUpOptions = {
  readonly port: number;
  readonly token: string;
  readonly cursors: readonly Cursor[];
  readonly historyId: HistoryId | undefined;
  readonly receiptsRevision: number;
  readonly goal: CatchUpGoal;
};

export async function catchUp(options: CatchUpOptions): Promise<CaughtUp> {
  const device = await LoadDevice.connect(options.port, options.token);
  const startedAtMs = performance.now();
  const wanted = new Wanted(options);
  const isDone = new Promise<void>((resolve) => {
    device.onMessage = (frames) => {
      for (const frame of frames) wanted.receive(frame, device);
      if (wanted.isDone) resolve();
    };
    const { cursors, historyId, receiptsRevision } = options;
    device.hello(cursors, { historyId, receiptsRevision });
  });
  await within(() => `being up to date, but with ${wanted.describe()}`, isDone);
  const tookMs = performance.now() - startedAtMs;
  const bytes = device.sentBytes + device.receivedBytes;
  device.close();
  return { ...wanted.held, tookMs, bytes };
}

class Wanted {
  readonly #options: CatchUpOptions;
  /** By chat and document, what was asked for and has not come whole. */
  readonly #open = new Set<string>();
  readonly #asked = new Set<string>();
  readonly #heads: ChatHead[] = [];
  #historyId: HistoryId | undefined;
  #receiptsRevision: number;
  #isTold = false;

  constructor(options: CatchUpOptions) {
    this.#options = options;
    this.#receiptsRevision = options.receiptsRevision;
  }

  get isDone(): boolean {
    const { goal } = this.#options;
    const isScreen = goal.kind === 'screen' || goal.kind === 'whole';
    if (!isScreen) return this.#isTold && this.#open.size === 0;
    return this.#asked.size > 0 && this.#open.size === 0;
  }

  get held(): Held {
    if (this.#historyId === undefined) throw new Error('nobody said welcome');
    return {
      historyId: this.#historyId,
      receiptsRevision: this.#receiptsRevision,
      heads: this.#heads,
    };
  }

  /** Where it stands, for whoever waits in vain. */
  describe(): string {
    return JSON.stringify({ ...this.held, isTold: this.#isTold, open: [...this.#open] });
  }

  receive(frame: DownFrame, device: LoadDevice): void {
    switch (frame.type) {
      case 'welcome':
        this.#historyId = frame.historyId;
        return;
      case 'chats':
        this.#heads.push(...frame.heads);
        for (const head of frame.heads) this.#fetchForScreen(head, device);
        this.#isTold ||= frame.last;
        return;
      case 'receipts':
        this.#receiptsRevision = Math.max(this.#receiptsRevision, frame.revision);
        return;
      case 'rows':
        if (this.#options.goal.kind === 'missed' && frame.incomplete.length > 0) {
          this.#fetch(
            device,
            frame.chatId,
            frame.incomplete.map((document) => ({ document, complete: frame.from })),
          );
        }
        return;
      case 'document':
        if (isLastPart(frame)) this.#open.delete(keyOf(frame.chatId, frame.document));
        return;
      default:
        return;
    }
  }

  #fetchForScreen({ chatId, segment }: ChatHead, device: LoadDevice): void {
    const { goal } = this.#options;
    if ((goal.kind !== 'screen' && goal.kind !== 'whole') || goal.chatId !== chatId) return;
    const documents: BehindDocument[] = [{ document: 'chat', complete: 0 }];
    const oldest = goal.kind === 'whole' ? 0 : segment;
    for (let each = segment; each >= oldest; each -= 1) {
      documents.push({ document: each, complete: 0 });
    }
    this.#fetch(device, chatId, documents);
  }

  #fetch(device: LoadDevice, chatId: ChatId, documents: readonly BehindDocument[]): void {
    for (const { document } of documents) {
      this.#asked.add(keyOf(chatId, document));
      this.#open.add(keyOf(chatId, document));
    }
    for (let from = 0; from < documents.length; from += limits.documentsPerCursor) {
      const some = documents.slice(from, from + limits.documentsPerCursor);
      device.tell({ type: 'fetch', chatId, documents: some });
    }
  }
}

function isLastPart({ offsetBytes, bytes, totalBytes }: DocumentPart): boolean {
  return offsetBytes + bytes.length === totalBytes;
}

function keyOf(chatId: ChatId, document: DocumentName): string {
  return `${chatId}/${document}`;
}
