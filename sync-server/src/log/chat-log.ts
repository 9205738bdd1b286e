/**
 * The pipeline of a node: entries wait per chat while that chat's previous commit is under way, then
 * go together through one transaction, or one statement where all that it needs is remembered
 * (docs/decisions/0008); only after its commit is anything told (DESIGN 4.3–4.5).
 * Invariants: one commit per chat at a time on this node; each entry gets exactly one answer;
 * after a commit that failed, or whose outcome is unknown, no document of the chat stays in memory,
 * and an unknown outcome is read back (the batch is judged again, its accepted entries are repeats
 * then) before anything is answered.
 */
import type { DocumentName } from '@jibber/schema/document/values';
import type { ErrorCode } from '@jibber/schema/errors';
import { type ChatId, directChatId, type HistoryId, type UserId } from '@jibber/schema/ids';
import { parseIntentText } from '@jibber/schema/intents/registry';
import { limits } from '@jibber/schema/limits';
import type { Answer } from '@jibber/schema/protocol/answers';
import type { SentEntry } from '@jibber/schema/protocol/send';
import type { Scheduler } from '@jibber/schema/scheduler';
import { ChatView } from '../documents/chat-view.ts';
import type { DocumentCache } from '../documents/document-cache.ts';
import type { Joined } from '../documents/group-changes.ts';
import type { NodeDocument } from '../documents/node-document.ts';
import type { Departure } from '../storage/group-port.ts';
import { kindOfChat } from '../storage/group-port.ts';
import {
  type ChatTransaction,
  type Head,
  type NewRow,
  type Outcome,
  type Storage,
  StorageFault,
} from '../storage/storage.ts';
import {
  again,
  documentsNeeded,
  type Judged,
  judgeBatch,
  peopleConcerned,
  type QueuedEntry,
  questionOf,
} from './batch.ts';
import { EntryQueues, type QueueBounds, type Turn } from './entry-queues.ts';
import type { SyncLog } from './log-port.ts';
import { judgeQuickly } from './quick-batch.ts';
import { AnsweredEntries } from './recent-answers.ts';
import type { Author, Identity } from './sync.ts';
import { type Rate, TokenBuckets } from './token-buckets.ts';

/** What a commit brought, to be told. */
export type Committed = {
  readonly historyId: HistoryId;
  readonly chatId: ChatId;
  /** Position before its first row. */
  readonly from: number;
  /** After its last row. */
  readonly head: Head;
  readonly rows: readonly NewRow[];
  readonly joined: readonly Joined[];
  readonly departures: readonly Departure[];
  /** Whose account state changed: they are invited, or something was reported to them. */
  readonly news: readonly UserId[];
  /** By a commit that nobody was told of: their chats have to be read anew. */
  readonly unseen: readonly UserId[];
};

/** Entries beyond the bounds of the queues are answered `again`. */
export type ChatLogOptions = QueueBounds & {
  readonly storage: Storage;
  readonly scheduler: Scheduler;
  readonly cache: DocumentCache;
  readonly log: SyncLog;
  readonly writeRate: Rate;
  /** The newest head of a chat that this node has heard of, from whomever; 0 for none. */
  newestHead(chatId: ChatId): number;
  /** After the commit and after its answers; also with no rows, when a head was seen. */
  onCommitted(committed: Committed): void;
  /** These sessions were found not to be live. */
  onDeadSessions(sessionIds: readonly string[]): void;
};

/** Takes answers of one batch; entries of a submission may be answered in several calls. */
export type Reply = (answers: readonly Answer[]) => void;

/** An entry about a chat. */
export type ChatEntry = SentEntry & { readonly scope: ChatId };
type Waiting = QueuedEntry & { readonly reply: Reply };
type Done = { readonly judged: Judged; readonly committed: Committed };

/** How often an unknown outcome is read back before the device is told to come again. */
const readBacks = 3;
const rememberedAnswers = 10_000;
/** After an append that did not hold. */
const contestedBatches = 8;

export class ChatLog {
  readonly #options: ChatLogOptions;
  readonly #rate: TokenBuckets;
  /** Chats that another node writes into as well, and how many more batches go by transaction. */
  readonly #contested = new Map<ChatId, number>();
  readonly #recent = new AnsweredEntries(rememberedAnswers);
  readonly #queues: EntryQueues<ChatId, Waiting>;
  #running = 0;
  #isStopping = false;
  #onIdle: (() => void) | undefined;

  constructor(options: ChatLogOptions) {
    this.#options = options;
    this.#queues = new EntryQueues(options);
    this.#rate = new TokenBuckets(options.writeRate);
  }

  /** Puts entries into the queues of their chats. Never throws, never waits. */
  submit(identity: Identity, entries: readonly ChatEntry[], reply: Reply): void {
    this.#take(identity, entries, reply);
  }

  /**
   * The same for the job of an account that was deleted: no session is asked for, and it can only take
   * back what that person did and go (`deleted-author.ts`). Never for anything that came by a wire.
   */
  submitForDeleted(userId: UserId, entries: readonly ChatEntry[], reply: Reply): void {
    this.#take({ userId, sessionId: '', isDeleted: true }, entries, reply);
  }

  #take(identity: Author, entries: readonly ChatEntry[], reply: Reply): void {
    const turnedAway: Answer[] = [];
    for (const entry of entries) {
      const answer = this.#turnAway(identity, entry);
      if (answer !== undefined) turnedAway.push(answer);
      else {
        const intent = parseIntentText(entry.intent);
        this.#queues.add(entry.scope, { identity, entry, intent, reply });
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
    this.#contested.clear();
  }

  #turnAway({ userId, isDeleted }: Author, entry: ChatEntry): Answer | undefined {
    const { entryId, scope } = entry;
    if (this.#isStopping) return again(entryId, 'going-away', limits.againMinMs);
    if (!this.#queues.hasRoom(scope, entry)) return again(entryId, 'busy', limits.againMinMs);
    if (isDeleted === true) return undefined;
    const waitMs = this.#rate.take(userId, this.#options.scheduler.now());
    if (waitMs === 0) return undefined;
    return again(entryId, 'too-many-requests', Math.max(waitMs, limits.againMinMs));
  }

  #startReady(): void {
    while (this.#running < this.#options.storage.lanes) {
      const turn = this.#queues.next();
      if (turn === undefined) return;
      this.#running += 1;
      void this.#run(turn);
    }
  }

  /** One batch of a chat. Rejects never: whatever fails is an answer. */
  async #run({ key: chatId, batch }: Turn<ChatId, Waiting>): Promise<void> {
    try {
      await this.#process(chatId, batch);
    } catch (error) {
      // What was committed stays so; whoever got no answer asks again.
      this.#options.log.error({ error, chatId }, 'a batch could not be told');
    }
    this.#running -= 1;
    this.#queues.done(chatId);
    if (this.#queues.isIdle) this.#onIdle?.();
    this.#startReady();
  }

  async #process(chatId: ChatId, batch: readonly Waiting[]): Promise<void> {
    for (let attempt = 0; ; attempt += 1) {
      let done: Done;
      try {
        done = (await this.#append(chatId, batch)) ?? (await this.#commit(chatId, batch));
      } catch (error) {
        this.#options.cache.drop(chatId);
        const fault = error instanceof StorageFault ? error.kind : undefined;
        this.#options.log.warn({ error, fault, chatId, entries: batch.length }, 'batch failed');
        if (fault === 'unknown-outcome' && attempt < readBacks) continue;
        if (fault === undefined && batch.length > 1) {
          // One of them meets a fault of this program: the others must not suffer with it.
          for (const waiting of batch) await this.#process(chatId, [waiting]);
          return;
        }
        this.#answerAll(batch, fault === undefined ? 'internal' : 'busy');
        return;
      }
      this.#tell(batch, done, attempt === 0 ? [] : peopleConcerned(batch, done.judged.answers));
      return;
    }
  }

  /** In one statement, where all that has to be known is remembered; undefined where it is not so. */
  async #append(chatId: ChatId, batch: readonly Waiting[]): Promise<Done | undefined> {
    const { storage, scheduler, cache, newestHead } = this.#options;
    const contested = this.#contested.get(chatId) ?? 0;
    if (contested > 0) {
      if (contested === 1) this.#contested.delete(chatId);
      else this.#contested.set(chatId, contested - 1);
      return undefined;
    }
    const known = cache.known(chatId);
    if (known === undefined || newestHead(chatId) > known.head.head) return undefined;
    const quick = judgeQuickly(
      chatId,
      batch,
      known,
      this.#recent.in(known.historyId),
      scheduler.now(),
    );
    if (quick === undefined) return undefined;
    if (!(await storage.append(quick.append))) {
      // The segment in memory holds what was not written.
      cache.drop(chatId);
      this.#contested.set(chatId, contestedBatches);
      return undefined;
    }
    const { judged, view } = quick;
    const { historyId, head } = known;
    cache.keep(chatId, historyId, view.documents, view.states);
    cache.learn(chatId, view);
    const rows = judged.write?.rows ?? [];
    const committed: Committed = {
      historyId,
      chatId,
      from: head.head,
      head: view.head,
      rows,
      joined: [],
      departures: [],
      news: [],
      unseen: [],
    };
    return { judged, committed };
  }

  async #commit(chatId: ChatId, batch: readonly Waiting[]): Promise<Done> {
    const { done, keep } = await this.#options.storage.transaction((transaction) =>
      this.#judge(transaction, chatId, batch),
    );
    keep();
    return done;
  }

  async #judge(
    transaction: ChatTransaction,
    chatId: ChatId,
    batch: readonly Waiting[],
  ): Promise<Outcome<{ readonly done: Done; keep(): void }>> {
    const { scheduler, cache } = this.#options;
    let head = await transaction.lockChat(chatId);
    if (head === undefined && batch.some((queued) => opens(queued, chatId))) {
      await transaction.insertChat(chatId, scheduler.now());
      head = await transaction.lockChat(chatId);
    }
    const now = scheduler.now();
    let standing = await transaction.readStanding(questionOf(chatId, batch, now));
    if (head === undefined && standing.documents.length > 0) {
      // It was opened after its lock was asked for: without the lock nothing may be written.
      head = await transaction.lockChat(chatId);
      standing = await transaction.readStanding(questionOf(chatId, batch, now));
    }
    const states = new Map(standing.documents.map((state) => [state.name, state]));
    const documents = new Map<DocumentName, NodeDocument>();
    if (head !== undefined) {
      for (const name of documentsNeeded(batch, standing, head)) {
        const state = states.get(name);
        if (state === undefined) continue;
        const read = (which: DocumentName, complete: number) =>
          transaction.readDocument(chatId, which, complete);
        documents.set(name, await cache.load(chatId, standing.historyId, state, read));
      }
    }
    const view = new ChatView({ kind: kindOfChat(chatId), head, standing, states, documents });
    const recent = this.#recent.in(standing.historyId);
    const judged = judgeBatch(chatId, batch, standing, view, recent, now);
    const news = judged.write === undefined ? [] : await transaction.save(chatId, judged.write);
    const committed: Committed = {
      historyId: standing.historyId,
      chatId,
      from: head?.head ?? 0,
      head: view.head,
      rows: judged.write?.rows ?? [],
      joined: view.joined,
      departures: view.group.departures,
      news,
      unseen: [],
    };
    return {
      keep: judged.write !== undefined,
      value: {
        done: { judged, committed },
        keep: () => {
          cache.keep(chatId, standing.historyId, view.documents, view.states);
          cache.learn(chatId, view);
          if (view.group.isDeleted) cache.drop(chatId);
        },
      },
    };
  }

  /** @param unseen members by a commit of which nobody has heard */
  #tell(batch: readonly Waiting[], { judged, committed }: Done, unseen: readonly UserId[]): void {
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
    this.#options.onCommitted({ ...committed, unseen });
    if (judged.deadSessions.size > 0) {
      this.#options.onDeadSessions([...judged.deadSessions]);
    }
  }

  #answerAll(batch: readonly Waiting[], code: ErrorCode): void {
    for (const { entry, reply } of batch) {
      reply([again(entry.entryId, code, limits.againMinMs)]);
    }
  }
}

/** Whether a chat that is not there begins with it. */
function opens({ identity, intent }: QueuedEntry, chatId: ChatId): boolean {
  if (!intent.ok) return false;
  if (intent.value.kind === 'group.create') return kindOfChat(chatId) === 'group';
  return (
    intent.value.kind === 'chat.open' && directChatId(identity.userId, intent.value.with) === chatId
  );
}
