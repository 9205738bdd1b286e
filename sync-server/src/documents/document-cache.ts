/**
 * The chat documents that this node keeps in memory between batches, bounded by bytes, least recently
 * used out first. Invariants: a document is used only if its clock equals the one stored in its row,
 * else it is loaded anew; after a commit that failed or whose outcome is unknown the caller drops the
 * chat, because its documents then hold what the database may not.
 */
import { defaultSettings, type GroupSettings } from '@jibber/schema/document/group';
import type { Role } from '@jibber/schema/document/members';
import type { DocumentName } from '@jibber/schema/document/values';
import type { ChatId, HistoryId, UserId } from '@jibber/schema/ids';
import type { DocumentContent, DocumentState, Head } from '../storage/storage.ts';
import { NodeDocument } from './node-document.ts';

export type ReadDocument = (
  name: DocumentName,
  complete: number,
) => Promise<DocumentContent | undefined>;

type Held = {
  readonly document: NodeDocument;
  readonly state: DocumentState;
  readonly bytes: number;
};
type HeldChat = {
  readonly historyId: HistoryId;
  readonly documents: Map<DocumentName, Held>;
  /** Undefined until it was learnt with these documents. */
  head: Head | undefined;
  readonly roles: Map<UserId, Role>;
  settings: GroupSettings;
};

/** What this node remembers of a chat after its last commit there; nobody else may have written since. */
export type KnownChat = {
  readonly historyId: HistoryId;
  readonly head: Head;
  /** Of some of the present members: those who have written through this node. */
  readonly roles: ReadonlyMap<UserId, Role>;
  readonly settings: GroupSettings;
  /** The newest segment, and its state. */
  readonly segment: NodeDocument;
  readonly state: DocumentState;
};

/** What a batch found and left. */
export type Learnt = {
  /** Position that it found the chat at. */
  readonly from: number;
  readonly head: Head;
  /** Undefined: not present. */
  readonly knownRoles: ReadonlyMap<UserId, Role | undefined>;
  readonly settings: GroupSettings;
};

/** Yjs takes about four times the encoded size in memory, and some for an empty document. */
const memoryFactor = 4;
const emptyBytes = 8 * 1024;

export class DocumentCache {
  readonly #chats = new Map<ChatId, HeldChat>();
  readonly #maxBytes: number;
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Estimated, in bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * The document as of the locked head: from memory where that is current, caught up from storage
   * where it is behind, loaded anew where the clocks differ. Throws where storage itself does not
   * give the clock it states: nothing may be written then.
   */
  async load(
    chatId: ChatId,
    historyId: HistoryId,
    state: DocumentState,
    read: ReadDocument,
  ): Promise<NodeDocument> {
    const held = this.#held(chatId, historyId)?.documents.get(state.name);
    if (held !== undefined && held.state.touched === state.touched) {
      if (held.document.clock === state.clock) return held.document;
    } else if (held !== undefined && held.state.touched < state.touched) {
      const content = await read(state.name, held.state.touched);
      // With a snapshot the rows below it are empty, and it replaces what is held.
      if (content !== undefined && content.snapshot === undefined) {
        held.document.receive(content.updates.map(({ update }) => update));
        if (held.document.clock === state.clock) return held.document;
      }
    }
    const document = buildDocument(await read(state.name, 0));
    if (document.clock !== state.clock) {
      throw new Error(
        `document ${chatId}/${state.name} has clock ${document.clock}, not ${state.clock}`,
      );
    }
    return document;
  }

  /** After a commit: these documents are at these states now. */
  keep(
    chatId: ChatId,
    historyId: HistoryId,
    documents: ReadonlyMap<DocumentName, NodeDocument>,
    states: ReadonlyMap<DocumentName, DocumentState>,
  ): void {
    const held = this.#held(chatId, historyId);
    // What weighs nothing would never have to go.
    if (held === undefined && documents.size === 0) return;
    const chat: HeldChat = held ?? {
      historyId,
      documents: new Map(),
      head: undefined,
      roles: new Map(),
      settings: defaultSettings,
    };
    // Set again so that it is the last to go.
    this.#chats.delete(chatId);
    this.#chats.set(chatId, chat);
    for (const [name, document] of documents) {
      const state = states.get(name);
      if (state === undefined) continue;
      this.#bytes -= chat.documents.get(name)?.bytes ?? 0;
      const bytes = emptyBytes + memoryFactor * state.bytes;
      chat.documents.set(name, { document, state, bytes });
      this.#bytes += bytes;
    }
    this.#evict();
  }

  /** After `keep`: the head these documents are at, and what is known of its members. */
  learn(chatId: ChatId, { from, head, knownRoles, settings }: Learnt): void {
    const chat = this.#chats.get(chatId);
    if (chat === undefined) return;
    // Another node wrote in between: roles may be others by now.
    if (chat.head?.head !== from) chat.roles.clear();
    chat.head = head;
    chat.settings = settings;
    for (const [userId, role] of knownRoles) {
      if (role === undefined) chat.roles.delete(userId);
      else chat.roles.set(userId, role);
    }
  }

  /** What is remembered of a chat; undefined where its newest segment is not held. */
  known(chatId: ChatId): KnownChat | undefined {
    const chat = this.#chats.get(chatId);
    const segment = chat?.head === undefined ? undefined : chat.documents.get(chat.head.segment);
    if (chat?.head === undefined || segment === undefined) return undefined;
    const { historyId, head, roles, settings } = chat;
    const { document, state } = segment;
    return { historyId, head, roles, settings, segment: document, state };
  }

  /** Forgets what is held of a chat. */
  drop(chatId: ChatId): void {
    const chat = this.#chats.get(chatId);
    if (chat === undefined) return;
    for (const { bytes } of chat.documents.values()) this.#bytes -= bytes;
    this.#chats.delete(chatId);
  }

  #held(chatId: ChatId, historyId: HistoryId): HeldChat | undefined {
    const chat = this.#chats.get(chatId);
    if (chat === undefined || chat.historyId === historyId) return chat;
    this.drop(chatId);
    return undefined;
  }

  #evict(): void {
    for (const chatId of this.#chats.keys()) {
      if (this.#bytes <= this.#maxBytes) return;
      this.drop(chatId);
    }
  }
}

/** A document from all that is stored of it; an empty one where nothing is. */
export function buildDocument(content: DocumentContent | undefined): NodeDocument {
  const document = new NodeDocument();
  if (content === undefined) return document;
  const updates = content.updates.map(({ update }) => update);
  document.receive(content.snapshot === undefined ? updates : [content.snapshot, ...updates]);
  return document;
}
