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
  type DatabaseRecord,
  type DeviceRecord,
  databaseOf,
  type ForgettingHow,
  keepDatabase,
  type RecordStorage,
  readRecord,
  withDatabase,
  withoutAccount,
  writeRecord,
} from './device-record.ts';
import { DeviceTidying } from './device-tidying.ts';
import { holdLock } from './held-lock.ts';
import type { Commands, Link, Locks, NewEntryId, Page, Tabs } from './ports.ts';
import type { Device, SessionStatus } from './replica.ts';
import type { TidyingPorts } from './tidying-ports.ts';
import type { FileUploads } from './upload-gate.ts';

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
  /** One that was never given before. */
  newId(): string;
  /** Asks the browser to keep what is stored. */
  persist(): void;
  /** Loads what brings files of this account to the server. */
  readonly loadUploads?: (me: UserId) => Promise<FileUploads>;
  readonly loadEngine?: ReplicaOptions['loadEngine'];
  readonly loadCleaning?: TidyingPorts['loadCleaning'];
};

export function createDevice(ports: DevicePorts): Device {
  return new BrowserDevice(ports);
}

/** At most one tab begins or ends the session, whose cookie all of them share. */
const sessionLock = 'session';
/** A sign-out that the server has not heard of is told again after this. */
const againMs = 60_000;

type EndCode = 'signed-out' | 'session-ended' | 'account-deleted';
type Opened = { readonly signIn: string; readonly replica: DeviceReplica };

class BrowserDevice implements Device {
  readonly #ports: DevicePorts;
  readonly #listeners = new Set<(session: SessionStatus) => void>();
  #record: DeviceRecord;
  #open: Opened | undefined;
  #checking: Promise<void> | undefined;
  readonly #tidying: DeviceTidying;

  constructor(ports: DevicePorts) {
    this.#ports = ports;
    this.#record = readRecord(ports.storage);
    this.#tidying = new DeviceTidying({
      ...ports,
      present: () => this.#present(),
      change: (change) => this.#write(change),
    });
    ports.storage.onChange(() => this.#follow());
    ports.page.onOnline(() => this.#ask());
    this.#openReplica();
    this.#tidying.tidy();
    this.#ask();
  }

  session(): SessionStatus {
    const { account, isDeleted } = this.#record;
    if (account === undefined) {
      return isDeleted ? { status: 'signed-out', isDeleted } : { status: 'signed-out' };
    }
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

  createAccount(form: { address: string; password: string; name: string; handle: string }) {
    return this.#begin(() => this.#ports.commands.createAccount(form));
  }

  signIn(form: { address: string; password: string }) {
    return this.#begin(() => this.#ports.commands.signIn(form));
  }

  findPerson(query: string) {
    return this.#hear(this.#ports.commands.findPerson(query));
  }

  changePassword(current: string, next: string) {
    return this.#hear(this.#ports.commands.changePassword(current, next));
  }

  async signOut(): Promise<void> {
    const { account } = this.#record;
    if (account === undefined) return;
    this.#forget(account.signIn, { mustSignOut: true });
    await this.#tidying.done;
    this.#ask();
  }

  async forgetDeleted(): Promise<void> {
    const { account } = this.#record;
    if (account === undefined) return;
    this.#forget(account.signIn, { isDeleted: true });
    await this.#tidying.done;
  }

  /** Takes the account of a sign-in off this device, with everything that is unsent. */
  #forget(signIn: string | undefined, how: ForgettingHow): void {
    this.#set((record) => withoutAccount(record, signIn, how));
  }

  /** Begins a session by a command. */
  async #begin(command: () => Promise<Result<Me, ErrorCode | 'offline'>>) {
    // A sign-out still on its way, from whichever tab, would end the session that is about to begin.
    await this.#checking;
    return holdLock(this.#ports.locks, sessionLock, async () => {
      const answer = await command();
      if (!answer.ok) return answer;
      await this.#tidying.done;
      this.#set((record) => this.#withSession(record, answer.value));
      this.#ports.persist();
      return answer;
    });
  }

  #withSession(record: DeviceRecord, me: Me): DeviceRecord {
    const signIn = this.#ports.newId();
    const account: AccountRecord = { me, status: 'signed-in', signIn, unsent: 0 };
    const signedIn = { ...record, account, mustSignOut: false, isDeleted: undefined };
    const database = databaseOf(record, me.userId);
    // What was to be wiped is his again.
    return database.mustWipe ? withDatabase(signedIn, { ...database, mustWipe: false }) : signedIn;
  }

  /** A session that has ended is told by whatever command meets it first. */
  async #hear<Value>(asked: Promise<Result<Value, ErrorCode | 'offline'>>) {
    const signIn = this.#record.account?.signIn;
    const answer = await asked;
    if (!answer.ok && isEnd(answer.code)) void this.#over(answer.code, signIn);
    return answer;
  }

  /**
   * Asks the server where the record cannot tell. While somebody is signed in his connection does:
   * it is ended with a code where the session is over.
   */
  #ask(): void {
    const { account, mustSignOut } = this.#present();
    const isLost = account === undefined && this.#ports.storage.hasTrace();
    if (mustSignOut || isLost) void this.#check();
    if (account?.status === 'ended') void this.#askWhy(account.signIn);
  }

  /** Where the account itself is gone, nothing is kept here for its return. */
  async #askWhy(signIn: string): Promise<void> {
    const answer = await this.#ports.commands.session();
    if (!answer.ok && answer.code === 'account-deleted') void this.#over(answer.code, signIn);
  }

  /** Asks the server who this is. What it says counts; no answer changes nothing. */
  #check(): Promise<void> {
    this.#checking ??= this.#checkNow().finally(() => {
      this.#checking = undefined;
    });
    return this.#checking;
  }

  async #checkNow(): Promise<void> {
    const { commands, locks, scheduler, storage } = this.#ports;
    if (this.#present().mustSignOut) {
      await holdLock(locks, sessionLock, async () => {
        // Another tab may have told the server, and somebody signed in since.
        if (!this.#present().mustSignOut) return;
        const answer = await commands.signOut();
        if (answer.ok) this.#set((record) => ({ ...record, mustSignOut: false }));
      });
    }
    const { account: before, mustSignOut } = this.#present();
    if (mustSignOut) {
      // A server that is back says nothing.
      scheduler.after(againMs, () => this.#ask());
      return;
    }
    const answer = await commands.session();
    // Somebody signed in or out meanwhile: what was asked is answered for nobody.
    const { account } = this.#present();
    if (account?.signIn !== before?.signIn || account?.status !== before?.status) return;
    if (answer.ok) {
      const isKnown = account?.status === 'signed-in' && account.me.userId === answer.value.userId;
      if (!isKnown) this.#set((record) => this.#withSession(record, answer.value));
      return;
    }
    if (before === undefined && answer.code !== 'offline') storage.leaveTrace(false);
    if (isEnd(answer.code)) void this.#over(answer.code, before?.signIn);
  }

  /**
   * A session expired, or was ended elsewhere.
   * @param signIn which one: a tab that slept may hear it when another has begun since
   */
  async #over(code: EndCode, signIn: string | undefined): Promise<void> {
    if (code === 'account-deleted') {
      this.#forget(signIn, { isDeleted: true });
      return;
    }
    const isOpen = this.#open !== undefined && this.#open.signIn === signIn;
    const unsent = isOpen ? ((await this.#open?.replica.countUnsent()) ?? 0) : 0;
    this.#set((record) => {
      const { account } = record;
      if (account?.signIn !== signIn || account?.status !== 'signed-in') return record;
      if (code === 'signed-out') {
        return { ...record, account: { ...account, status: 'locked', unsent } };
      }
      const ended = { ...record, account: { ...account, status: 'ended' as const, unsent } };
      const database = databaseOf(record, account.me.userId);
      return withDatabase(ended, { ...database, mustWipe: true, isSynced: false });
    });
    if (code === 'session-ended') this.#ask();
  }

  /** Another tab changed the record. */
  #follow(): void {
    this.#record = this.#present();
    this.#settle();
    if (this.#record.account === undefined && this.#ports.storage.hasTrace()) this.#ask();
  }

  /** Changes the record as it stands now: other tabs write it, too. */
  #set(change: (record: DeviceRecord) => DeviceRecord): void {
    this.#write(change);
    this.#ports.storage.leaveTrace(this.#record.account !== undefined);
    this.#settle();
  }

  #write(change: (record: DeviceRecord) => DeviceRecord): void {
    const before = this.#present();
    this.#record = change(before);
    const { storage } = this.#ports;
    if (this.#record !== before || storage.read() === undefined) writeRecord(storage, this.#record);
  }

  #settle(): void {
    this.#openReplica();
    this.#tidying.tidy();
    const session = this.session();
    for (const listener of this.#listeners) listener(session);
  }

  /** The record as all tabs see it; what this one knew where the browser removed it. */
  #present(): DeviceRecord {
    const { storage } = this.#ports;
    return storage.read() === undefined ? this.#record : readRecord(storage);
  }

  /** Opens the replica of the sign-in that holds, and closes that of any other. */
  #openReplica(): void {
    const { account } = this.#record;
    const held = account?.status === 'signed-in' ? account : undefined;
    if (this.#open?.signIn === held?.signIn) return;
    void this.#open?.replica.stop();
    this.#open = held && this.#makeReplica(held);
  }

  #makeReplica({ me, signIn }: AccountRecord): Opened {
    const { userId } = me;
    const isHeld = ({ account }: DeviceRecord) =>
      account?.signIn === signIn && account.status === 'signed-in';
    const keep = (changed: Partial<DatabaseRecord>) =>
      this.#write((record) => (isHeld(record) ? keepDatabase(record, userId, changed) : record));
    const database = new AccountDatabase({
      ...this.#ports,
      newInstallation: () => this.#ports.newId(),
      place: () => {
        // As it stands now: another tab may have signed out, and this one not have heard of it.
        const record = this.#present();
        if (!isHeld(record)) return undefined;
        const { name, installation } = databaseOf(record, userId);
        return { name, installation };
      },
      setPlace: keep,
      troubled: (trouble) => replica.setTrouble(trouble),
      unblocked: () => {
        for (const past of ['blocked', 'unusable'] as const) replica.clearTrouble(past);
      },
      outdated: () => replica.tellOutdated(),
      rebuilt: () => replica.rebuilt(),
      ownWords: () => replica.ownWords(),
    });
    const { loadUploads } = this.#ports;
    const replica: DeviceReplica = createReplica({
      ...this.#ports,
      me,
      loadUploads: loadUploads && (() => loadUploads(userId)),
      database,
      tabs: this.#ports.tabsOf(userId),
      isFirstSync: !databaseOf(this.#record, userId).isSynced,
      sessionOver: (code) => void this.#over(code, signIn),
      metStranger: () => void this.#check(),
      synced: () => {
        for (const loss of ['evicted', 'corrupt', 'renewed'] as const) replica.clearTrouble(loss);
        keep({ isSynced: true });
      },
    });
    return { signIn, replica };
  }
}

function isEnd(code: ErrorCode | 'offline'): code is EndCode {
  return code === 'signed-out' || code === 'session-ended' || code === 'account-deleted';
}
