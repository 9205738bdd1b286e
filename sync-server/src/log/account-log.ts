/**
 * The pipeline of intents of accounts: entries wait per account while its previous commit is under
 * way, then go together through one transaction; only after its commit is anything told (DESIGN 5).
 * Invariants: one commit per account at a time on this node; each entry gets exactly one answer; an
 * unknown outcome is read back before anything is answered.
 */
import type { ErrorCode } from '@jibber/schema/errors';
import type { HistoryId, UserId } from '@jibber/schema/ids';
import { parseAccountIntentText } from '@jibber/schema/intents/account/account-registry';
import { limits } from '@jibber/schema/limits';
import type { Answer } from '@jibber/schema/protocol/answers';
import type { SentEntry } from '@jibber/schema/protocol/send';
import type { Scheduler } from '@jibber/schema/scheduler';
import type { AccountLogStorage, AccountTransaction } from '../storage/account-log-port.ts';
import { StorageFault } from '../storage/storage.ts';
import {
  accountQuestionOf,
  chatsConcerned,
  type JudgedAccount,
  judgeAccountBatch,
  type QueuedAccountEntry,
} from './account-batch.ts';
import { again } from './batch.ts';
import { EntryQueues, type QueueBounds, type Turn } from './entry-queues.ts';
import type { SyncLog } from './log-port.ts';
import { AnsweredEntries } from './recent-answers.ts';
import type { Identity } from './sync.ts';
import { type Rate, TokenBuckets } from './token-buckets.ts';

/** What a commit brought, to be told. */
export type CommittedAccount = {
  readonly historyId: HistoryId;
  readonly userId: UserId;
  readonly revision: number;
  readonly blocked: ReadonlySet<UserId>;
};

export type AccountLogOptions = QueueBounds & {
  readonly storage: AccountLogStorage;
  readonly scheduler: Scheduler;
  readonly log: SyncLog;
  readonly writeRate: Rate;
  /** After the commit and after its answers; also where nothing new was written. */
  onCommitted(committed: CommittedAccount): void;
  /** These sessions were found not to be live. */
  onDeadSessions(sessionIds: readonly string[]): void;
};

/** Takes answers of one batch; entries of a submission may be answered in several calls. */
type Reply = (answers: readonly Answer[]) => void;
type Waiting = QueuedAccountEntry & { readonly reply: Reply };
type Done = { readonly judged: JudgedAccount; readonly committed: CommittedAccount | undefined };

/** Accounts written side by side; chats, which are many more, have their own. */
const lanes = 2;
/** How often an unknown outcome is read back before the device is told to come again. */
const readBacks = 3;
const rememberedAnswers = 2000;

export class AccountLog {
  readonly #options: AccountLogOptions;
  readonly #rate: TokenBuckets;
  readonly #recent = new AnsweredEntries(rememberedAnswers);
  readonly #queues: EntryQueues<UserId, Waiting>;
  #running = 0;
  #isStopping = false;
  #onIdle: (() => void) | undefined;

  constructor(options: AccountLogOptions) {
    this.#options = options;
    this.#queues = new EntryQueues(options);
    this.#rate = new TokenBuckets(options.writeRate);
  }

  /** Puts entries into the queue of the account of whoever sent them. Never throws, never waits. */
  submit(identity: Identity, entries: readonly SentEntry[], reply: Reply): void {
    const turnedAway: Answer[] = [];
    for (const entry of entries) {
      const answer = this.#turnAway(identity, entry);
      if (answer !== undefined) turnedAway.push(answer);
      else {
        const intent = parseAccountIntentText(entry.intent);
        this.#queues.add(identity.userId, { identity, entry, intent, reply });
      }
    }
    if (turnedAway.length > 0) reply(turnedAway);
    this.#startReady();
  }

  /** Takes no more entries; resolves when all that wait are answered. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    if (this.#queues.isIdle) return;
    await new Promise<void>((resolve) => {
      this.#onIdle = resolve;
    });
  }

  /** Housekeeping, called now and then. */
  sweep(): void {
    this.#rate.sweep(this.#options.scheduler.now());
  }

  #turnAway({ userId }: Identity, entry: SentEntry): Answer | undefined {
    const { entryId } = entry;
    if (this.#isStopping) return again(entryId, 'going-away', limits.againMinMs);
    if (!this.#queues.hasRoom(userId, entry)) return again(entryId, 'busy', limits.againMinMs);
    const waitMs = this.#rate.take(userId, this.#options.scheduler.now());
    if (waitMs === 0) return undefined;
    return again(entryId, 'too-many-requests', Math.max(waitMs, limits.againMinMs));
  }

  #startReady(): void {
    while (this.#running < lanes) {
      const turn = this.#queues.next();
      if (turn === undefined) return;
      this.#running += 1;
      void this.#run(turn);
    }
  }

  /** One batch of an account. Rejects never: whatever fails is an answer. */
  async #run({ key: userId, batch }: Turn<UserId, Waiting>): Promise<void> {
    try {
      await this.#process(userId, batch);
    } catch (error) {
      // What was committed stays so; whoever got no answer asks again.
      this.#options.log.error({ error, userId }, 'a batch of an account could not be told');
    }
    this.#running -= 1;
    this.#queues.done(userId);
    if (this.#queues.isIdle) this.#onIdle?.();
    this.#startReady();
  }

  async #process(userId: UserId, batch: readonly Waiting[]): Promise<void> {
    for (let attempt = 0; ; attempt += 1) {
      let done: Done;
      try {
        done = await this.#options.storage.transaction((transaction) =>
          this.#judge(transaction, userId, batch),
        );
      } catch (error) {
        const fault = error instanceof StorageFault ? error.kind : undefined;
        this.#options.log.warn({ error, fault, userId }, 'a batch of an account failed');
        if (fault === 'unknown-outcome' && attempt < readBacks) continue;
        if (fault === undefined && batch.length > 1) {
          // One of them meets a fault of this program: the others must not suffer with it.
          for (const waiting of batch) await this.#process(userId, [waiting]);
          return;
        }
        this.#answerAll(batch, fault === undefined ? 'internal' : 'busy');
        return;
      }
      this.#tell(batch, done);
      return;
    }
  }

  async #judge(
    transaction: AccountTransaction,
    userId: UserId,
    batch: readonly Waiting[],
  ): Promise<{ readonly keep: boolean; readonly value: Done }> {
    const now = this.#options.scheduler.now();
    if (!(await transaction.lockAccount(userId))) return noAccount(batch);
    const chatIds = chatsConcerned(userId, batch);
    if (chatIds.length > 0) await transaction.lockChats(chatIds);
    const standing = await transaction.readStanding(accountQuestionOf(userId, batch, now));
    const recent = this.#recent.in(standing.historyId);
    const judged = judgeAccountBatch(userId, batch, standing, recent, now);
    if (judged.write !== undefined) await transaction.save(userId, judged.write);
    const committed: CommittedAccount = {
      historyId: standing.historyId,
      userId,
      revision: judged.write?.revision ?? standing.revision,
      blocked: (judged.write?.after ?? standing.state).blocked,
    };
    return { keep: judged.write !== undefined, value: { judged, committed } };
  }

  #tell(batch: readonly Waiting[], { judged, committed }: Done): void {
    const byReply = new Map<Reply, Answer[]>();
    batch.forEach(({ identity, reply }, index) => {
      const answer = judged.answers[index];
      if (answer === undefined) throw new Error('an entry without an answer');
      if (answer.outcome !== 'again') this.#recent.add(identity.userId, answer.entryId);
      const answers = byReply.get(reply);
      if (answers === undefined) byReply.set(reply, [answer]);
      else answers.push(answer);
    });
    for (const [reply, answers] of byReply) reply(answers);
    if (committed !== undefined) this.#options.onCommitted(committed);
    if (judged.deadSessions.size > 0) this.#options.onDeadSessions([...judged.deadSessions]);
  }

  #answerAll(batch: readonly Waiting[], code: ErrorCode): void {
    for (const { entry, reply } of batch) reply([again(entry.entryId, code, limits.againMinMs)]);
  }
}

/** The account was deleted: its sessions are over, too, and their devices will hear of that. */
function noAccount(batch: readonly Waiting[]): { readonly keep: false; readonly value: Done } {
  const answers = batch.map(({ entry }) => again(entry.entryId, 'signed-out', limits.againMaxMs));
  const deadSessions = new Set(batch.map(({ identity }) => identity.sessionId));
  return {
    keep: false,
    value: { judged: { answers, write: undefined, deadSessions }, committed: undefined },
  };
}
