/**
 * The core of a node, put together: `main.ts` and the simulation hand in storage, relay, scheduler and
 * log, and bind the `Sync` they get to a transport. Invariant: no clock, timer, socket or database but
 * those handed in; several nodes may stand over one storage in one process.
 */
import type { HistoryId } from '@jibber/schema/ids';
import { limits } from '@jibber/schema/limits';
import type { Answer } from '@jibber/schema/protocol/answers';
import { encodeFrame } from '@jibber/schema/protocol/codec';
import type { SentEntry } from '@jibber/schema/protocol/send';
import { exhaust } from '@jibber/schema/result';
import type { Cancel, Scheduler } from '@jibber/schema/scheduler';
import { DocumentCache } from '../documents/document-cache.ts';
import type { Joined } from '../documents/group-changes.ts';
import type { Hint, Relay } from '../relay/relay.ts';
import type { Storage } from '../storage/storage.ts';
import { AccountDeletions } from './account-deletions.ts';
import { AccountLog } from './account-log.ts';
import { AccountTelling } from './account-telling.ts';
import { Audience } from './audience.ts';
import { ChatLog, type Committed } from './chat-log.ts';
import { type ConnectionContext, DeviceConnection } from './connection.ts';
import { type EntryLog, routeEntries } from './entry-router.ts';
import { Feed } from './feed.ts';
import { Following } from './following.ts';
import type { SyncLog } from './log-port.ts';
import { Memberships } from './memberships.ts';
import { Outbound } from './outbound.ts';
import { Revocation } from './revocation.ts';
import { framesOfWritten } from './rows-frames.ts';
import { SharedReads } from './shared-reads.ts';
import type { Identity, Sync } from './sync.ts';
import { type Rate, TokenBuckets } from './token-buckets.ts';
import { Upkeep } from './upkeep.ts';
import { Whispers } from './whispers.ts';

export type SyncSettings = {
  readonly writeRate: Rate;
  /** What an account may read: one for a question to storage, and one for so many bytes of its answer. */
  readonly readRate: Rate;
  /** Entries waiting in all chats together; beyond that they are answered `again`. */
  readonly queuedEntries: number;
  /** Intents of those entries, in bytes; beyond that likewise. */
  readonly queuedBytes: number;
  /** Memory for chat documents, estimated, in bytes. */
  readonly cacheBytes: number;
  /** How often heads are read while the relay works, and while it does not. */
  readonly headsPollMs: number;
  readonly headsPollQuickMs: number;
  /** How often texts to erase, and deleted accounts, and old rows, are looked for. */
  readonly eraseEveryMs: number;
  readonly foldEveryMs: number;
  /** Devices of a node that goes away connect elsewhere within this time. */
  readonly drainSpreadMs: number;
};

export const syncDefaults: SyncSettings = {
  writeRate: { perSecond: limits.writesPerAccountPerSecond, burst: limits.writesPerAccountBurst },
  readRate: { perSecond: limits.readsPerAccountPerSecond, burst: limits.readsPerAccountBurst },
  queuedEntries: limits.queuedEntries,
  queuedBytes: limits.queuedBytes,
  cacheBytes: 128 * 1024 * 1024,
  headsPollMs: 10_000,
  headsPollQuickMs: 1000,
  eraseEveryMs: 5000,
  foldEveryMs: 10 * 60_000,
  drainSpreadMs: 5000,
};

export type SyncOptions = {
  readonly storage: Storage;
  /** This node's end of the relay; nobody else listens on it. */
  readonly relay: Relay;
  readonly scheduler: Scheduler;
  readonly log: SyncLog;
  readonly settings?: Partial<SyncSettings>;
  /** Documents kept between batches, where not a cache of its own. */
  readonly cache?: DocumentCache | undefined;
};

/** Relayed frames of one commit are left out above this: the other nodes read them. */
const relayedBytes = 512 * 1024;
const readRetryMs = 1000;

/** Makes a node. It begins to poll at once; `stop` ends everything it began. */
export function createSync(options: SyncOptions): Sync {
  const { storage, relay, scheduler, log } = options;
  const settings = { ...syncDefaults, ...options.settings };
  const connections = new Set<DeviceConnection>();
  const outbound = new Outbound(scheduler);
  const audience = new Audience({
    onEmptied: (chatIds, userIds) => following.end(chatIds, userIds),
  });
  const following = new Following({
    relay,
    storage,
    isPresent: (id) => audience.isPresent(id),
  });
  const feed = new Feed({ storage, scheduler, audience, outbound, log, retryMs: readRetryMs });
  const memberships = new Memberships({
    ...{ storage, relay, log, audience, feed, following },
    isOurHistory,
  });
  const whispers = new Whispers({ storage, scheduler, relay, audience, log });
  const revocation = new Revocation({ storage, scheduler, outbound, log });
  const cache = options.cache ?? new DocumentCache(settings.cacheBytes);
  const chatLog = new ChatLog({
    storage,
    scheduler,
    cache,
    log,
    writeRate: settings.writeRate,
    queuedEntries: settings.queuedEntries,
    queuedBytes: settings.queuedBytes,
    newestHead: (chatId) => audience.channel(chatId)?.head.head ?? 0,
    onCommitted: tellCommitted,
    onDeadSessions: (sessionIds) => void revocation.confirm(sessionIds),
  });
  const accounts = new AccountTelling({
    storage: storage.accounts,
    audience,
    relay,
    log,
    isOurHistory,
  });
  const accountLog = new AccountLog({
    storage: storage.accounts,
    scheduler,
    log,
    writeRate: settings.writeRate,
    queuedEntries: settings.queuedEntries,
    queuedBytes: settings.queuedBytes,
    onCommitted: (committed) => accounts.committed(committed),
    onDeadSessions: (sessionIds) => void revocation.confirm(sessionIds),
  });
  const entries = routeEntries(chatLog, accountLog);
  const readRate = new TokenBuckets(settings.readRate);
  const upkeep = new Upkeep({ ...settings, storage, scheduler, log });
  const deletions = new AccountDeletions({
    storage: storage.deletions,
    chatLog,
    scheduler,
    log,
    everyMs: settings.eraseEveryMs,
  });
  const context: ConnectionContext = {
    storage,
    sharedReads: new SharedReads(storage),
    scheduler,
    log,
    audience,
    feed,
    outbound,
    entries,
    whispers,
    isOurHistory,
    following,
    readChats: (userId) => memberships.readChats(userId),
    readRate,
    onClosed(connection) {
      connections.delete(connection);
      revocation.delete(connection);
    },
  };
  let isStopping = false;
  let stopped: Promise<void> | undefined;
  let history: HistoryId | undefined;
  let cancelPoll: Cancel = () => undefined;

  relay.listen(hear);
  revocation.start();
  upkeep.start();
  deletions.start();
  pollLater();

  return {
    connect(identity, outlet) {
      const connection = new DeviceConnection(identity, outlet, context);
      connections.add(connection);
      revocation.add(connection);
      return connection;
    },
    submit: (identity, sent) => submit(entries, identity, sent),
    accountsChanged(userIds) {
      if (history !== undefined) accounts.changed(history, userIds);
    },
    takeRead: (userId) => readRate.take(userId, scheduler.now()),
    endSessions(sessionIds) {
      revocation.end(sessionIds);
      relay.publish({ type: 'sessions-ended', sessionIds });
    },
    stop() {
      stopped ??= stop();
      return stopped;
    },
  };

  async function stop(): Promise<void> {
    isStopping = true;
    cancelPoll();
    const frame = encodeFrame({ type: 'drain', spreadMs: settings.drainSpreadMs });
    for (const connection of connections) connection.push(frame);
    await Promise.all([deletions.stop(), chatLog.stop(), accountLog.stop()]);
    await upkeep.stop();
    outbound.flush();
    revocation.stop();
    await relay.close();
  }

  /**
   * Whether this is the history that everything in this node's memory is of. After a restore it is
   * not: every device has to begin anew.
   */
  function isOurHistory(historyId: HistoryId): boolean {
    history ??= historyId;
    if (history === historyId) return true;
    log.warn({ historyId }, 'the database has another history: all devices connect anew');
    history = historyId;
    for (const connection of [...connections]) connection.end('going-away');
    return false;
  }

  function tellCommitted(committed: Committed): void {
    const { historyId, chatId, from, head, rows, departures, news, unseen } = committed;
    if (!isOurHistory(historyId)) return;
    // Whoever went and came back in one commit hears first that he went.
    const returned = new Set(departures.map(({ userId }) => userId));
    const came = committed.joined.filter(({ userId }) => !returned.has(userId));
    const cameBack = committed.joined.filter(({ userId }) => returned.has(userId));
    tellJoined(came);
    if (rows.length === 0) {
      feed.noticed(chatId, head);
    } else {
      const frames = framesOfWritten({ chatId, from, to: head.head }, rows, departures);
      feed.arrived(chatId, from, head, frames);
      const bytes = frames.reduce((sum, frame) => sum + frame.bytes.length, 0);
      relay.publish({
        type: 'rows',
        historyId,
        chatId,
        from,
        head,
        frames: bytes > relayedBytes ? [] : frames,
      });
    }
    tellJoined(cameBack);
    if (news.length > 0) accounts.changed(historyId, news);
    if (unseen.length > 0) {
      memberships.reread(unseen);
      relay.publish({ type: 'moved', historyId, userIds: unseen });
    }

    function tellJoined(joined: readonly Joined[]): void {
      if (joined.length === 0) return;
      const told = from === 0 ? 0 : head.head;
      memberships.introduce(chatId, head, told, joined);
      relay.publish({ type: 'joined', historyId, chatId, head, told, joined });
    }
  }

  function hear(hint: Hint): void {
    switch (hint.type) {
      case 'rows':
        if (hint.historyId !== history) return;
        feed.arrived(hint.chatId, hint.from, hint.head, hint.frames);
        return;
      case 'joined':
        if (hint.historyId !== history) return;
        memberships.introduce(hint.chatId, hint.head, hint.told, hint.joined);
        feed.noticed(hint.chatId, hint.head);
        return;
      case 'moved':
        if (hint.historyId === history) memberships.reread(hint.userIds);
        return;
      case 'receipt':
        whispers.raised(hint.userId, hint, hint.isPrivate);
        return;
      case 'typed':
        whispers.typed(hint.chatId, hint.userId);
        return;
      case 'account':
        if (hint.historyId === history) accounts.hinted(hint.userId);
        return;
      case 'sessions-ended':
        revocation.end(hint.sessionIds);
        return;
      default:
        exhaust(hint);
    }
  }

  function pollLater(): void {
    if (isStopping) return;
    const ms = relay.isConnected() ? settings.headsPollMs : settings.headsPollQuickMs;
    cancelPoll = scheduler.after(ms, () => void poll());
  }

  /** Whatever a hint did not tell is found here. */
  async function poll(): Promise<void> {
    chatLog.sweep();
    accountLog.sweep();
    readRate.sweep(scheduler.now());
    try {
      const chatIds = [...audience.channels].map(({ chatId }) => chatId);
      const heads = chatIds.length === 0 ? [] : await storage.heads(chatIds);
      for (const head of heads) feed.noticed(head.chatId, head);
      const here = [...audience.people].map(({ userId }) => userId);
      await memberships.findMoved(here);
      await accounts.read(here);
    } catch (error) {
      log.warn({ error }, 'heads could not be read');
    }
    pollLater();
  }
}

/** Entries by HTTP: resolves when each has its answer, in their order. */
function submit(
  log: EntryLog,
  identity: Identity,
  entries: readonly SentEntry[],
): Promise<Answer[]> {
  return new Promise((resolve) => {
    const answers: Answer[] = [];
    if (entries.length === 0) resolve(answers);
    log.submit(identity, entries, (some) => {
      answers.push(...some);
      if (answers.length < entries.length) return;
      const places = new Map(entries.map(({ entryId }, index) => [entryId, index]));
      answers.sort(
        (one, other) => (places.get(one.entryId) ?? 0) - (places.get(other.entryId) ?? 0),
      );
      resolve(answers);
    });
  });
}
