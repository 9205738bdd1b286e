/**
 * Brings to its end what begins with the deletion of an account: the person leaves every group, his
 * messages go if he chose so, and then all that is kept of him outside of chats. Chat by chat, through
 * the chat log, under each chat's lock like anybody's intents.
 * Invariant: each step may be done again and by several nodes at once. An entry of the job has an id
 * that follows from the job and from what it does, so that a repeat gets the answer it had; where the job is stands in
 * the database, and only after the step it follows.
 */
import { type ChatId, derivedEntryId, directChatId, type UserId } from '@jibber/schema/ids';
import { type Intent, stringifyIntent } from '@jibber/schema/intents/registry';
import { limits } from '@jibber/schema/limits';
import type { Answer } from '@jibber/schema/protocol/answers';
import type { Cancel, Scheduler } from '@jibber/schema/scheduler';
import type { AccountDeletion, AccountDeletionStorage } from '../storage/account-deletion-port.ts';
import type { ChatEntry, ChatLog } from './chat-log.ts';
import type { SyncLog } from './log-port.ts';

export type AccountDeletionsOptions = {
  readonly storage: AccountDeletionStorage;
  readonly chatLog: Pick<ChatLog, 'submitForDeleted'>;
  readonly scheduler: Scheduler;
  readonly log: SyncLog;
  /** How often jobs are looked for. */
  readonly everyMs: number;
};

const jobsPerRound = 16;
/** Rows looked at in one question for the messages of a person. */
const rowsPerQuestion = 20_000;
/** How often people are looked for who were let into a group while they went. */
const reopenEveryMs = 60 * 60_000;

/** A step came to no end: the answer was "again", or this node stops. The next round goes on. */
class Interrupted extends Error {}

export class AccountDeletions {
  readonly #options: AccountDeletionsOptions;
  #cancel: Cancel = () => undefined;
  #running: Promise<void> | undefined;
  #isStopped = false;
  #reopenAt = 0;

  constructor(options: AccountDeletionsOptions) {
    this.#options = options;
  }

  start(): void {
    if (this.#isStopped) return;
    this.#cancel = this.#options.scheduler.after(this.#options.everyMs, () => {
      this.#running = this.run().then(() => this.start());
    });
  }

  /** Resolves when the step under way is over. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancel();
    await this.#running;
  }

  /** One round: every job goes on as far as it can. Never rejects. */
  async run(): Promise<void> {
    const { storage, scheduler, log } = this.#options;
    try {
      if (scheduler.now() >= this.#reopenAt) {
        await storage.reopen();
        this.#reopenAt = scheduler.now() + reopenEveryMs;
      }
      for (const job of await storage.due(jobsPerRound)) await this.#runJob(job);
    } catch (error) {
      log.warn({ error }, 'deleted accounts could not be looked for');
    }
  }

  async #runJob(job: AccountDeletion): Promise<void> {
    const { storage, scheduler, log } = this.#options;
    const { userId } = job;
    try {
      await this.#leaveGroups(job);
      if (job.messages === 'erase') await this.#eraseEverywhere(job);
      else await this.#eraseNotes(job);
      if ((await storage.standpoints(userId, 1)).length > 0) return;
      await storage.finish(userId, scheduler.now());
      log.info({ userId }, 'a deleted account is gone from its chats');
    } catch (error) {
      if (error instanceof Interrupted) return;
      log.warn({ error, userId }, 'the job of a deleted account failed, it goes on later');
    }
  }

  /** Before anything else: who went is seen by others at once. */
  async #leaveGroups(job: AccountDeletion): Promise<void> {
    for (;;) {
      const standpoints = await this.#options.storage.standpoints(job.userId, limits.batchEntries);
      const answers = await this.#submit(
        job.userId,
        standpoints.map(({ chatId, as, since }) => {
          const kind = as === 'member' ? 'member.leave' : 'invitation.decline';
          return entryOf(job, chatId, { kind }, String(since));
        }),
      );
      // One that is refused was over before; if it is not, the next round finds it again.
      if (answers.every(({ outcome }) => outcome !== 'accepted')) return;
    }
  }

  /** Of somebody whose messages stay: what nobody but himself could read. */
  async #eraseNotes(job: AccountDeletion): Promise<void> {
    const notes = directChatId(job.userId, job.userId);
    await this.#eraseIn(job.chatId === notes ? job : { ...job, chatId: undefined }, notes);
  }

  async #eraseEverywhere(job: AccountDeletion): Promise<void> {
    const { storage } = this.#options;
    let at = job;
    let chatId = job.chatId ?? (await storage.chatAfter(job.userId, undefined));
    while (chatId !== undefined) {
      at = await this.#eraseIn(at, chatId);
      chatId = await storage.chatAfter(job.userId, chatId);
    }
  }

  /** Erases his messages in one chat, from where the job is. @returns the job, as it is then */
  async #eraseIn(job: AccountDeletion, chatId: ChatId): Promise<AccountDeletion> {
    const { storage } = this.#options;
    const { userId } = job;
    let at = job;
    for (;;) {
      const position = at.chatId === chatId ? at.position : 0;
      const most = limits.batchEntries;
      const own = await storage.messagesAfter(chatId, userId, position, most, rowsPerQuestion);
      await this.#submit(
        userId,
        own.entryIds.map((message) =>
          entryOf(job, chatId, { kind: 'message.delete', message }, message),
        ),
      );
      await storage.advance(at, chatId, own.upTo);
      at = { ...at, chatId, position: own.upTo };
      if (own.isEnd) return at;
    }
  }

  /** Resolves when all are accepted or refused. */
  async #submit(userId: UserId, entries: readonly ChatEntry[]): Promise<readonly Answer[]> {
    if (this.#isStopped) throw new Interrupted();
    if (entries.length === 0) return [];
    const answers = await new Promise<readonly Answer[]>((resolve) => {
      const given: Answer[] = [];
      this.#options.chatLog.submitForDeleted(userId, entries, (some) => {
        given.push(...some);
        if (given.length === entries.length) resolve(given);
      });
    });
    if (answers.some(({ outcome }) => outcome === 'again')) throw new Interrupted();
    return answers;
  }
}

/** @param about what it does, among all that the job does of this kind in this chat */
function entryOf(
  { key }: AccountDeletion,
  chatId: ChatId,
  intent: Intent,
  about: string,
): ChatEntry {
  return {
    entryId: derivedEntryId(key, chatId, intent.kind, about),
    scope: chatId,
    after: undefined,
    intent: stringifyIntent(intent),
  };
}
