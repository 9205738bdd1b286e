/**
 * A chat as the rules see it at a node: Yjs documents, and the facts of the database read under the
 * chat's lock. It carries the state forward through a batch: heads, numbers, segments, sizes.
 * Invariant: what it says is the locked state plus the intents accepted in this very batch.
 */
import type { ChatDocument, Stamp } from '@jibber/schema/document/chat-document';
import {
  chatMaps,
  type DocumentMap,
  type DocumentName,
  numberKey,
  segmentMaps,
} from '@jibber/schema/document/values';
import type { EntryId, UserId } from '@jibber/schema/ids';
import { type Intent, isNumbered, write } from '@jibber/schema/intents/registry';
import { limits } from '@jibber/schema/limits';
import type { AcceptedEntry, DocumentState, Head, NewMember } from '../storage/storage.ts';
import { NodeDocument } from './node-document.ts';

export type ViewFacts = {
  /** Undefined where the chat does not exist yet. */
  readonly head: Head | undefined;
  readonly members: ReadonlyMap<UserId, boolean>;
  readonly reachable: ReadonlySet<UserId>;
  readonly entries: ReadonlyMap<EntryId, AcceptedEntry>;
  readonly states: ReadonlyMap<DocumentName, DocumentState>;
  /** Those that a write of this batch may touch or a judge may look into. */
  readonly documents: ReadonlyMap<DocumentName, NodeDocument>;
};

/** What one accepted intent wrote. */
export type Written = {
  readonly position: number;
  readonly number: number;
  readonly chatUpdate: Uint8Array | undefined;
  readonly segment: number | undefined;
  readonly segmentUpdate: Uint8Array | undefined;
};

export class ChatView implements ChatDocument {
  readonly documents: Map<DocumentName, NodeDocument>;
  readonly #members: Map<UserId, boolean>;
  readonly #reachable: ReadonlySet<UserId>;
  readonly #places = new Map<EntryId, { readonly number: number; readonly segment: number }>();
  readonly #segmentsByNumber = new Map<number, number>();
  readonly #states: Map<DocumentName, DocumentState>;
  readonly #touched = new Set<DocumentName>();
  readonly #joined: NewMember[] = [];
  #exists: boolean;
  #head: Head;

  constructor(facts: ViewFacts) {
    this.documents = new Map(facts.documents);
    this.#members = new Map(facts.members);
    this.#reachable = facts.reachable;
    this.#states = new Map(facts.states);
    this.#exists = facts.head !== undefined && facts.head.head > 0;
    this.#head = facts.head ?? { head: 0, lastNumber: 0, segment: 0 };
    for (const entry of facts.entries.values()) {
      if (entry.number > 0 && entry.segment !== undefined) {
        this.#place(entry.entryId, entry.number, entry.segment);
      }
    }
  }

  get exists(): boolean {
    return this.#exists;
  }

  /** The head as it is after what was written so far. */
  get head(): Head {
    return this.#head;
  }

  /** States after the batch, of the documents it touched. */
  get touchedStates(): DocumentState[] {
    return [...this.#touched].map((name) => this.#state(name));
  }

  get states(): ReadonlyMap<DocumentName, DocumentState> {
    return this.#states;
  }

  /** Of those people of whom it is known: whether they are present. */
  get knownMembers(): ReadonlyMap<UserId, boolean> {
    return this.#members;
  }

  get joined(): readonly NewMember[] {
    return this.#joined;
  }

  isMember(user: UserId): boolean {
    return this.#members.get(user) === true;
  }

  isReachable(user: UserId): boolean {
    return this.#reachable.has(user);
  }

  locate(message: EntryId): { readonly number: number; readonly value: unknown } | undefined {
    const place = this.#places.get(message);
    if (place === undefined) return undefined;
    const value = this.messages(place.number).get(numberKey(place.number));
    return value === undefined ? undefined : { number: place.number, value };
  }

  segmentBytes(number: number): number {
    return this.#state(this.#segmentOf(number)).bytes;
  }

  get info(): DocumentMap {
    return this.#document('chat').map(chatMaps.info);
  }

  get members(): DocumentMap {
    return this.#document('chat').map(chatMaps.members);
  }

  get segments(): DocumentMap {
    return this.#document('chat').map(chatMaps.segments);
  }

  messages(number: number): DocumentMap {
    return this.#document(this.#segmentOf(number)).map(segmentMaps.messages);
  }

  /**
   * Writes an intent that was judged on this very view. `stamp.number` is `nextNumber`. One Yjs
   * transaction per document it touches.
   */
  write(intent: Intent, stamp: Stamp): Written {
    const position = this.#head.head + 1;
    const isNew = isNumbered(intent);
    const opened = isNew ? this.#openSegment(stamp.number) : undefined;
    if (intent.kind === 'chat.open') this.#open(intent.with, stamp.author, position);
    const segment = this.#segmentWritten(intent, stamp);
    let segmentUpdate: Uint8Array | undefined;
    const writeSegment = () => {
      if (segment === undefined) write(this, intent, stamp);
      else segmentUpdate = this.#document(segment).write(() => write(this, intent, stamp));
    };
    const needsChat = intent.kind === 'chat.open' || opened !== undefined;
    let chatUpdate: Uint8Array | undefined;
    if (needsChat) {
      chatUpdate = this.#document('chat').write(() => {
        if (opened !== undefined) this.segments.set(String(opened), stamp.number);
        writeSegment();
      });
    } else {
      writeSegment();
    }
    this.#head = {
      head: position,
      lastNumber: isNew ? stamp.number : this.#head.lastNumber,
      segment: this.#head.segment,
    };
    if (chatUpdate !== undefined) this.#touch('chat', position, chatUpdate, 0, undefined);
    if (segment !== undefined && segmentUpdate !== undefined) {
      const erases = isNew ? undefined : stamp.at;
      this.#touch(segment, position, segmentUpdate, isNew ? 1 : 0, erases);
    }
    if (isNew) this.#place(stamp.entryId, stamp.number, this.#head.segment);
    return {
      position,
      number: isNew ? stamp.number : 0,
      chatUpdate,
      segment: segmentUpdate === undefined ? undefined : segment,
      segmentUpdate,
    };
  }

  get nextNumber(): number {
    return this.#head.lastNumber + 1;
  }

  #open(peer: UserId, author: UserId, position: number): void {
    this.#exists = true;
    this.#begin('chat', 0);
    this.#begin(0, 1);
    for (const userId of new Set([author, peer])) {
      this.#members.set(userId, true);
      this.#joined.push({ userId, role: 'member', fromNumber: 1, fromPosition: position });
    }
  }

  /** The next segment where the newest is full; its number, or undefined. */
  #openSegment(firstNumber: number): number | undefined {
    const newest = this.#state(this.#head.segment);
    if (newest.messages < limits.segmentMessages && newest.bytes < limits.segmentBytes) {
      return undefined;
    }
    const segment = this.#head.segment + 1;
    this.#begin(segment, firstNumber);
    this.#head = { ...this.#head, segment };
    return segment;
  }

  #segmentWritten(intent: Intent, stamp: Stamp): number | undefined {
    switch (intent.kind) {
      case 'message.send':
        return this.#segmentOf(stamp.number);
      case 'message.edit':
      case 'message.delete':
        return this.#places.get(intent.message)?.segment;
      case 'chat.open':
        return undefined;
    }
  }

  #begin(name: DocumentName, firstNumber: number): void {
    if (!this.documents.has(name)) this.documents.set(name, new NodeDocument());
    this.#touched.add(name);
    this.#states.set(name, {
      name,
      firstNumber,
      clock: 0,
      touched: 0,
      messages: 0,
      bytes: 0,
      snapshotPosition: 0,
      eraseSince: undefined,
    });
  }

  #touch(
    name: DocumentName,
    position: number,
    update: Uint8Array,
    messages: number,
    erases: number | undefined,
  ): void {
    const state = this.#state(name);
    this.#touched.add(name);
    this.#states.set(name, {
      ...state,
      clock: this.#document(name).clock,
      touched: position,
      messages: state.messages + messages,
      bytes: state.bytes + update.length,
      eraseSince: state.eraseSince ?? erases,
    });
  }

  #place(entryId: EntryId, number: number, segment: number): void {
    this.#places.set(entryId, { number, segment });
    this.#segmentsByNumber.set(number, segment);
  }

  #segmentOf(number: number): number {
    return this.#segmentsByNumber.get(number) ?? this.#head.segment;
  }

  #state(name: DocumentName): DocumentState {
    const state = this.#states.get(name);
    if (state === undefined) throw new Error(`document ${name} is not known here`);
    return state;
  }

  #document(name: DocumentName): NodeDocument {
    const document = this.documents.get(name);
    if (document === undefined) throw new Error(`document ${name} was not loaded`);
    return document;
  }
}
