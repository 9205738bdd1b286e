/**
 * This browser: whose replica it shows. Invariants: the status comes from the device at once, the
 * server is asked in the background; nothing of an account is opened unless it is signed in; what a
 * person signs out of is deleted, also without a network.
 */
import type { Me } from '@jibber/schema/commands/account';
import type { ErrorCode } from '@jibber/schema/errors';
import type { UserId } from '@jibber/schema/ids';
import type { Result } from '@jibber/schema/result';
import type { Scheduler } from '@jibber/schema/scheduler';
import { AccountDatabase, type DatabaseOpener } from './account-database.ts';
import { createReplica, type DeviceReplica, type ReplicaOptions } from './create-replica.ts';
import {
  type AccountRecord,
  type DeviceRecord,
  databaseOf,
  type RecordStorage,
  readRecord,
  withDatabase,
  writeRecord,
} from './device-record.ts';
import type { Commands, Link, Locks, NewEntryId, Page, Tabs } from './ports.ts';
import type { Device, SessionStatus } from './replica.ts';
import { wipeContent } from './start-anew.ts';

export type DevicePorts = {
  readonly storage: RecordStorage;
  readonly opener: DatabaseOpener;
  readonly commands: Commands;
  readonly scheduler: Scheduler;
  readonly random: () => number;
  readonly link: Link;
  readonly locks: Locks;
  readonly page: Page;
  tabsOf(me: UserId): Tabs;
  readonly newEntryId: NewEntryId;
  newInstallation(): string;
  /** Asks the browser to keep what is stored. */
  persist(): void;
  readonly loadEngine?: ReplicaOptions['loadEngine'];
};

export function createDevice(ports: DevicePorts): Device {
  return new BrowserDevice(ports);
}

class BrowserDevice implements Device {
  readonly #ports: DevicePorts;
  readonly #listeners = new Set<(session: SessionStatus) => void>();
  #record: DeviceRecord;
  #open: { readonly replica: DeviceReplica; readonly database: AccountDatabase } | undefined;
  #checking: Promise<void> | undefined;
  #tidying: Promise<void> = Promise.resolve();

  constructor(ports: DevicePorts) {
    this.#ports = ports;
    this.#record = readRecord(ports.storage);
    ports.storage.onChange(() => this.#follow(readRecord(ports.storage)));
    ports.page.onOnline(() => this.#ask());
    this.#openReplica();
    this.#tidy();
    this.#ask();
  }

  session(): SessionStatus {
    const { account } = this.#record;
    if (account === undefined) return { status: 'signed-out' };
    const { me, status, unsent } = account;
    return status === 'signed-in' ? { status, me } : { status, me, unsent };
  }

  subscribe(listener: (session: SessionStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  replica(): DeviceReplica | undefined {
    return this.#open?.replica;
  }

  server() {
    return this.#ports.commands.server();
  }

  isHandleFree(handle: string) {
    return this.#ports.commands.isHandleFree(handle);
  }

  async createAccount(form: { address: string; password: string; name: string; handle: string }) {
    await this.#checking;
    return this.#signedIn(await this.#ports.commands.createAccount(form));
  }

  async signIn(form: { address: string; password: string }) {
    // A sign-out still on its way would end the session that is about to begin.
    await this.#checking;
    return this.#signedIn(await this.#ports.commands.signIn(form));
  }

  async findPerson(query: string) {
    return this.#heard(await this.#ports.commands.findPerson(query));
  }

  async changePassword(current: string, next: string) {
    return this.#heard(await this.#ports.commands.changePassword(current, next));
  }

  async signOut(): Promise<void> {
    const { account } = this.#record;
    if (account === undefined) return;
    const { name } = databaseOf(this.#record, account.me.userId);
    const { userId } = account.me;
    this.#set((record) => ({
      ...record,
      account: undefined,
      mustSignOut: true,
      doomed: [...record.doomed, name],
      databases: record.databases.filter((each) => each.userId !== userId),
    }));
    await this.#tidying;
    this.#ask();
  }

  async #signedIn(answer: Result<Me, ErrorCode | 'offline'>) {
    if (!answer.ok) return answer;
    await this.#tidying;
    this.#set((record) => ({
      ...record,
      account: { me: answer.value, status: 'signed-in', unsent: 0 },
      mustSignOut: false,
    }));
    this.#ports.persist();
    return answer;
  }

  /** A session that has ended is told by whatever command meets it first. */
  #heard<Value>(answer: Result<Value, ErrorCode | 'offline'>) {
    if (!answer.ok && (answer.code === 'signed-out' || answer.code === 'session-ended')) {
      void this.#over(answer.code);
    }
    return answer;
  }

  /**
   * Asks the server where the record cannot tell. While somebody is signed in his connection does:
   * it is ended with a code where the session is over.
   */
  #ask(): void {
    const { account, mustSignOut } = this.#record;
    const isLost = account === undefined && this.#ports.storage.hasTrace();
    if (mustSignOut || isLost) void this.#check();
  }

  /** Asks the server who this is. What it says counts; no answer changes nothing. */
  #check(): Promise<void> {
    this.#checking ??= this.#checkNow().finally(() => {
      this.#checking = undefined;
    });
    return this.#checking;
  }

  async #checkNow(): Promise<void> {
    const { commands } = this.#ports;
    if (this.#record.mustSignOut) {
      const answer = await commands.signOut();
      if (answer.ok && this.#record.mustSignOut) {
        this.#set((record) => ({ ...record, mustSignOut: false }));
      }
    }
    const before = this.#record.account;
    const answer = this.#record.mustSignOut ? undefined : await commands.session();
    // Somebody signed in or out meanwhile: what was asked is answered for nobody.
    const now = this.#record.account;
    const isSame = now?.me.userId === before?.me.userId && now?.status === before?.status;
    if (answer === undefined || !isSame) return;
    if (!answer.ok) {
      if (before === undefined && answer.code !== 'offline') this.#ports.storage.leaveTrace(false);
      this.#heard(answer);
      return;
    }
    const account: AccountRecord = { me: answer.value, status: 'signed-in', unsent: 0 };
    this.#set((record) => ({ ...record, account }));
  }

  /** The session expired, or was ended elsewhere. */
  async #over(code: 'signed-out' | 'session-ended'): Promise<void> {
    const { account } = this.#record;
    if (account === undefined || account.status !== 'signed-in') return;
    const status = code === 'signed-out' ? 'locked' : 'ended';
    const unsent = (await this.#open?.replica.countUnsent()) ?? 0;
    this.#set((record) => {
      const now = record.account;
      const isSame = now?.me.userId === account.me.userId && now.status === 'signed-in';
      return isSame ? { ...record, account: { ...account, status, unsent } } : record;
    });
  }

  /** Another tab changed the record. */
  #follow(record: DeviceRecord): void {
    this.#record = record;
    this.#openReplica();
    this.#tidy();
    this.#tell();
  }

  /** Changes the record as it stands now: other tabs write it, too. */
  #set(change: (record: DeviceRecord) => DeviceRecord): void {
    const record = change(readRecord(this.#ports.storage));
    this.#record = record;
    writeRecord(this.#ports.storage, record);
    this.#ports.storage.leaveTrace(record.account !== undefined);
    this.#openReplica();
    this.#tidy();
    this.#tell();
  }

  #tell(): void {
    const session = this.session();
    for (const listener of this.#listeners) listener(session);
  }

  /** Opens the replica of the account that is signed in, and closes that of any other. */
  #openReplica(): void {
    const { account } = this.#record;
    const me = account?.status === 'signed-in' ? account.me : undefined;
    if (this.#open?.replica.me.userId === me?.userId) return;
    void this.#open?.replica.stop();
    this.#open = me && this.#makeReplica(me);
  }

  #makeReplica(me: Me) {
    const { userId } = me;
    const database = this.#databaseOf(userId, () => replica);
    const replica: DeviceReplica = createReplica({
      ...this.#ports,
      me,
      database,
      tabs: this.#ports.tabsOf(userId),
      isFirstSync: !databaseOf(this.#record, userId).isSynced,
      sessionOver: (code) => void this.#over(code),
      metStranger: () => void this.#check(),
      synced: () => {
        for (const loss of ['evicted', 'corrupt', 'renewed'] as const) replica.clearTrouble(loss);
        this.#keepDatabase(userId, { isSynced: true });
      },
    });
    return { replica, database };
  }

  #databaseOf(userId: UserId, replica: () => DeviceReplica | undefined): AccountDatabase {
    return new AccountDatabase({
      ...this.#ports,
      place: () => {
        // As it stands now: another tab may have signed out, and this one not have heard of it.
        const record = readRecord(this.#ports.storage);
        if (record.account?.me.userId !== userId) return undefined;
        const { name, installation } = databaseOf(record, userId);
        return { name, installation };
      },
      setPlace: (place) => this.#keepDatabase(userId, place),
      troubled: (trouble) => replica()?.setTrouble(trouble),
      unblocked: () => replica()?.clearTrouble('blocked'),
      outdated: () => replica()?.tellOutdated(),
      rebuilt: () => replica()?.rebuilt(),
      ownWords: () => replica()?.ownWords(),
    });
  }

  /** Deletes what was signed out of, and the content of a session that was ended elsewhere. */
  #tidy(): void {
    this.#tidying = this.#tidying.then(async () => {
      for (const name of this.#record.doomed) {
        if (!(await this.#ports.opener.remove(name))) continue;
        const record = readRecord(this.#ports.storage);
        this.#record = { ...record, doomed: record.doomed.filter((each) => each !== name) };
        writeRecord(this.#ports.storage, this.#record);
      }
      const { account } = this.#record;
      if (account?.status !== 'ended') return;
      const database = this.#databaseOf(account.me.userId, () => undefined);
      await wipeContent(database, () => this.#record.account?.status === 'ended');
      database.close();
      this.#keepDatabase(account.me.userId, { isSynced: false });
    });
  }

  #keepDatabase(userId: UserId, changed: object): void {
    this.#record = readRecord(this.#ports.storage);
    if (this.#record.account?.me.userId !== userId) return;
    const before = databaseOf(this.#record, userId);
    const after = { ...before, ...changed };
    if (JSON.stringify(before) === JSON.stringify(after)) return;
    this.#record = withDatabase(this.#record, after);
    writeRecord(this.#ports.storage, this.#record);
  }
}
