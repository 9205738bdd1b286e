/**
 * A batch of nothing but new messages, judged and written on what this node remembers of the chat, so
 * that it takes one statement (docs/decisions/0008). Pure but for the segment in memory, which is
 * written: whoever cannot commit the result drops the chat's documents.
 * Invariant: everything that the judge looked at is in the `Append`, where it is compared with the
 * database under the chat's lock; what cannot be put there is not judged here.
 */
import type { ChatId, EntryId, UserId } from '@jibber/schema/ids';
import { judge } from '@jibber/schema/intents/registry';
import { limits } from '@jibber/schema/limits';
import { ChatView } from '../documents/chat-view.ts';
import type { KnownChat } from '../documents/document-cache.ts';
import type { Membership } from '../storage/group-port.ts';
import { kindOfChat } from '../storage/group-port.ts';
import type { Append, Standing } from '../storage/storage.ts';
import {
  type Judged,
  judgeBatch,
  largestRowBytes,
  type QueuedEntry,
  type RecentAnswers,
} from './batch.ts';

export type QuickBatch = {
  readonly append: Append;
  readonly judged: Judged;
  readonly view: ChatView;
};

/** Undefined, and nothing is touched, where the batch needs a transaction of its own. */
export function judgeQuickly(
  chatId: ChatId,
  batch: readonly QueuedEntry[],
  known: KnownChat,
  recent: RecentAnswers,
  now: number,
): QuickBatch | undefined {
  if (!fitsSegment(batch, known) || !isPlain(batch, known, recent)) return undefined;
  const { historyId, head, roles, settings, state } = known;
  const sessions = new Map(
    batch.map(({ identity }): [string, UserId] => [identity.sessionId, identity.userId]),
  );
  const standing: Standing = {
    historyId,
    sessions,
    members: new Map(
      [...roles].map(([userId, role]): [UserId, Membership] => [userId, { role, isPresent: true }]),
    ),
    entries: new Map(),
    refusals: [],
    documents: [state],
    settings,
    // Asked by the statement itself: a block takes no position of the chat.
    unheard: new Set(),
    invited: new Set(),
    invites: new Map(),
    relations: new Map(),
    pictures: new Set(),
  };
  const view = new ChatView({
    kind: kindOfChat(chatId),
    head,
    standing,
    states: new Map([[state.name, state]]),
    documents: new Map([[state.name, known.segment]]),
  });
  const isRefused = batch.some(
    ({ identity, intent }) =>
      !intent.ok || !judge(view, { userId: identity.userId }, chatId, intent.value).ok,
  );
  if (isRefused) return undefined;
  const judged = judgeBatch(chatId, batch, standing, view, recent, now);
  const messages = (judged.write?.rows ?? []).flatMap(({ entryId, author, segmentUpdate }) =>
    segmentUpdate === undefined ? [] : [{ entryId, author, update: segmentUpdate }],
  );
  if (messages.length !== batch.length) throw new Error('a message without its update');
  const append: Append = {
    chatId,
    historyId,
    head,
    clock: state.clock,
    touched: state.touched,
    sessions,
    userIds: [...new Set(batch.map(({ identity }) => identity.userId))],
    messages,
    clockAfter: known.segment.clock,
    at: now,
  };
  return { append, judged, view };
}

/** Whether the newest segment takes all of them. */
function fitsSegment(batch: readonly QueuedEntry[], { state }: KnownChat): boolean {
  const bytes = batch.reduce((sum, { entry }) => sum + largestRowBytes(entry.intent), state.bytes);
  return state.messages + batch.length <= limits.segmentMessages && bytes <= limits.segmentBytes;
}

/** New messages of known members, each after nothing that is not answered. */
function isPlain(
  batch: readonly QueuedEntry[],
  { roles }: KnownChat,
  recent: RecentAnswers,
): boolean {
  const authors = new Map<EntryId, UserId>();
  const owners = new Map<string, UserId>();
  return batch.every(({ identity, entry, intent }) => {
    const { userId, sessionId } = identity;
    const owner = owners.get(sessionId) ?? userId;
    owners.set(sessionId, owner);
    const { entryId, after } = entry;
    const isNext =
      after === undefined || authors.get(after) === userId || recent.has(userId, after);
    const isNew = !authors.has(entryId) && !recent.has(userId, entryId);
    authors.set(entryId, userId);
    const isMessage = intent.ok && intent.value.kind === 'message.send';
    return isNext && isNew && isMessage && owner === userId && roles.has(userId);
  });
}
