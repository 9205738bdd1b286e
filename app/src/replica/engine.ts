/**
 * The working half of a replica, loaded once the chat list is painted: outbox, connection, catch-up,
 * open chats, receipts, names. Invariant: every tab receives; only the holder of the outbox sends
 * entries and receipts, and fetches the past.
 */
import type { ErrorCode } from '@jibber/schema/errors';
import type { ChatId, HistoryId, UserId } from '@jibber/schema/ids';
import { AccountStore } from './account-store.ts';
import { ChatNames } from './chat-names.ts';
import { isListed, rowOf } from './chat-record.ts';
import { ChatStore } from './chat-store.ts';
import { Connection } from './connection.ts';
import { Downstream } from './downstream.ts';
import { GroupWrites } from './group-writes.ts';
import { makeOpenedChat } from './opened-chat.ts';
import { OtherTabs } from './other-tabs.ts';
import { OutboxHolder } from './outbox-holder.ts';
import { People } from './people.ts';
import { PersonWrites } from './person-writes.ts';
import { ReceiptSender } from './receipt-sender.ts';
import type { OpenedChat, ReplicaChange } from './replica.ts';
import type { ReplicaPorts } from './replica-ports.ts';
import { Sender } from './sender.ts';
import { ShownChats } from './shown-chats.ts';
import { readKnown, startAnew } from './start-anew.ts';
import { TypingSigns } from './typing-signs.ts';
import { UploadGate } from './upload-gate.ts';

export type EnginePorts = ReplicaPorts & {
  tell(change: ReplicaChange): void;
};

export class Engine {
  readonly store: ChatStore;
  readonly people: People;
  readonly account: AccountStore;
  readonly writes: PersonWrites;
  readonly groups: GroupWrites;
  readonly typing: TypingSigns;
  readonly #ports: EnginePorts;
  readonly #me: UserId;
  readonly #connection: Connection;
  readonly #downstream: Downstream;
  readonly #holder: OutboxHolder;
  readonly #sender: Sender;
  readonly #receipts: ReceiptSender;
  readonly #names: ChatNames;
  readonly #uploads: UploadGate;
  readonly #shown: ShownChats;
  readonly #others: OtherTabs;
  #historyId: HistoryId | undefined;
  #receiptsRevision = 0;
  #isFirstSync = false;
  #unsent = 0;

  /** Reads what is on the disk, then connects. Resolves once what is on the disk is in memory. */
  static async start(ports: EnginePorts): Promise<Engine> {
    const engine = new Engine(ports);
    await engine.#load();
    engine.#connection.start();
    return engine;
  }

  private constructor(ports: EnginePorts) {
    const { scheduler, random, tabs, page, database } = ports;
    this.#ports = ports;
    this.#me = ports.me.userId;
    const me = this.#me;
    this.store = new ChatStore({
      database,
      me,
      scheduler,
      tabs,
      changed: (chatIds) => this.#changed(chatIds),
      gone: (chatId) => ports.tell({ type: 'gone', chatId }),
      isBlocked: (user) => this.account.isBlocked(user),
      faulted: (fault) => ports.faulted(fault),
    });
    this.people = new People({
      database,
      commands: ports.commands,
      scheduler,
      changed: (people) => {
        ports.tell({ type: 'people', people });
        void this.#names.changed(people);
      },
      stored: () => tabs.post({ type: 'people' }),
    });
    this.account = new AccountStore({
      ...ports,
      isHolder: () => this.#holder.isHolder,
      isOnline: () => this.#connection.isOpen,
      isUploaded: (file) => this.#uploads.isUploaded(file),
      personOf: (userId) => this.people.get(userId),
      changed: () => {
        ports.tell({ type: 'account' });
        this.#tellUnsent();
        this.#work();
      },
    });
    this.#names = new ChatNames(this.store, this.people, () => this.#connection.isOpen);
    const writePorts = { store: this.store, scheduler, newEntryId: ports.newEntryId, me };
    this.writes = new PersonWrites(writePorts);
    this.groups = new GroupWrites(writePorts, this.writes);
    this.#uploads = new UploadGate(ports.loadUploads, () => this.#work());
    this.#holder = new OutboxHolder({
      locks: ports.locks,
      tabs,
      page,
      scheduler,
      me,
      changed: () => this.#work(),
    });
    this.#connection = new Connection({
      link: ports.link,
      scheduler,
      random,
      page,
      greeting: () => this.#downstream.greet(),
      received: (frames) => {
        const [first] = frames;
        if (first?.type === 'welcome') {
          // Somebody else is signed in by now: nothing of this account is sent on his session.
          if (first.userId !== me) {
            this.#connection.redo(true);
            ports.metStranger();
            return;
          }
          this.#welcomed();
        }
        this.#downstream.received(frames);
      },
      changed: (status, sinceMs) => ports.tell({ type: 'connection', status, sinceMs }),
      lost: () => {
        this.#sender.lost();
        this.#receipts.lost();
        this.#downstream.lost();
      },
      ended: (code) => this.#ended(code),
    });
    this.#downstream = new Downstream({
      store: this.store,
      scheduler,
      send: (frame) => this.#connection.send(frame),
      isHolder: () => this.#holder.isHolder,
      historyId: () => this.#historyId,
      receiptsRevision: () => this.#receiptsRevision,
      met: (met) => this.#met(met),
      answered: (answers) =>
        void this.account.answered(answers).then(() => this.#sender.answered(answers)),
      account: (revision) => this.account.told(revision),
      used: (file) => void this.#uploads.settle(file),
      forgotten: () => this.#greetAnew(),
      typed: ({ chatId, userId }) => {
        if (!this.account.isBlocked(userId)) this.typing.typed(chatId, userId);
      },
      redo: (isFailure) => this.#connection.redo(isFailure),
      caughtUp: () => this.#caughtUp(),
    });
    this.#sender = new Sender({
      scheduler,
      random,
      transport: { send: (entries) => this.#connection.send({ type: 'send', entries }) },
      isHolder: () => this.#holder.isHolder,
      account: () => this.account.sendable(),
      outbox: () => this.store.mirror.outbox(),
      isUploaded: (file) => this.#uploads.isUploaded(file),
      release: (entries) => void this.writes.release(entries),
    });
    this.#receipts = new ReceiptSender({
      scheduler,
      records: () => this.store.mirror.records(),
      isHolder: () => this.#holder.isHolder,
      send: (frame) => this.#connection.send(frame),
    });
    this.typing = new TypingSigns({
      scheduler,
      send: (chatId) => this.#connection.send({ type: 'typing', chatId }),
      changed: (chatId, users) => ports.tell({ type: 'typing', chatId, users }),
    });
    this.#shown = new ShownChats({
      isAccepted: (chatId) => (this.store.mirror.get(chatId)?.record.head ?? 0) > 0,
      tell: (chatId) => this.#connection.send({ type: 'open', chatId }),
    });
    this.#others = new OtherTabs({
      store: this.store,
      holder: this.#holder,
      scheduler,
      isConnected: () => this.#connection.isOpen,
      loadEverything: () => this.#loadAnew(),
      loadAccount: () => this.account.load(),
      loadPeople: () => this.people.load(),
    });
    tabs.listen((message) => void this.#others.heard(message));
  }

  get isFirstSync(): boolean {
    return this.#isFirstSync;
  }

  get unsent(): number {
    return this.store.mirror.unsent() + this.account.unsent;
  }

  acquaintances(): readonly UserId[] {
    return [...this.store.mirror.known()].filter((user) => user !== this.#me);
  }

  get connection(): Pick<Connection, 'status' | 'sinceMs'> {
    return this.#connection;
  }

  async openChat(chatId: ChatId): Promise<OpenedChat> {
    const chat = await this.store.open(chatId);
    this.#shown.open(chatId);
    this.#downstream.fetch();
    void this.#names.opened(chatId);
    return makeOpenedChat({
      chat,
      store: this.store,
      me: this.#me,
      scheduler: this.#ports.scheduler,
      demand: (document) => this.#downstream.demand(chatId, document),
      isOnline: () => this.#connection.isOpen,
      closed: () => {
        this.store.close(chatId);
        this.#shown.close(chatId);
      },
    });
  }

  /** The disk holds something else than memory: reads everything anew, and asks the node. */
  async rebuilt(): Promise<void> {
    this.#ports.tabs.post({ type: 'everything' });
    await this.#loadAnew();
  }

  async #loadAnew(): Promise<void> {
    await this.account.load();
    await this.store.reload();
    await this.#greetAnew();
  }

  /** Asks the node for what is missing on the disk, as that tells it now. */
  async #greetAnew(): Promise<void> {
    await this.#loadMeta();
    this.#connection.redo(false);
  }

  async stop(): Promise<void> {
    this.#connection.stop();
    this.#holder.stop();
    this.#sender.stop();
    this.account.stop();
    this.#uploads.stop();
    this.typing.stop();
    this.#others.stop();
    this.#ports.tabs.close();
  }

  async #load(): Promise<void> {
    await this.#loadMeta();
    await this.people.load();
    await this.account.load();
    await this.store.load();
  }

  async #loadMeta(): Promise<void> {
    const known = await readKnown(this.#ports.database);
    this.#historyId = known.historyId;
    this.#receiptsRevision = known.receiptsRevision;
    this.#isFirstSync = !known.isSynced;
  }

  #changed(chatIds: ReadonlySet<ChatId>): void {
    const { tell } = this.#ports;
    const opened = this.store.opened();
    const rows = [];
    for (const chatId of chatIds) {
      const record = this.store.mirror.get(chatId)?.record;
      if (record?.last !== undefined) this.typing.noteLast(chatId, record.last);
      if (record !== undefined && isListed(record, this.#me)) rows.push(rowOf(record));
    }
    tell({ type: 'chats', rows });
    for (const chatId of chatIds) if (opened.has(chatId)) tell({ type: 'timeline', chatId });
    this.#tellUnsent();
    this.#shown.look();
    this.#work();
    void this.#names.refresh(chatIds);
  }

  #tellUnsent(): void {
    if (this.unsent === this.#unsent) return;
    this.#unsent = this.unsent;
    this.#ports.tell({ type: 'unsent', count: this.#unsent });
  }

  /** Sends and asks for whatever is due. Cheap where nothing is. */
  #work(): void {
    this.#sender.pump();
    this.account.pump();
    this.#receipts.pump();
    this.#downstream.fetch();
    this.#downstream.look();
  }

  #welcomed(): void {
    this.#shown.tell();
    this.#work();
    void this.#names.fetchAll();
  }

  /** The node's history: the first this device meets, or another than it knew. */
  async #met(met: HistoryId): Promise<void> {
    const isAnother = this.#historyId !== undefined;
    const stored = await startAnew(this.#ports.database, met, isAnother);
    this.#ports.faulted(stored.ok ? undefined : stored.code);
    if (!stored.ok) return;
    this.#historyId = met;
    if (!isAnother) return;
    this.#receiptsRevision = 0;
    this.#isFirstSync = true;
    await this.account.reset();
    await this.store.reload();
    this.#ports.tabs.post({ type: 'everything' });
  }

  #caughtUp(): void {
    this.#connection.caughtUp();
    if (!this.#isFirstSync) return;
    this.#isFirstSync = false;
    this.#ports.synced();
    void this.#ports.database.write(['meta'], 'relaxed', async (transaction) => {
      transaction.table('meta').put({ name: 'synced', value: 1 });
    });
    this.#ports.tell({ type: 'chats', rows: [] });
  }

  #ended(code: ErrorCode): void {
    if (code === 'signed-out' || code === 'session-ended') this.#ports.sessionOver(code);
    else if (code === 'unknown-version' || code === 'malformed')
      this.#ports.tell({ type: 'outdated' });
  }
}
