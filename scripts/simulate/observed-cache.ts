/** A node's cache that tells how stale what it held was. Invariant: it changes nothing. */
import type { ChatId, HistoryId } from '@jibber/schema/ids';
import { DocumentCache, type ReadDocument } from '@jibber/sync-server/documents/document-cache';
import type { NodeDocument } from '@jibber/sync-server/documents/node-document';
import type { DocumentState } from '@jibber/sync-server/storage/storage';

/** Small enough that documents have to go now and then. */
const cacheBytes = 96 * 1024;

export class ObservedCache extends DocumentCache {
  readonly #count: (name: string) => void;

  constructor(count: (name: string) => void) {
    super(cacheBytes);
    this.#count = count;
  }

  override load(
    chatId: ChatId,
    historyId: HistoryId,
    state: DocumentState,
    read: ReadDocument,
  ): Promise<NodeDocument> {
    return super.load(chatId, historyId, state, async (name, complete) => {
      const content = await read(name, complete);
      const isEmptied = content?.snapshot !== undefined;
      if (complete > 0)
        this.#count(isEmptied ? 'fault: cache behind a snapshot' : 'fault: stale cache');
      return content;
    });
  }
}
