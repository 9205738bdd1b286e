/**
 * A chat as its owner's own pending entries make it: plain maps laid over the accepted documents,
 * for the local judge and for what is drawn. Invariants: the accepted documents are never written; a
 * wish gives its author no right that he did not have before, except in a chat he is just opening.
 */
import type { ChatDocument, Relation } from '@jibber/schema/document/chat-document';
import { type GroupSettings, readGroupSettings } from '@jibber/schema/document/group';
import type { Json } from '@jibber/schema/document/json';
import { type Member, presentRole, type Role, readMember } from '@jibber/schema/document/members';
import { type DocumentMap, numberOfKey, readPlace } from '@jibber/schema/document/values';
import { type ChatId, type EntryId, isUserId, type UserId } from '@jibber/schema/ids';
import { type Intent, isNumbered, isOpening, judge, write } from '@jibber/schema/intents/registry';
import { isAbove } from '@jibber/schema/intents/roles';
import { isGroup } from './chat-record.ts';
import type { GroupPart } from './group-view.ts';
import type { OutboxEntry } from './records.ts';

/** The accepted documents, as far as they are loaded. */
export interface AcceptedChat {
  readonly chatId: ChatId;
  /** Whether its opening was accepted. */
  readonly exists: boolean;
  readonly lastNumber: number;
  info(key: string): unknown;
  member(user: string): unknown;
  memberKeys(): Iterable<string>;
  segmentStart(n: string): unknown;
  message(number: number): unknown;
  locate(message: EntryId): number | undefined;
  segmentBytes(number: number): number;
}

/** Other people, as this device knows them. */
export interface KnownPeople {
  /** Whether one shares a present chat with him. */
  knows(user: UserId): boolean;
  /** By this person himself: what others do, nobody is told. */
  isBlocked(user: UserId): boolean;
}

export class OverlayChat implements ChatDocument {
  /** Messages that pending entries made or changed, by (provisional) number. */
  readonly changed = new Map<number, Json>();
  /** Numbers of those they made, by id of the entry. */
  readonly made = new Map<EntryId, number>();
  /** What of the group they change. */
  readonly wished = new Set<GroupPart>();
  readonly info: DocumentMap;
  readonly members: DocumentMap;
  readonly segments: DocumentMap;
  readonly #accepted: AcceptedChat;
  readonly #messages: DocumentMap;
  readonly #me: UserId;
  readonly #people: KnownPeople;
  #isOpening = false;
  #lastNumber: number;

  constructor(accepted: AcceptedChat, me: UserId, people: KnownPeople) {
    this.#accepted = accepted;
    this.#me = me;
    this.#people = people;
    this.#lastNumber = accepted.lastNumber;
    this.info = layOver((key) => accepted.info(key), noKeys);
    this.members = layOver(
      (key) => accepted.member(key),
      () => accepted.memberKeys(),
    );
    this.segments = layOver((key) => accepted.segmentStart(key), noKeys);
    this.#messages = {
      get: (key) => this.#message(numberOfKey(key) ?? 0),
      set: (key, value) => this.changed.set(numberOfKey(key) ?? 0, value),
      keys: noKeys,
    };
  }

  get exists(): boolean {
    return this.#accepted.exists || this.#isOpening;
  }

  get kind(): 'direct' | 'group' {
    return isGroup(this.#accepted.chatId) ? 'group' : 'direct';
  }

  get settings(): GroupSettings {
    return readGroupSettings(this.info.get('settings'));
  }

  /** As accepted, of this person himself: he may have given something away, but gained nothing. */
  roleOf(user: UserId): Role | undefined {
    const wished = presentRole(this.member(user));
    if (user !== this.#me || !this.#accepted.exists || wished === undefined) return wished;
    const accepted = this.acceptedRole(user);
    return accepted !== undefined && isAbove(wished, accepted) ? accepted : wished;
  }

  acceptedRole(user: UserId): Role | undefined {
    return presentRole(readMember(this.#accepted.member(user)));
  }

  member(user: UserId): Member | undefined {
    return readMember(this.members.get(user));
  }

  *memberIds(): Generator<UserId> {
    for (const key of this.members.keys()) if (isUserId(key)) yield key;
  }

  relation(_actor: UserId, user: UserId): Relation {
    if (this.#people.isBlocked(user)) return 'unreachable';
    return this.#people.knows(user) ? 'known' : 'stranger';
  }

  /** Who was blocked by this person himself is not written to; the rest the server alone knows. */
  isHeard(actor: UserId): boolean {
    for (const user of this.memberIds()) {
      if (user !== actor && this.#people.isBlocked(user)) return false;
    }
    return true;
  }

  locate(message: EntryId): { readonly number: number; readonly value: unknown } | undefined {
    const number = this.made.get(message) ?? this.#accepted.locate(message);
    return number === undefined ? undefined : { number, value: this.#message(number) };
  }

  /** Whether what an entry made stands in the accepted documents. */
  isAccepted(entryId: EntryId): boolean {
    return this.#accepted.locate(entryId) !== undefined;
  }

  segmentBytes(number: number): number {
    return this.#accepted.segmentBytes(number);
  }

  /** Only the server knows its links. */
  invite(): undefined {
    return undefined;
  }

  /** Only the server knows. */
  mayUse(): boolean {
    return true;
  }

  messages(): DocumentMap {
    return this.#messages;
  }

  /**
   * Lays one more entry on top. Refused ones, and those that change something which is not (any more)
   * as they take it to be, change nothing: only the node decides about them.
   */
  apply(entry: OutboxEntry): void {
    const { entryId, intent, writtenAt } = entry;
    if (entry.refused !== undefined || this.locate(entryId) !== undefined) return;
    if (!this.#isFit(intent)) return;
    const number = this.#lastNumber + 1;
    if (isOpening(intent)) this.#isOpening = true;
    else for (const part of partsOf(intent)) this.wished.add(part);
    write(this, intent, { entryId, author: this.#me, at: writtenAt, number, history: 0 });
    if (!isNumbered(intent)) return;
    this.#lastNumber = number;
    this.made.set(entryId, number);
  }

  #isFit(intent: Intent): boolean {
    switch (intent.kind) {
      case 'message.send':
        return true;
      case 'message.edit':
      case 'message.delete':
        return readPlace(this.locate(intent.message)?.value) !== undefined;
      case 'chat.open':
        return !this.exists;
      default:
        return judge(this, { userId: this.#me }, this.#accepted.chatId, intent).ok;
    }
  }

  #message(number: number): unknown {
    return this.changed.get(number) ?? this.#accepted.message(number);
  }
}

function partsOf(intent: Intent): readonly GroupPart[] {
  switch (intent.kind) {
    case 'group.rename':
      return ['title'];
    case 'group.describe':
      return ['about'];
    case 'group.picture':
      return ['picture'];
    case 'group.settings':
      return ['settings'];
    case 'group.delete':
    case 'member.leave':
      return ['end'];
    case 'members.add':
      return intent.users;
    default:
      return 'user' in intent ? [intent.user] : [];
  }
}

function noKeys(): Iterable<string> {
  return [];
}

function layOver(base: (key: string) => unknown, baseKeys: () => Iterable<string>): DocumentMap {
  const changed = new Map<string, Json>();
  return {
    get: (key) => (changed.has(key) ? changed.get(key) : base(key)),
    set: (key, value) => changed.set(key, value),
    keys: () => new Set([...baseKeys(), ...changed.keys()]),
  };
}
