/**
 * How the tiny node judges an intent and writes it: the real rules over the documents of a tiny chat.
 * Invariant: one accepted intent, one position, one row with a part per document that it touches.
 */
import type { ChatDocument, Invite, Relation } from '@jibber/schema/document/chat-document';
import { readGroupSettings } from '@jibber/schema/document/group';
import { memberSince, presentRole, readMember } from '@jibber/schema/document/members';
import { chatMaps, numberKey } from '@jibber/schema/document/values';
import type { ErrorCode } from '@jibber/schema/errors';
import { type EntryId, isUserId, type UserId } from '@jibber/schema/ids';
import { type Intent, isNumbered, judge, write } from '@jibber/schema/intents/registry';
import { fail, type Result, succeed } from '@jibber/schema/result';
import { mapOf, messagesOf, type TinyChat, writeTo } from './tiny-chat.ts';

export type TinyRules = {
  relation(actor: UserId, user: UserId): Relation;
  readonly invites: ReadonlyMap<string, Invite>;
  /** Messages after which the next segment opens. */
  readonly segmentMessages: number;
};

export type Accepted = { readonly position: number; readonly number: number };

/** The chat as the rules see it. */
function viewOf(chat: TinyChat, rules: TinyRules): ChatDocument {
  const info = mapOf(chat, 'chat', chatMaps.info);
  const members = mapOf(chat, 'chat', chatMaps.members);
  const member = (user: UserId) => readMember(members.get(user));
  return {
    exists: chat.head > 0,
    kind: chat.chatId.startsWith('g') ? 'group' : 'direct',
    get settings() {
      return readGroupSettings(info.get('settings'));
    },
    member,
    roleOf: (user) => (chat.members.has(user) ? presentRole(member(user)) : undefined),
    memberIds: () => [...members.keys()].filter(isUserId),
    relation: rules.relation,
    isHeard: () => true,
    invite: (token) => rules.invites.get(token),
    mayUse: () => true,
    locate(message) {
      const number = chat.places.get(message);
      if (number === undefined) return undefined;
      return { number, value: messagesOf(chat, number).get(numberKey(number)) };
    },
    segmentBytes: () => 0,
    info,
    members,
    segments: mapOf(chat, 'chat', chatMaps.segments),
    messages: (number) => messagesOf(chat, number),
  };
}

export function acceptIntent(
  chat: TinyChat,
  rules: TinyRules,
  { userId, entryId, at }: { userId: UserId; entryId: EntryId; at: number },
  intent: Intent,
): Result<Accepted, ErrorCode> {
  const view = viewOf(chat, rules);
  const verdict = judge(view, { userId }, chat.chatId, intent);
  if (!verdict.ok) return verdict;
  if (intent.kind === 'chat.open' && chat.head > 0) return succeed({ position: 1, number: 0 });
  if (chat.isDeleted) return fail('chat-not-found');
  const number = isNumbered(intent) ? chat.lastNumber + 1 : 0;
  const isFirst = chat.head === 0;
  const parts = writeTo(chat, () => {
    let history = 0;
    if (isFirst) chat.starts.push(1);
    else if (number > 0) history = openSegment(chat, rules, view, intent, number);
    write(view, intent, { entryId, author: userId, at, number, history });
  });
  chat.head += 1;
  if (number > 0) {
    chat.lastNumber = number;
    chat.places.set(entryId, number);
  }
  chat.rows.push({ position: chat.head, entryId, parts });
  settleMembers(chat, userId, intent);
  return succeed({ position: chat.head, number });
}

/** Opens the next segment where the last is full, or before whoever may not see the past. */
function openSegment(
  chat: TinyChat,
  rules: TinyRules,
  view: ChatDocument,
  intent: Intent,
  number: number,
): number {
  const start = chat.starts.at(-1) ?? 1;
  const isEntering =
    intent.kind === 'members.add' ||
    intent.kind === 'members.admit' ||
    intent.kind === 'group.join' ||
    intent.kind === 'invitation.accept';
  const isHidden = isEntering && view.settings.history === 'none';
  if (number - start >= rules.segmentMessages || (isHidden && number > start)) {
    chat.starts.push(number);
    view.segments.set(String(chat.starts.length - 1), number);
  }
  return isHidden ? chat.starts.length - 1 : 0;
}

/** Who is in it now, since when, and why others are not any more. */
function settleMembers(chat: TinyChat, author: UserId, intent: Intent): void {
  // Tests put people out of private chats by hand.
  if (!chat.chatId.startsWith('g') && intent.kind !== 'chat.open') return;
  const members = mapOf(chat, 'chat', chatMaps.members);
  chat.isDeleted ||= intent.kind === 'group.delete';
  for (const user of [...members.keys()].filter(isUserId)) {
    const line = readMember(members.get(user));
    const isPresent = line !== undefined && memberSince(line) !== undefined && !chat.isDeleted;
    if (isPresent) {
      if (!chat.members.has(user)) chat.joinedAt.set(user, chat.head);
      chat.members.add(user);
      chat.ended.delete(user);
    } else if (chat.members.delete(user)) {
      const code = user === author ? 'chat-left' : 'chat-removed';
      chat.ended.set(user, chat.isDeleted ? 'chat-deleted' : code);
    }
  }
}
