/**
 * The decisions on one batch of entries of one account: pure, given what was read under its lock.
 * Invariant: each entry gets exactly one answer; what is answered accepted is in the write of this
 * batch or was read as accepted (PROTOCOL A1, A2).
 */
import type { ErrorCode } from '@jibber/schema/errors';
import { type ChatId, directChatId, type EntryId, type UserId } from '@jibber/schema/ids';
import {
  type AccountIntent,
  applyToAccount,
  judgeAccount,
} from '@jibber/schema/intents/account/account-registry';
import type { AccountView } from '@jibber/schema/intents/account/account-state';
import { limits } from '@jibber/schema/limits';
import type { Answer } from '@jibber/schema/protocol/answers';
import type { SentEntry } from '@jibber/schema/protocol/send';
import type { Result } from '@jibber/schema/result';
import type {
  AccountQuestion,
  AccountStanding,
  AccountWrite,
} from '../storage/account-log-port.ts';
import { again, type RecentAnswers } from './batch.ts';
import type { Identity } from './sync.ts';

/** An entry in the queue of its account; its intent was read when it came. */
export type QueuedAccountEntry = {
  readonly identity: Identity;
  readonly entry: SentEntry;
  readonly intent: Result<AccountIntent, ErrorCode>;
};

export type JudgedAccount = {
  /** In the order of the batch. */
  readonly answers: readonly Answer[];
  /** Undefined where there is nothing to write. */
  readonly write: AccountWrite | undefined;
  /** Sessions that are not live any more. */
  readonly deadSessions: ReadonlySet<string>;
};

/** Private chats in which somebody is to be heard no more, or again: locked before judging. */
export function chatsConcerned(
  userId: UserId,
  batch: readonly QueuedAccountEntry[],
): readonly ChatId[] {
  const chatIds = new Set<ChatId>();
  for (const { intent } of batch) {
    if (!intent.ok) continue;
    const { value } = intent;
    if (value.kind !== 'person.block' && value.kind !== 'person.unblock') continue;
    chatIds.add(directChatId(userId, value.user));
  }
  return [...chatIds];
}

/** What must be read to judge this batch. */
export function accountQuestionOf(
  userId: UserId,
  batch: readonly QueuedAccountEntry[],
  now: number,
): AccountQuestion {
  const sessionIds = new Set<string>();
  const entryIds = new Set<EntryId>();
  const handles = new Set<string>();
  const pictures = new Set<NonNullable<AccountQuestion['pictures'][number]>>();
  const people = new Set<UserId>();
  for (const { identity, entry, intent } of batch) {
    sessionIds.add(identity.sessionId);
    entryIds.add(entry.entryId);
    if (entry.after !== undefined) entryIds.add(entry.after);
    if (!intent.ok) continue;
    const { value } = intent;
    if (value.kind === 'person.block') people.add(value.user);
    if (value.kind !== 'profile.change') continue;
    if (value.handle !== undefined) handles.add(value.handle);
    if (typeof value.picture === 'string') pictures.add(value.picture);
  }
  return {
    userId,
    sessionIds: [...sessionIds],
    entryIds: [...entryIds],
    handles: [...handles],
    pictures: [...pictures],
    people: [...people],
    now,
  };
}

/** Judges a batch in its order, each entry on what those before it made. */
export function judgeAccountBatch(
  userId: UserId,
  batch: readonly QueuedAccountEntry[],
  standing: AccountStanding,
  recent: RecentAnswers,
  now: number,
): JudgedAccount {
  let { state, revision } = standing;
  const accepted = new Map<EntryId, number>();
  const refused = new Map<EntryId, ErrorCode>();
  const deadSessions = new Set<string>();

  const answers = batch.map((queued): Answer => {
    const { identity, entry } = queued;
    const { entryId, after } = entry;
    if (standing.sessions.get(identity.sessionId) !== userId) {
      deadSessions.add(identity.sessionId);
      return again(entryId, 'signed-out', limits.againMaxMs);
    }
    const made = accepted.get(entryId) ?? standing.accepted.get(entryId);
    if (made !== undefined) return acceptedAt(entryId, made);
    const code = refused.get(entryId) ?? standing.refused.get(entryId);
    if (code !== undefined) return { outcome: 'refused', entryId, code };
    if (after !== undefined && !isAnswered(after)) {
      return again(entryId, 'after-unanswered', limits.againMinMs);
    }
    return decide(queued);
  });

  const isWritten = accepted.size > 0 || refused.size > 0;
  const write: AccountWrite = {
    before: standing.state,
    after: state,
    revision,
    accepted,
    refused,
    at: now,
  };
  return { answers, write: isWritten ? write : undefined, deadSessions };

  function isAnswered(entryId: EntryId): boolean {
    return (
      accepted.has(entryId) ||
      refused.has(entryId) ||
      standing.accepted.has(entryId) ||
      standing.refused.has(entryId) ||
      recent.has(userId, entryId)
    );
  }

  function decide({ entry: { entryId }, intent }: QueuedAccountEntry): Answer {
    if (!intent.ok && intent.code === 'unknown-kind') {
      return again(entryId, intent.code, limits.againMaxMs);
    }
    const verdict = intent.ok ? judgeAccount(view(), userId, intent.value) : intent;
    if (!verdict.ok || !intent.ok) {
      const code = verdict.ok ? 'malformed' : verdict.code;
      refused.set(entryId, code);
      return { outcome: 'refused', entryId, code };
    }
    state = applyToAccount(state, intent.value);
    revision += 1;
    accepted.set(entryId, revision);
    return acceptedAt(entryId, revision);
  }

  function view(): AccountView {
    return {
      state,
      isHandleTaken: (handle) => standing.takenHandles.has(handle),
      hasPicture: (picture) => standing.pictures.has(picture),
      isPerson: (person) => standing.people.has(person),
    };
  }
}

function acceptedAt(entryId: EntryId, revision: number): Answer {
  return { outcome: 'accepted', entryId, position: revision, number: 0 };
}
