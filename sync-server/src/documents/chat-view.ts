/**
 * A chat as the rules see it at a node: Yjs documents, and the facts of the database read under the
 * chat's lock. It carries the state forward through a batch: heads, numbers, segments, sizes.
 * Invariant: what it says is the locked state plus the intents accepted in this very batch.
 */
import type { ChatDocument, Invite, Relation, Stamp } from '@jibber/schema/document/chat-document';
import { type GroupSettings, readGroupSettings } from '@jibber/schema/document/group';
import { isPresent, type Member, type Role, readMember } from '@jibber/schema/document/members';
import {
  chatMaps,
  type DocumentMap,
  type DocumentName,
  numberKey,
  segmentMaps,
} from '@jibber/schema/document/values';
import { type EntryId, type FileId, isUserId, type UserId } from '@jibber/schema/ids';
import {
  administers,
  admits,
  type Intent,
  isNumbered,
  isOpening,
  write,
} from '@jibber/schema/intents/registry';
import { limits } from '@jibber/schema/limits';
import { type GroupWrite, relationKey } from '../storage/group-port.ts';
import type { DocumentState, Head, Standing } from '../storage/storage.ts';
import { GroupChanges, type Joined } from './group-changes.ts';
import { NodeDocument } from './node-document.ts';

export type ViewFacts = {
  readonly kind: 'direct' | 'group';
  /** Undefined where the chat does not exist yet. */
  readonly head: Head | undefined;
  readonly standing: Pick<
    Standing,
    'members' | 'unheard' | 'settings' | 'invites' | 'relations' | 'pictures' | 'entries'
  >;
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
  readonly kind: 'direct' | 'group';
  /** Position that the batch found the chat at. */
  readonly from: number;
  readonly documents: Map<DocumentName, NodeDocument>;
  /** Of those people of whom it is known; undefined: not present. */
  readonly #roles = new Map<UserId, Role | undefined>();
  readonly #standing: ViewFacts['standing'];
  readonly #places = new Map<EntryId, { readonly number: number; readonly segment: number }>();
  readonly #segmentsByNumber = new Map<number, number>();
  readonly #states: Map<DocumentName, DocumentState>;
  readonly #touched = new Set<DocumentName>();
  readonly #changes = new GroupChanges();
  #settings: GroupSettings;
  #exists: boolean;
  #head: Head;

  constructor(facts: ViewFacts) {
    this.kind = facts.kind;
    this.documents = new Map(facts.documents);
    this.#standing = facts.standing;
    this.#settings = facts.standing.settings;
    for (const [userId, { role, isPresent: isIn }] of facts.standing.members) {
      this.#roles.set(userId, isIn ? role : undefined);
    }
    this.#states = new Map(facts.states);
    this.from = facts.head?.head ?? 0;
    this.#exists = facts.head !== undefined && facts.head.head > 0;
    this.#head = facts.head ?? { head: 0, lastNumber: 0, segment: 0 };
    for (const entry of facts.standing.entries.values()) {
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

  /** Of those people of whom it is known: their role while they are present. */
  get knownRoles(): ReadonlyMap<UserId, Role | undefined> {
    return this.#roles;
  }

  get settings(): GroupSettings {
    return this.#settings;
  }

  /** Who is new in the chat by this batch, and still there. */
  get joined(): readonly Joined[] {
    return this.#changes.joined;
  }

  /** What the batch changes of the group. */
  get group(): GroupWrite {
    return this.#changes.write;
  }

  roleOf(user: UserId): Role | undefined {
    if (this.#roles.has(user)) return this.#roles.get(user);
    const member = this.member(user);
    return isPresent(member) ? member?.role : undefined;
  }

  member(user: UserId): Member | undefined {
    if (this.#changes.isDeleted) return undefined;
    return readMember(this.documents.get('chat')?.map(chatMaps.members).get(user));
  }

  *memberIds(): Iterable<UserId> {
    for (const key of this.documents.get('chat')?.map(chatMaps.members).keys() ?? []) {
      if (isUserId(key)) yield key;
    }
  }

  relation(actor: UserId, user: UserId): Relation {
    return this.#standing.relations.get(relationKey(actor, user)) ?? 'unreachable';
  }

  isHeard(actor: UserId): boolean {
    return !this.#standing.unheard.has(actor);
  }

  /** Of those by which this batch has not brought as many as they may. */
  invite(token: string): Invite | undefined {
    const invite = this.#standing.invites.get(token);
    const used = this.#changes.timesUsed(token);
    return invite?.usesLeft !== undefined && invite.usesLeft <= used ? undefined : invite;
  }

  mayUse(_: UserId, picture: FileId): boolean {
    return this.#standing.pictures.has(picture) && !this.#changes.uses(picture);
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
  write(intent: Intent, made: Omit<Stamp, 'history'>): Written {
    const position = this.#head.head + 1;
    const isNew = isNumbered(intent);
    if (isOpening(intent)) this.#open();
    const isClosed = admits(intent) && this.#settings.history === 'none';
    const opened = isNew ? this.#openSegment(made.number, isClosed) : undefined;
    const stamp: Stamp = { ...made, history: isClosed ? this.#head.segment : 0 };
    const segment = this.#segmentWritten(intent, stamp);
    let segmentUpdate: Uint8Array | undefined;
    const writeSegment = () => {
      if (segment === undefined) write(this, intent, stamp);
      else segmentUpdate = this.#document(segment).write(() => write(this, intent, stamp));
    };
    const isChatWritten = administers(intent);
    const before = isChatWritten ? this.#changes.before(this.#document('chat')) : undefined;
    let chatUpdate: Uint8Array | undefined;
    if (isChatWritten || opened !== undefined) {
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
    if (chatUpdate !== undefined) {
      const erases = replaces(intent) ? stamp.at : undefined;
      this.#touch('chat', position, chatUpdate, 0, erases);
    }
    if (segment !== undefined && segmentUpdate !== undefined) {
      const isMessage = intent.kind === 'message.send';
      const erases = isNew ? undefined : stamp.at;
      this.#touch(segment, position, segmentUpdate, isMessage ? 1 : 0, erases);
    }
    if (isNew) this.#place(stamp.entryId, stamp.number, this.#head.segment);
    if (before !== undefined) this.#note(before, intent, stamp, position);
    if (intent.kind === 'message.report') this.#changes.report(intent, stamp);
    return {
      position,
      number: isNew ? stamp.number : 0,
      chatUpdate,
      segment: segmentUpdate === undefined ? undefined : segment,
      segmentUpdate,
    };
  }

  /** Takes over what the chat document says after an intent. */
  #note(
    before: ReturnType<GroupChanges['before']>,
    intent: Intent,
    stamp: Stamp,
    position: number,
  ): void {
    for (const [user, role] of this.#changes.note(before, intent, stamp, position)) {
      this.#roles.set(user, role);
    }
    if (this.#changes.isDeleted)
      for (const user of this.#roles.keys()) this.#roles.set(user, undefined);
    this.#settings = readGroupSettings(this.info.get('settings'));
  }

  get nextNumber(): number {
    return this.#head.lastNumber + 1;
  }

  #open(): void {
    this.#exists = true;
    this.#begin('chat', 0);
    this.#begin(0, 1);
  }

  /**
   * The next segment where the newest is full, or where newcomers may not see what is in it; its
   * number, or undefined.
   */
  #openSegment(firstNumber: number, isClosed: boolean): number | undefined {
    const newest = this.#state(this.#head.segment);
    const isFull = newest.messages >= limits.segmentMessages || newest.bytes >= limits.segmentBytes;
    if (!isFull && !(isClosed && newest.messages > 0)) return undefined;
    const segment = this.#head.segment + 1;
    this.#begin(segment, firstNumber);
    this.#head = { ...this.#head, segment };
    return segment;
  }

  #segmentWritten(intent: Intent, stamp: Stamp): number | undefined {
    if (isNumbered(intent)) return this.#segmentOf(stamp.number);
    if (intent.kind !== 'message.edit' && intent.kind !== 'message.delete') return undefined;
    return this.#places.get(intent.message)?.segment;
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

/** Whether a text that stood in the chat document is to be erased by it. */
function replaces(intent: Intent): boolean {
  return intent.kind === 'group.rename' || intent.kind === 'group.describe';
}
