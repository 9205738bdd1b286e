/**
 * One connected device, from its socket to its close. Invariants: before `hello` nothing else is
 * accepted; while its chats are being read it is muted for all of them, then for each that it still
 * catches up in, so that what it gets of a chat has neither gap nor disorder (subscribe muted → read →
 * send → unmute).
 */
import type { ErrorCode } from '@jibber/schema/errors';
import type { ChatId, HistoryId } from '@jibber/schema/ids';
import type { ChatHead, EndedChat } from '@jibber/schema/protocol/chats';
import { decodeUp, encodeFrame, type UpFrame } from '@jibber/schema/protocol/codec';
import type { Hello } from '@jibber/schema/protocol/hello';
import { isSpoken, protocolVersion } from '@jibber/schema/protocol/version';
import { exhaust } from '@jibber/schema/result';
import type { Scheduler } from '@jibber/schema/scheduler';
import type { CatchUp, Head, Storage } from '../storage/storage.ts';
import type { Audience, Channel, Listener, Person } from './audience.ts';
import { type CatchUpPlan, planCatchUp } from './catch-up.ts';
import type { ChatLog } from './chat-log.ts';
import type { Feed } from './feed.ts';
import type { SyncLog } from './log-port.ts';
import { Mailbox, type Outbound } from './outbound.ts';
import { Pull, type PullTask } from './pull.ts';
import type { Connection, Identity, Outlet } from './sync.ts';
import type { Whispers } from './whispers.ts';

/** What connections share on a node. */
export type ConnectionContext = {
  readonly storage: Storage;
  readonly scheduler: Scheduler;
  readonly log: SyncLog;
  readonly audience: Audience;
  readonly feed: Feed;
  readonly outbound: Outbound;
  readonly chatLog: ChatLog;
  readonly whispers: Whispers;
  /** False where the database was restored: then every connection has been ended. */
  isOurHistory(historyId: HistoryId): boolean;
  /**
   * Sees to it that hints of these chats and of this person come here; answers heads that may have
   * been missed before.
   */
  follow(chats: readonly ChatHead[], identity: Identity): Promise<readonly ChatHead[]>;
  onClosed(connection: DeviceConnection): void;
};

type State =
  /** For its hello. */
  | { readonly phase: 'waiting' }
  /** Its chats are being read; what needs them waits. */
  | { readonly phase: 'reading'; readonly person: Person; readonly deferred: UpFrame[] }
  | {
      readonly phase: 'live';
      readonly person: Person;
      /** Where it is in the chats that it catches up in. */
      readonly muted: Map<Channel, number>;
    }
  | { readonly phase: 'closed' };

const mostDeferred = 256;
const chatsPerFrame = 1000;

export class DeviceConnection implements Connection, Listener {
  readonly identity: Identity;
  readonly mailbox: Mailbox;
  opened: ChatId | undefined;
  readonly #context: ConnectionContext;
  #state: State = { phase: 'waiting' };
  #pull: Pull | undefined;

  constructor(identity: Identity, outlet: Outlet, context: ConnectionContext) {
    this.identity = identity;
    this.mailbox = new Mailbox(outlet, () => this.closed());
    this.#context = context;
  }

  receive(message: Uint8Array): void {
    if (this.#state.phase === 'closed') return;
    const decoded = decodeUp(message);
    if (!decoded.ok) {
      this.end(decoded.code);
      return;
    }
    for (const frame of decoded.value) this.#handle(frame);
  }

  drained(): void {
    this.#pull?.resume();
  }

  closed(): void {
    const state = this.#state;
    if (state.phase === 'closed') return;
    this.#state = { phase: 'closed' };
    this.#pull?.close();
    if (state.phase !== 'waiting') this.#context.audience.leave(state.person, this);
    this.#context.onClosed(this);
  }

  /** Ends the socket with a code; nothing more is received or told. */
  end(code: ErrorCode): void {
    if (this.#state.phase === 'closed') return;
    this.mailbox.outlet.end(code);
    this.closed();
  }

  /** Puts an encoded frame into the mailbox. */
  push(frame: Uint8Array): void {
    if (this.#state.phase !== 'closed') this.#context.outbound.push(this.mailbox, frame);
  }

  isMuted(channel: Channel): boolean {
    return this.#state.phase !== 'live' || this.#state.muted.has(channel);
  }

  reached(channel: Channel): void {
    this.#settle(channel);
  }

  introduced(channel: Channel): void {
    // While its chats are being read it will find this one afterwards.
    if (this.#state.phase !== 'live') return;
    const { chatId, head } = channel;
    this.#pushChats([{ chatId, ...head }], [], false);
    if (channel.told === 0) return;
    this.#state.muted.set(channel, 0);
    this.#addTasks([{ kind: 'rows', channel }]);
  }

  #handle(frame: UpFrame): void {
    const state = this.#state;
    switch (state.phase) {
      case 'closed':
        return;
      case 'waiting':
        if (frame.type === 'hello') this.#greet(frame);
        else this.end('malformed');
        return;
      case 'reading':
      case 'live':
        break;
      default:
        exhaust(state);
    }
    if (state.phase === 'reading' && frame.type !== 'send' && frame.type !== 'ping') {
      // Whether he is in a chat is not known yet.
      state.deferred.push(frame);
      if (state.deferred.length > mostDeferred) this.end('slow-reader');
      return;
    }
    switch (frame.type) {
      case 'hello':
        this.end('malformed');
        return;
      case 'send':
        this.#context.chatLog.submit(this.identity, frame.entries, (answers) =>
          this.push(encodeFrame({ type: 'answers', answers })),
        );
        return;
      case 'ping':
        this.push(encodeFrame({ type: 'pong', nonce: frame.nonce }));
        return;
      case 'fetch': {
        const { chatId } = frame;
        if (!state.person.channels.has(chatId)) {
          this.#pushChats([], [{ chatId, code: 'chat-not-found' }], false);
          return;
        }
        this.#addTasks(frame.documents.map((wanted) => ({ kind: 'document', chatId, ...wanted })));
        return;
      }
      case 'open': {
        const { chatId } = frame;
        this.opened =
          chatId !== undefined && state.person.channels.has(chatId) ? chatId : undefined;
        if (this.opened !== undefined) {
          this.#addTasks([{ kind: 'registers', chatId: this.opened }]);
        }
        return;
      }
      case 'receipt':
        this.#context.whispers.receipt(state.person, frame);
        return;
      case 'typing':
        this.#context.whispers.typing(state.person, frame.chatId);
        return;
      default:
        exhaust(frame);
    }
  }

  #greet(hello: Hello): void {
    if (!isSpoken(hello.version)) {
      this.end('unknown-version');
      return;
    }
    const person = this.#context.audience.enter(this.identity.userId, this);
    const deferred: UpFrame[] = [];
    this.#state = { phase: 'reading', person, deferred };
    void this.#readChats(hello, person, deferred);
  }

  async #readChats(hello: Hello, person: Person, deferred: readonly UpFrame[]): Promise<void> {
    const { feed, storage, log } = this.#context;
    const watch = feed.watch();
    try {
      let stored = await storage.catchUp(person.userId, hello.receiptsRevision);
      if (stored.historyId !== hello.historyId && hello.receiptsRevision > 0) {
        stored = await storage.catchUp(person.userId, 0);
      }
      if (!this.#context.isOurHistory(stored.historyId)) return;
      const moved = await this.#context.follow(stored.chats, this.identity);
      if (this.#state.phase === 'closed') return;
      const heard = new Map<ChatId, Head>(watch.heads);
      for (const head of moved) heard.set(head.chatId, head);
      this.#goLive(person, stored, planCatchUp(hello, stored), heard);
      for (const frame of deferred) this.#handle(frame);
    } catch (error) {
      log.warn({ error, userId: person.userId }, 'chats of a device could not be read');
      this.end('internal');
    } finally {
      watch.stop();
    }
  }

  #goLive(
    person: Person,
    stored: CatchUp,
    plan: CatchUpPlan,
    heard: ReadonlyMap<ChatId, Head>,
  ): void {
    const { audience, scheduler, feed } = this.#context;
    const muted = new Map<Channel, number>();
    const tasks: PullTask[] = [];
    const met = new Set<ChatId>();
    for (const chat of stored.chats) {
      const isNews = !person.channels.has(chat.chatId);
      const channel = audience.join(person, chat.chatId, chat.head, chat);
      // The hint that he became a member was lost: his other devices hear of it now.
      if (isNews) for (const other of person.listeners) other.introduced(channel);
      const latest = heard.get(chat.chatId);
      if (latest !== undefined) channel.heardOf(latest);
      met.add(chat.chatId);
      const known = plan.known.get(chat.chatId) ?? 0;
      if (known === channel.told) continue;
      muted.set(channel, known);
      tasks.push({ kind: 'rows', channel });
    }
    const heads = [...plan.heads];
    // He became a member of these after his chats were read.
    for (const channel of person.channels.values()) {
      if (met.has(channel.chatId)) continue;
      heads.push({ chatId: channel.chatId, ...channel.head });
      if (channel.told === 0) continue;
      muted.set(channel, 0);
      tasks.push({ kind: 'rows', channel });
    }
    this.#state = { phase: 'live', person, muted };
    this.push(
      encodeFrame({
        type: 'welcome',
        version: protocolVersion.current,
        historyId: stored.historyId,
        userId: person.userId,
        at: scheduler.now(),
      }),
    );
    for (const wanted of plan.behind) tasks.push({ kind: 'document', ...wanted });
    this.#pushChats(heads, plan.ended, tasks.length === 0);
    for (const { chatId, delivered, read, revision } of stored.registers) {
      const registers = [{ userId: person.userId, delivered, read }];
      this.push(encodeFrame({ type: 'receipts', chatId, registers, revision }));
    }
    if (tasks.length > 0) this.#addTasks([...tasks, { kind: 'end' }]);
    for (const channel of person.channels.values()) {
      if (channel.head.head > channel.told) feed.noticed(channel.chatId, channel.head);
    }
  }

  /** Where the device is up to date with a channel it becomes live; else it goes on or waits. */
  #settle(channel: Channel): void {
    if (this.#state.phase !== 'live') return;
    const { muted } = this.#state;
    const at = muted.get(channel);
    if (at === undefined) return;
    if (at === channel.told) {
      muted.delete(channel);
    } else if (at < channel.told) {
      this.#addTasks([{ kind: 'rows', channel }]);
    } else {
      channel.waiting ??= new Set();
      channel.waiting.add(this);
      this.#context.feed.noticed(channel.chatId, channel.head);
    }
  }

  #addTasks(tasks: readonly PullTask[]): void {
    this.#pull ??= new Pull({
      storage: this.#context.storage,
      outbound: this.#context.outbound,
      mailbox: this.mailbox,
      userId: this.identity.userId,
      positionOf: (channel) =>
        this.#state.phase === 'live' ? this.#state.muted.get(channel) : undefined,
      advance: (channel, position) => {
        if (this.#state.phase === 'live') this.#state.muted.set(channel, position);
      },
      settle: (channel) => this.#settle(channel),
      failed: (error) => {
        this.#context.log.warn({ error, userId: this.identity.userId }, 'catch-up failed');
        this.end('internal');
      },
    });
    if (!this.#pull.add(tasks)) this.end('slow-reader');
  }

  #pushChats(heads: readonly ChatHead[], ended: readonly EndedChat[], isLast: boolean): void {
    let from = 0;
    do {
      const to = from + chatsPerFrame;
      const last = isLast && to >= heads.length && to >= ended.length;
      const frame = { heads: heads.slice(from, to), ended: ended.slice(from, to), last };
      this.push(encodeFrame({ type: 'chats', ...frame }));
      from = to;
    } while (from < heads.length || from < ended.length);
  }
}
