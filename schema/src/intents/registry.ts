/**
 * The table of all kinds of intent. The only place that knows them all: a new kind is one file and
 * one line here.
 */
import { parseJson } from '../claims.ts';
import type { Actor, ChatDocument, ChatState, Stamp } from '../document/chat-document.ts';
import { isRecord } from '../document/values.ts';
import type { ErrorCode } from '../errors.ts';
import { type ChatId, directChatId, type EntryId } from '../ids.ts';
import { limits } from '../limits.ts';
import { exhaust, fail, type Result } from '../result.ts';
import { type ChatOpen, chatOpen } from './chat-open.ts';
import { type MessageDelete, messageDelete } from './message-delete.ts';
import { type MessageEdit, messageEdit } from './message-edit.ts';
import { type MessageSend, messageSend } from './message-send.ts';
import type { Verdict } from './rule.ts';

export type Intent = ChatOpen | MessageSend | MessageEdit | MessageDelete;
export type IntentKind = Intent['kind'];

const rules = {
  'chat.open': chatOpen,
  'message.send': messageSend,
  'message.edit': messageEdit,
  'message.delete': messageDelete,
} as const satisfies { readonly [Kind in IntentKind]: { readonly kind: Kind } };

export const intentKinds: readonly IntentKind[] = Object.values(rules).map((rule) => rule.kind);

/**
 * Reads an intent from a claim. `malformed` where it has no shape of ours, `unknown-kind` (to be
 * tried again after an update) where its kind is one that this version does not know.
 */
export function parseIntent(value: unknown): Result<Intent, ErrorCode> {
  if (!isRecord(value) || typeof value.kind !== 'string') return fail('malformed');
  switch (value.kind) {
    case 'chat.open':
      return chatOpen.parse(value);
    case 'message.send':
      return messageSend.parse(value);
    case 'message.edit':
      return messageEdit.parse(value);
    case 'message.delete':
      return messageDelete.parse(value);
    default:
      return fail('unknown-kind');
  }
}

/** Reads an intent as it travels: JSON text of at most `limits.intentBytes`, else `too-big`. */
export function parseIntentText(text: string): Result<Intent, ErrorCode> {
  const json = parseJson(text, limits.intentBytes);
  return json.ok ? parseIntent(json.value) : json;
}

/**
 * An intent as it travels. Of one that came out of `parseIntent` and that `judge` accepted it is never
 * longer than `limits.intentBytes`.
 */
export function stringifyIntent(intent: Intent): string {
  return JSON.stringify(intent);
}

/** Whether an accepted intent of this kind takes the next number. */
export function isNumbered(intent: Intent): boolean {
  return rules[intent.kind].numbered;
}

/**
 * The pure decision on an intent. `scope` is the chat it was addressed to; an opening whose chat id
 * does not follow from the two people is refused as a chat that one is not in.
 */
export function judge(state: ChatState, actor: Actor, scope: ChatId, intent: Intent): Verdict {
  switch (intent.kind) {
    case 'chat.open':
      if (directChatId(actor.userId, intent.with) !== scope) return fail('chat-not-found');
      return chatOpen.judge(state, actor, intent);
    case 'message.send':
      return messageSend.judge(state, actor, intent);
    case 'message.edit':
      return messageEdit.judge(state, actor, intent);
    case 'message.delete':
      return messageDelete.judge(state, actor, intent);
    default:
      return exhaust(intent);
  }
}

/** Writes an intent that was just accepted on this very document. */
export function write(document: ChatDocument, intent: Intent, stamp: Stamp): void {
  switch (intent.kind) {
    case 'chat.open':
      return chatOpen.write(document, intent, stamp);
    case 'message.send':
      return messageSend.write(document, intent, stamp);
    case 'message.edit':
      return messageEdit.write(document, intent, stamp);
    case 'message.delete':
      return messageDelete.write(document, intent, stamp);
    default:
      return exhaust(intent);
  }
}

/**
 * The message an intent is about, if it exists only once another entry was accepted: refused
 * together with it (DESIGN 4.4).
 */
export function dependencyOf(intent: Intent): EntryId | undefined {
  return intent.kind === 'message.edit' || intent.kind === 'message.delete'
    ? intent.message
    : undefined;
}
