/**
 * One Yjs document of a chat in a node's memory: garbage-collected, so that it holds no deleted text.
 * Invariants: client id 1 is held only while this node writes under the chat's lock (Yjs swaps an id
 * that it meets from outside); what is received never leaves anything pending.
 */
import { type DocumentMap, nodeClientId } from '@jibber/schema/document/values';
import * as Y from 'yjs';

/** Any id but the one that nodes write with. */
const receivingClientId = 2;

export class NodeDocument {
  readonly #doc = new Y.Doc({ gc: true, guid: 'node' });

  constructor() {
    this.#doc.clientID = receivingClientId;
  }

  /**
   * Applies updates of one document, in the order of their positions, as one transaction.
   * Throws where they leave a gap: then the document must not be used.
   */
  receive(updates: readonly Uint8Array[]): void {
    if (updates.length === 0) return;
    this.#doc.transact(() => {
      for (const update of updates) Y.applyUpdate(this.#doc, update);
    });
    const { pendingStructs, pendingDs } = this.#doc.store;
    if (pendingStructs !== null || pendingDs !== null) throw new Error('updates leave a gap');
  }

  /** Next clock of the one client id that writes here. */
  get clock(): number {
    return Y.getState(this.#doc.store, nodeClientId);
  }

  map(name: string): DocumentMap {
    return this.#doc.getMap(name);
  }

  /** The whole state as one update, without any deleted content. */
  encode(): Uint8Array {
    return Y.encodeStateAsUpdate(this.#doc);
  }

  /**
   * Runs `work`, which may write here, as one transaction with client id 1; the update it made, or
   * undefined where it wrote nothing.
   */
  write(work: () => void): Uint8Array | undefined {
    let made: Uint8Array | undefined;
    const keep = (update: Uint8Array) => {
      made = update;
    };
    this.#doc.on('update', keep);
    this.#doc.clientID = nodeClientId;
    try {
      this.#doc.transact(work);
    } finally {
      this.#doc.clientID = receivingClientId;
      this.#doc.off('update', keep);
    }
    return made;
  }
}
