/**
 * A chat on plain maps, for tests, the fuzzer and the reference that the simulation compares with:
 * what the rules wrote, without Yjs, a database or a device. Invariant: values are copied in and out
 * as JSON, so that nothing a rule keeps hold of can change what stands in the chat.
 */
import type { ChatDocument, Invite, Relation } from '../document/chat-document.ts';
import { readGroupSettings } from '../document/group.ts';
import type { Json } from '../document/json.ts';
import { presentRole, readMember } from '../document/members.ts';
import { type DocumentMap, numberOfKey, readPlace } from '../document/values.ts';
import { type EntryId, type FileId, isUserId, type UserId } from '../ids.ts';

export interface PlainChat extends ChatDocument {
  exists: boolean;
  /** The number that the next numbered intent takes. */
  nextNumber(): number;
  /** All values of `messages` under their numbers, in order. */
  entries(): ReadonlyArray<readonly [number: number, value: unknown]>;
  /** Puts any value at a number, as a newer version or a fault might. */
  place(number: number, value: Json): void;
}

export type PlainChatOptions = {
  readonly kind?: 'direct' | 'group';
  /** What people are to each other; all know each other, if nothing is said. */
  readonly relation?: (actor: UserId, user: UserId) => Relation;
  readonly invites?: ReadonlyMap<string, Invite>;
  /** Those that may be put to use; all, if nothing is said. */
  readonly pictures?: ReadonlySet<FileId>;
  /** Size that every segment is said to have; else its JSON is counted. */
  readonly segmentBytes?: number;
};

/** A chat that nobody opened yet, all of it in one segment. */
export function createPlainChat(options: PlainChatOptions = {}): PlainChat {
  const info = createPlainMap();
  const members = createPlainMap();
  const segments = createPlainMap();
  const messages = createPlainMap();
  const member = (user: UserId) => readMember(members.get(user));
  const relation = options.relation ?? (() => 'known');
  return {
    exists: false,
    kind: options.kind ?? 'direct',
    get settings() {
      return readGroupSettings(info.get('settings'));
    },
    info,
    members,
    segments,
    messages: () => messages,
    member,
    roleOf: (user) => presentRole(member(user)),
    memberIds: () => members.keys().filter(isUserId),
    relation,
    isHeard: (actor) =>
      members
        .keys()
        .filter(isUserId)
        .every((user) => user === actor || relation(actor, user) !== 'unreachable'),
    invite: (token) => options.invites?.get(token),
    mayUse: (_, picture) => options.pictures?.has(picture) ?? true,
    locate: (message) => locate(messages, message),
    segmentBytes: () => options.segmentBytes ?? messages.sizeUnits(),
    nextNumber: () => messages.keys().length + 1,
    entries: () =>
      messages
        .keys()
        .map((key) => [numberOfKey(key) ?? Number.NaN, messages.get(key)] as const)
        .sort(([one], [other]) => one - other),
    place: (number, value) => messages.set(number.toString(36), value),
  };
}

interface PlainMap extends DocumentMap {
  keys(): string[];
  sizeUnits(): number;
}

function createPlainMap(): PlainMap {
  const values = new Map<string, string>();
  return {
    get(key) {
      const text = values.get(key);
      if (text === undefined) return undefined;
      const value: unknown = JSON.parse(text);
      return value;
    },
    set(key, value) {
      values.set(key, JSON.stringify(value));
    },
    keys: () => [...values.keys()],
    sizeUnits: () => [...values.values()].reduce((sum, text) => sum + text.length, 0),
  };
}

function locate(messages: PlainMap, message: EntryId) {
  for (const key of messages.keys()) {
    const value = messages.get(key);
    const number = numberOfKey(key);
    if (number !== undefined && readPlace(value)?.id === message) return { number, value };
  }
  return undefined;
}
