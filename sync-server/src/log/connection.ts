/**
 * One connected device, from its socket to its close. Invariants: before `hello` nothing else is
 * accepted; while its chats are being read it is muted for all of them; it is told nothing before its
 * welcome but an answer to its ping.
 */
import type { ErrorCode } from '@jibber/schema/errors';
import type { ChatId, HistoryId, UserId } from '@jibber/schema/ids';
import { limits } from '@jibber/schema/limits';
import { decodeUp, encodeFrame, type UpFrame } from '@jibber/schema/protocol/codec';
import type { Fetch } from '@jibber/schema/protocol/fetch';
import type { Hello } from '@jibber/schema/protocol/hello';
import { isSpoken } from '@jibber/schema/protocol/version';
import { exhaust } from '@jibber/schema/result';
import type { Scheduler } from '@jibber/schema/scheduler';
import type { DepartureCode } from '../storage/group-port.ts';
import type { Storage } from '../storage/storage.ts';
import type { Audience, Channel, Listener, Person } from './audience.ts';
import { CatchingUp } from './catching-up.ts';
import type { EntryLog } from './entry-router.ts';
import type { Feed } from './feed.ts';
import type { Following } from './following.ts';
import { type Greeting, readGreeting } from './greeting.ts';
import { accountFrames, chatsFrames, registerFrames, welcomeFrame } from './greeting-frames.ts';
import type { SyncLog } from './log-port.ts';
import { Mailbox, type Outbound } from './outbound.ts';
import type { PullTask } from './pull.ts';
import { ReadBudget } from './read-budget.ts';
import type { SharedReads } from './shared-reads.ts';
import type { Connection, Identity, Outlet } from './sync.ts';
import type { TokenBuckets } from './token-buckets.ts';
import { UnheardFetches } from './unheard-fetches.ts';
import type { Whispers } from './whispers.ts';

/** What connections share on a node. */
export type ConnectionContext = {
  readonly storage: Storage;
  readonly sharedReads: SharedReads;
  readonly scheduler: Scheduler;
  readonly log: SyncLog;
  readonly audience: Audience;
  readonly feed: Feed;
  readonly outbound: Outbound;
  readonly entries: EntryLog;
  readonly whispers: Whispers;
  /** False where the database was restored: then every connection has been ended. */
  isOurHistory(historyId: HistoryId): boolean;
  readonly following: Following;
  /** What each account may read. */
  readonly readRate: TokenBuckets;
  /** Reads which chats a person is in: a hint of one may have been lost. */
  readChats(userId: UserId): Promise<void>;
  onClosed(connection: DeviceConnection): void;
};

/** Its chats are being read, or are about to be; what needs them waits. */
type Reading = {
  readonly phase: 'reading';
  /** Undefined until it is its turn to read: before, the node has nothing to do for it. */
  person: Person | undefined;
  readonly deferred: UpFrame[];
  /** What it is told meanwhile, after its welcome. */
  readonly early: Uint8Array[];
};

type State =
  /** For its hello. */
  | { readonly phase: 'waiting' }
  | Reading
  | { readonly phase: 'live'; readonly person: Person }
  | { readonly phase: 'closed' };

/** Frames in either direction while the chats of a device are being read. */
const mostDeferred = 256;
const mostEarly = 4096;
/** Questions to the database that reading all chats of a person counts as. */
const chatsReads = 4;

export class DeviceConnection implements Connection, Listener {
  readonly identity: Identity;
  readonly mailbox: Mailbox;
  opened: ChatId | undefined;
  readonly #context: ConnectionContext;
  #state: State = { phase: 'waiting' };
  /** Of the wire, as its hello said. */
  #version = 0;
  readonly #budget: ReadBudget;
  readonly #unheard: UnheardFetches;
  readonly #catchingUp: CatchingUp;

  constructor(identity: Identity, outlet: Outlet, context: ConnectionContext) {
    this.identity = identity;
    this.mailbox = new Mailbox(outlet, () => this.closed());
    this.#context = context;
    this.#budget = new ReadBudget(context.readRate, context.scheduler, identity.userId);
    this.#catchingUp = new CatchingUp({
      ...context,
      mailbox: this.mailbox,
      userId: identity.userId,
      budget: this.#budget,
      listener: this,
      grantOf: (chatId) =>
        this.#state.phase === 'live' ? this.#state.person.grants.get(chatId) : undefined,
      failed: (error) => {
        context.log.warn({ error, userId: identity.userId }, 'catch-up failed');
        this.end('internal');
      },
    });
    this.#unheard = new UnheardFetches({
      budget: this.#budget,
      most: mostDeferred,
      cost: chatsReads,
      readChats: () => context.readChats(identity.userId),
      answer: (fetch) => this.#answerUnheard(fetch),
      failed: (error) => this.#failReading(error),
    });
  }

  receive(message: Uint8Array): void {
    if (this.#state.phase === 'closed') return;
    const decoded = decodeUp(message);
    if (!decoded.ok) {
      this.end(decoded.code);
      return;
    }
    // The smallest frames cost far more to answer than to read: one message must not stop the node.
    if (decoded.value.length > limits.framesPerMessage) {
      this.end('malformed');
      return;
    }
    for (const frame of decoded.value) this.#handle(frame);
  }

  drained(): void {
    this.#catchingUp.drained();
  }

  closed(): void {
    const state = this.#state;
    if (state.phase === 'closed') return;
    this.#state = { phase: 'closed' };
    this.#catchingUp.close();
    this.#budget.close();
    const person = state.phase === 'waiting' ? undefined : state.person;
    if (person !== undefined) this.#context.audience.leave(person, this);
    this.#context.onClosed(this);
  }

  /** Ends the socket with a code; nothing more is received or told. */
  end(code: ErrorCode): void {
    if (this.#state.phase === 'closed') return;
    this.mailbox.outlet.end(code);
    this.closed();
  }

  /** Tells the device something, after its welcome. */
  push(frame: Uint8Array): void {
    const state = this.#state;
    if (state.phase === 'live') this.#send(frame);
    if (state.phase !== 'reading') return;
    state.early.push(frame);
    if (state.early.length > mostEarly) this.end('slow-reader');
  }

  #send(frame: Uint8Array): void {
    this.#context.outbound.push(this.mailbox, frame);
  }

  isMuted(channel: Channel): boolean {
    return this.#state.phase !== 'live' || this.#catchingUp.isMuted(channel);
  }

  reached(channel: Channel): void {
    this.#catchingUp.settle(channel);
  }

  introduced(channel: Channel): void {
    // While its chats are being read it will find this one afterwards.
    if (this.#state.phase !== 'live') return;
    const { chatId, head } = channel;
    this.#pushAll(chatsFrames([{ chatId, ...head }], [], false));
    if (this.#catchingUp.isCurrent(channel, 0)) return;
    this.#catchingUp.mute(channel, 0);
    this.#addTasks([{ kind: 'rows', channel }]);
  }

  accountChanged(revision: number): void {
    this.#pushAll(accountFrames(this.#version, revision));
  }

  expelled(channel: Channel, code: DepartureCode): void {
    const { chatId } = channel;
    if (this.opened === chatId) this.opened = undefined;
    this.#catchingUp.leave(channel);
    this.#pushAll(chatsFrames([], [{ chatId, code }], false));
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
    if (frame.type === 'send') {
      this.#context.entries.submit(this.identity, frame.entries, (answers) =>
        this.push(encodeFrame({ type: 'answers', answers })),
      );
      return;
    }
    if (frame.type === 'ping') {
      this.#send(encodeFrame({ type: 'pong', nonce: frame.nonce }));
      return;
    }
    if (state.phase === 'reading') {
      // Whether he is in a chat is not known yet.
      state.deferred.push(frame);
      if (state.deferred.length > mostDeferred) this.end('slow-reader');
      return;
    }
    switch (frame.type) {
      case 'hello':
        this.end('malformed');
        return;
      case 'fetch':
        if (state.person.channels.has(frame.chatId)) this.#fetch(frame);
        else if (!this.#unheard.add(frame)) this.end('slow-reader');
        return;
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

  #fetch({ chatId, documents }: Fetch): void {
    this.#addTasks(documents.map((wanted) => ({ kind: 'document', chatId, ...wanted })));
  }

  #answerUnheard(frame: Fetch): void {
    const { chatId } = frame;
    if (this.#state.phase !== 'live') return;
    if (this.#state.person.channels.has(chatId)) this.#fetch(frame);
    else this.#pushAll(chatsFrames([], [{ chatId, code: 'chat-not-found' }], false));
  }

  #greet(hello: Hello): void {
    if (!isSpoken(hello.version)) {
      this.end('unknown-version');
      return;
    }
    this.#version = hello.version;
    const reading: Reading = { phase: 'reading', person: undefined, deferred: [], early: [] };
    this.#state = reading;
    this.#budget.take(chatsReads, () => void this.#readChats(hello, reading));
  }

  async #readChats(hello: Hello, reading: Reading): Promise<void> {
    const { userId } = this.identity;
    const person = this.#context.audience.enter(userId, this);
    reading.person = person;
    try {
      await readGreeting(this.#context, userId, hello, (greeting) => {
        if (this.#state.phase === 'closed') return;
        this.#goLive(person, greeting);
        this.#pushAll(reading.early);
        for (const frame of reading.deferred) this.#handle(frame);
      });
    } catch (error) {
      this.#failReading(error);
    }
  }

  #failReading(error: unknown): void {
    const { userId } = this.identity;
    this.#context.log.warn({ error, userId }, 'chats of a device could not be read');
    this.end('internal');
  }

  #goLive(person: Person, { stored, plan, heard }: Greeting): void {
    const { audience, scheduler, feed } = this.#context;
    this.#state = { phase: 'live', person };
    const tasks: PullTask[] = [];
    const begin = (channel: Channel, known: number) => {
      if (this.#catchingUp.isCurrent(channel, known)) return;
      this.#catchingUp.mute(channel, known);
      tasks.push({ kind: 'rows', channel });
    };
    const met = new Set<ChatId>();
    for (const chat of stored.chats) {
      const isNews = !person.channels.has(chat.chatId);
      const channel = audience.join(person, chat.chatId, chat.head, chat, chat);
      // The hint that he became a member was lost: his other devices hear of it now.
      if (isNews)
        for (const other of person.listeners) if (other !== this) other.introduced(channel);
      const latest = heard.get(chat.chatId);
      if (latest !== undefined) channel.heardOf(latest);
      met.add(chat.chatId);
      begin(channel, plan.known.get(chat.chatId) ?? 0);
    }
    const heads = [...plan.heads];
    // He became a member of these after his chats were read.
    for (const [chatId, channel] of person.channels) {
      const since = person.grants.get(chatId)?.fromPosition ?? 0;
      // Or he has gone from them, which this node has not heard of yet.
      if (met.has(chatId) || since <= (plan.known.get(chatId) ?? 0)) continue;
      met.add(chatId);
      heads.push({ chatId, ...channel.head });
      begin(channel, 0);
    }
    for (const wanted of plan.behind) tasks.push({ kind: 'document', ...wanted });
    this.push(welcomeFrame(person.userId, stored, scheduler.now()));
    // He came back into some of those while they were being read.
    const ended = plan.ended.filter(({ chatId }) => !met.has(chatId));
    this.#pushAll(chatsFrames(heads, ended, tasks.length === 0));
    this.#pushAll(registerFrames(person.userId, stored.registers));
    // Of news the hint may have been lost: his other devices hear of it, too.
    const hearers = person.learn(stored.account) ? [...person.listeners] : [this];
    for (const hearer of hearers) hearer.accountChanged(stored.account.revision);
    if (tasks.length > 0) this.#addTasks([...tasks, { kind: 'end' }]);
    for (const channel of person.channels.values()) {
      if (channel.head.head > channel.told) feed.noticed(channel.chatId, channel.head);
    }
  }

  #addTasks(tasks: readonly PullTask[]): void {
    if (!this.#catchingUp.add(tasks)) this.end('slow-reader');
  }

  #pushAll(frames: readonly Uint8Array[]): void {
    for (const frame of frames) this.push(frame);
  }
}
