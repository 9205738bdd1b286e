/**
 * The ids of the domain as branded strings. A value has the brand only after its `parse…`; what
 * comes from another machine, a database or IndexedDB is a claim until then.
 */
import { digest } from 'lib0/hash/sha256';
import { encodeUtf8 } from 'lib0/string';
import { fail, type Result, succeed } from './result.ts';

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** A person with an account: UUIDv7, given by the server. */
export type UserId = Branded<'UserId'>;
/** A chat: `d` + base64url SHA-256 of the two sorted user ids, or `g` + UUIDv7. */
export type ChatId = Branded<'ChatId'>;
/** The scope of intents that are about no chat: the account of whoever sends them. */
export type AccountScope = 'account';
export const accountScope: AccountScope = 'account';
/** What an intent is addressed to. */
export type Scope = ChatId | AccountScope;
/** An intent in an outbox: UUIDv7, given by the device; a message's id is that of its sending. */
export type EntryId = Branded<'EntryId'>;
/** A picture or other file: UUIDv7, given by the device, so that an intent can name it before it is up. */
export type FileId = Branded<'FileId'>;
/** The life of a database: changed by a restore, so that devices notice. UUIDv7. */
export type HistoryId = Branded<'HistoryId'>;

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const directPattern = /^d[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;

function parseUuid<Id extends string>(value: unknown): Result<Id, 'malformed'> {
  if (typeof value !== 'string' || !uuidPattern.test(value)) return fail('malformed');
  return succeed(value as Id);
}

export function parseUserId(value: unknown): Result<UserId, 'malformed'> {
  return parseUuid<UserId>(value);
}

export function parseEntryId(value: unknown): Result<EntryId, 'malformed'> {
  return parseUuid<EntryId>(value);
}

export function parseFileId(value: unknown): Result<FileId, 'malformed'> {
  return parseUuid<FileId>(value);
}

export function parseHistoryId(value: unknown): Result<HistoryId, 'malformed'> {
  return parseUuid<HistoryId>(value);
}

export function parseChatId(value: unknown): Result<ChatId, 'malformed'> {
  if (typeof value !== 'string') return fail('malformed');
  if (directPattern.test(value)) return succeed(value as ChatId);
  if (value.startsWith('g') && uuidPattern.test(value.slice(1))) return succeed(value as ChatId);
  return fail('malformed');
}

function parseScope(value: unknown): Result<Scope, 'malformed'> {
  return value === accountScope ? succeed(accountScope) : parseChatId(value);
}

export function isUserId(value: unknown): value is UserId {
  return parseUserId(value).ok;
}

export function isEntryId(value: unknown): value is EntryId {
  return parseEntryId(value).ok;
}

export function isChatId(value: unknown): value is ChatId {
  return parseChatId(value).ok;
}

export function isFileId(value: unknown): value is FileId {
  return parseFileId(value).ok;
}

export function isScope(value: unknown): value is Scope {
  return parseScope(value).ok;
}

export function isHistoryId(value: unknown): value is HistoryId {
  return parseHistoryId(value).ok;
}

/** For values this program made itself, and for tests. Throws where the value is malformed. */
export function userId(value: string): UserId {
  return orThrow(parseUserId(value), value);
}

export function entryId(value: string): EntryId {
  return orThrow(parseEntryId(value), value);
}

export function chatId(value: string): ChatId {
  return orThrow(parseChatId(value), value);
}

export function fileId(value: string): FileId {
  return orThrow(parseFileId(value), value);
}

export function historyId(value: string): HistoryId {
  return orThrow(parseHistoryId(value), value);
}

function orThrow<Id>(result: Result<Id, string>, value: string): Id {
  if (!result.ok) throw new Error(`not an id: ${JSON.stringify(value)}`);
  return result.value;
}

const base64url = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** The one private chat of two people, the same whoever asks; with oneself: "Notes to self". */
export function directChatId(one: UserId, other: UserId): ChatId {
  const pair = one < other ? `${one} ${other}` : `${other} ${one}`;
  return chatId(`d${encodeBase64url(digest(encodeUtf8(pair)))}`);
}

/** The entry id of something that is done only once: the same for the same parts, whoever makes it. */
export function derivedEntryId(...parts: readonly string[]): EntryId {
  const bytes = digest(encodeUtf8(parts.join(' '))).slice(0, 16);
  // Version 7 and variant of RFC 9562; where a clock would stand is a hash as well.
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return entryId(uuidFromBytes(bytes));
}

/** Built from character codes: text put together piece by piece costs three times as much to read. */
function encodeBase64url(bytes: Uint8Array): string {
  const codes: number[] = [];
  for (let index = 0; index < bytes.length; index += 3) {
    const first = bytes[index] ?? 0;
    const second = bytes[index + 1];
    const third = bytes[index + 2];
    codes.push(codeOf(first >> 2), codeOf(((first & 3) << 4) | ((second ?? 0) >> 4)));
    if (second !== undefined) codes.push(codeOf(((second & 15) << 2) | ((third ?? 0) >> 6)));
    if (third !== undefined) codes.push(codeOf(third & 63));
  }
  return String.fromCharCode(...codes);
}

function codeOf(sextet: number): number {
  return base64url.charCodeAt(sextet);
}

/** Raw form of a UUID on the wire: 16 bytes instead of 36 characters. */
export function uuidToBytes(id: UserId | EntryId | HistoryId): Uint8Array {
  const hex = id.replaceAll('-', '');
  const bytes = new Uint8Array(16);
  for (let index = 0; index < 16; index += 1) {
    bytes[index] = Number.parseInt(hex.slice(2 * index, 2 * index + 2), 16);
  }
  return bytes;
}

const hexDigits = '0123456789abcdef';

/** The string form of 16 raw bytes; whether it is an id of ours the caller's `parse…` decides. */
export function uuidFromBytes(bytes: Uint8Array): string {
  const codes: number[] = [];
  for (let index = 0; index < 16; index += 1) {
    const byte = bytes[index] ?? 0;
    if (index === 4 || index === 6 || index === 8 || index === 10) codes.push(0x2d);
    codes.push(hexDigits.charCodeAt(byte >> 4), hexDigits.charCodeAt(byte & 15));
  }
  return String.fromCharCode(...codes);
}

/** 33 raw bytes of a direct chat (`d` + hash) or 17 of a group (`g` + UUID) for the wire. */
export function chatIdToBytes(id: ChatId): Uint8Array {
  if (id.startsWith('g')) {
    const bytes = new Uint8Array(17);
    bytes[0] = 0x67;
    bytes.set(uuidToBytes(entryId(id.slice(1))), 1);
    return bytes;
  }
  const bytes = new Uint8Array(33);
  bytes[0] = 0x64;
  let held = 0;
  let bits = 0;
  let at = 1;
  for (let index = 1; index < id.length && at < 33; index += 1) {
    held = (held << 6) | base64url.indexOf(id.charAt(index));
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[at] = (held >> bits) & 0xff;
      at += 1;
    }
  }
  return bytes;
}

/** Reads what `chatIdToBytes` wrote (the first byte tells the length); anything else is refused. */
export function chatIdFromBytes(bytes: Uint8Array): Result<ChatId, 'malformed'> {
  if (bytes[0] === 0x67 && bytes.length === 17) {
    return parseChatId(`g${uuidFromBytes(bytes.subarray(1))}`);
  }
  if (bytes[0] === 0x64 && bytes.length === 33) {
    // 32 bytes always give 43 characters of which the last has no bits left: nothing to check.
    return succeed(`d${encodeBase64url(bytes.subarray(1))}` as ChatId);
  }
  return fail('malformed');
}
