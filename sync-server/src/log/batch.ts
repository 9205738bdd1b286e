/**
 * The decisions on one batch of entries of one chat: pure, given what was read under the chat's lock.
 * Invariant: each entry gets exactly one answer; what is answered accepted is in the write of this
 * batch or was read as accepted; nothing here is told before that write is committed (DESIGN 4.3–4.4).
 */
import type { DocumentName } from '@jibber/schema/document/values';
import type { ErrorCode } from '@jibber/schema/errors';
import type { ChatId, EntryId, FileId, UserId } from '@jibber/schema/ids';
import {
  administers,
  dependencyOf,
  type Intent,
  isNumbered,
  isOpening,
  judge,
  peopleOf,
  pictureOf,
} from '@jibber/schema/intents/registry';
import { limits } from '@jibber/schema/limits';
import type { Answer } from '@jibber/schema/protocol/answers';
import type { SentEntry } from '@jibber/schema/protocol/send';
import type { Result } from '@jibber/schema/result';
import type { ChatView } from '../documents/chat-view.ts';
import { relationKey } from '../storage/group-port.ts';
import type {
  BatchWrite,
  Head,
  NewRow,
  Refusal,
  Standing,
  StandingQuestion,
} from '../storage/storage.ts';
import { judgeOfDeleted } from './deleted-author.ts';
import type { Author } from './sync.ts';

/** An entry in the queue of its chat; its intent was read when it came. */
export type QueuedEntry = {
  readonly identity: Author;
  readonly entry: SentEntry;
  readonly intent: Result<Intent, ErrorCode>;
};

/** Answers that are final, remembered for a while by this node. */
export interface RecentAnswers {
  /** Whether this person's entry was answered lately, accepted or refused. */
  has(user: UserId, entry: EntryId): boolean;
}

export type Judged = {
  /** In the order of the batch. */
  readonly answers: readonly Answer[];
  /** Undefined where there is nothing to write. */
  readonly write: BatchWrite | undefined;
  /** Sessions that are not live any more. */
  readonly deadSessions: ReadonlySet<string>;
};

/** A direct chat begins with its opening. */
const openingPosition = 1;

/** What must be read to judge this batch. */
export function questionOf(
  chatId: ChatId,
  batch: readonly QueuedEntry[],
  now: number,
): StandingQuestion {
  const sessionIds = new Set<string>();
  const userIds = new Set<UserId>();
  const entryIds = new Set<EntryId>();
  const relations = new Map<string, readonly [UserId, UserId]>();
  const invites = new Set<string>();
  const pictures = new Map<FileId, readonly [UserId, FileId]>();
  for (const { identity, entry, intent } of batch) {
    if (identity.isDeleted !== true) sessionIds.add(identity.sessionId);
    userIds.add(identity.userId);
    entryIds.add(entry.entryId);
    if (entry.after !== undefined) entryIds.add(entry.after);
    if (!intent.ok) continue;
    const message = dependencyOf(intent.value);
    if (message !== undefined) entryIds.add(message);
    const { userId } = identity;
    for (const user of peopleOf(intent.value)) {
      userIds.add(user);
      relations.set(relationKey(userId, user), [userId, user]);
    }
    if ('user' in intent.value) userIds.add(intent.value.user);
    if (intent.value.kind === 'group.join') invites.add(intent.value.invite);
    const picture = pictureOf(intent.value);
    if (picture !== undefined) pictures.set(picture, [userId, picture]);
  }
  return {
    chatId,
    sessionIds: [...sessionIds],
    userIds: [...userIds],
    entryIds: [...entryIds],
    relations: [...relations.values()],
    invites: [...invites],
    pictures: [...pictures.values()],
    now,
  };
}

/** Documents that judging or writing this batch may touch; of those that exist. */
export function documentsNeeded(
  batch: readonly QueuedEntry[],
  standing: Standing,
  head: Head,
): ReadonlySet<DocumentName> {
  const needed = new Set<DocumentName>();
  let sendings = 0;
  let sentBytes = 0;
  for (const { identity, entry, intent } of batch) {
    // Whoever has no right here makes this node load nothing.
    if (!intent.ok || !mayBeHeard(identity, intent.value, standing)) continue;
    if (standing.entries.has(entry.entryId)) continue;
    if (administers(intent.value)) needed.add('chat');
    if (isNumbered(intent.value)) {
      needed.add(head.segment);
      sendings += 1;
      sentBytes += largestRowBytes(entry.intent);
    }
    const message = dependencyOf(intent.value);
    const place = message === undefined ? undefined : standing.entries.get(message);
    if (place?.segment !== undefined) needed.add(place.segment);
  }
  const newest = standing.documents.find(({ name }) => name === head.segment);
  if (
    newest !== undefined &&
    sendings > 0 &&
    (newest.messages + sendings > limits.segmentMessages ||
      newest.bytes + sentBytes > limits.segmentBytes)
  ) {
    needed.add('chat');
  }
  return needed;
}

/** Whether this person may bring about anything at all in this chat. */
function mayBeHeard({ userId, isDeleted }: Author, intent: Intent, standing: Standing): boolean {
  return (
    isDeleted === true ||
    standing.members.get(userId)?.isPresent === true ||
    standing.invited.has(userId) ||
    (intent.kind === 'group.join' && standing.invites.has(intent.invite))
  );
}

/**
 * Judges and writes a batch on the view, in its order.
 * @param now node's time of acceptance, ms
 */
export function judgeBatch(
  chatId: ChatId,
  batch: readonly QueuedEntry[],
  standing: Standing,
  view: ChatView,
  recent: RecentAnswers,
  now: number,
): Judged {
  const refusedBefore = new Map<string, ErrorCode>();
  for (const { userId, entryId, code } of standing.refusals) {
    refusedBefore.set(`${userId} ${entryId}`, code);
  }
  const answered = new Map<EntryId, { readonly userId: UserId; readonly answer: Answer }>();
  const refusedOpenings = new Set<UserId>();
  const rows: NewRow[] = [];
  const refusals: Refusal[] = [];
  const deadSessions = new Set<string>();

  const answers = batch.map((queued): Answer => {
    const { identity, entry } = queued;
    const { userId } = identity;
    const { entryId } = entry;
    if (identity.isDeleted !== true && standing.sessions.get(identity.sessionId) !== userId) {
      deadSessions.add(identity.sessionId);
      return again(entryId, 'signed-out', limits.againMaxMs);
    }
    const repeated = repeatOf(entryId, userId);
    if (repeated !== undefined) return repeated;
    if (entry.after !== undefined && !isAnswered(entry.after, userId)) {
      return again(entryId, 'after-unanswered', limits.againMinMs);
    }
    const answer = decide(queued);
    if (answer.outcome !== 'again') answered.set(entryId, { userId, answer });
    if (answer.outcome === 'refused') {
      if (queued.intent.ok && isOpening(queued.intent.value)) refusedOpenings.add(userId);
      // Of people who never were members nothing is kept: anybody could fill the table.
      if (identity.isDeleted === true) return answer;
      if (standing.members.has(userId) || view.roleOf(userId) !== undefined) {
        refusals.push({ entryId, userId, code: answer.code });
      }
    }
    return answer;
  });

  const isWritten = rows.length > 0 || refusals.length > 0;
  const write: BatchWrite = {
    head: view.head,
    rows,
    documents: view.touchedStates,
    group: view.group,
    refusals,
    at: now,
  };
  return { answers, write: isWritten ? write : undefined, deadSessions };

  function repeatOf(entryId: EntryId, userId: UserId): Answer | undefined {
    const accepted = standing.entries.get(entryId);
    if (accepted?.author === userId) {
      const { position, number } = accepted;
      return { outcome: 'accepted', entryId, position, number };
    }
    const inBatch = answered.get(entryId);
    if (inBatch?.userId === userId) return inBatch.answer;
    const isTaken = accepted !== undefined || inBatch?.answer.outcome === 'accepted';
    // Whoever is not in the chat is judged instead, and learns nothing of what is in it.
    if (isTaken && view.roleOf(userId) !== undefined) return refused(entryId, 'entry-id-taken');
    const code = refusedBefore.get(`${userId} ${entryId}`);
    return code === undefined ? undefined : refused(entryId, code);
  }

  function isAnswered(entryId: EntryId, userId: UserId): boolean {
    return (
      standing.entries.get(entryId)?.author === userId ||
      answered.get(entryId)?.userId === userId ||
      refusedBefore.has(`${userId} ${entryId}`) ||
      recent.has(userId, entryId)
    );
  }

  function isRefused(entryId: EntryId, userId: UserId): boolean {
    const inBatch = answered.get(entryId);
    return (
      (inBatch?.userId === userId && inBatch.answer.outcome === 'refused') ||
      refusedBefore.has(`${userId} ${entryId}`)
    );
  }

  function decide({ identity, entry, intent }: QueuedEntry): Answer {
    const { userId } = identity;
    const { entryId } = entry;
    if (!intent.ok) {
      return intent.code === 'unknown-kind'
        ? again(entryId, intent.code, limits.againMaxMs)
        : refused(entryId, intent.code);
    }
    const message = dependencyOf(intent.value);
    if (message !== undefined && isRefused(message, userId)) {
      return refused(entryId, 'depends-on-refused');
    }
    if (!view.exists && refusedOpenings.has(userId)) return refused(entryId, 'depends-on-refused');
    const verdict =
      identity.isDeleted === true
        ? judgeOfDeleted(view, userId, intent.value)
        : judge(view, { userId }, chatId, intent.value);
    if (!verdict.ok) return refused(entryId, verdict.code);
    if (intent.value.kind === 'chat.open' && view.exists) {
      return { outcome: 'accepted', entryId, position: openingPosition, number: 0 };
    }
    const number = view.nextNumber;
    const written = view.write(intent.value, { entryId, author: userId, at: now, number });
    rows.push({ ...written, entryId, author: userId, at: now });
    return { outcome: 'accepted', entryId, position: written.position, number: written.number };
  }
}

/** Whose chats may have changed by what a batch finds accepted: of a commit nobody has heard of. */
export function peopleConcerned(
  batch: readonly QueuedEntry[],
  answers: readonly Answer[],
): readonly UserId[] {
  return batch.flatMap(({ identity, intent }, index) => {
    const isAccepted = answers[index]?.outcome === 'accepted';
    if (!isAccepted || !intent.ok || !administers(intent.value)) return [];
    const named = 'user' in intent.value ? [intent.value.user] : peopleOf(intent.value);
    return [identity.userId, ...named];
  });
}

/** Nothing was decided. */
export function again(entryId: EntryId, code: ErrorCode, backoffMs: number): Answer {
  return { outcome: 'again', entryId, code, backoffMs };
}

function refused(entryId: EntryId, code: ErrorCode): Answer {
  return { outcome: 'refused', entryId, code };
}

/** No row of this intent is longer: its text as UTF-8, and ids, names and clocks around it. */
export function largestRowBytes(intent: string): number {
  return 512 + 3 * intent.length;
}
