/** One browser with its small storage, its databases and a server that knows sessions, for tests of the device. */
import type { Me } from '@jibber/schema/commands/account';
import { errors } from '@jibber/schema/errors';
import { isUserId, type UserId } from '@jibber/schema/ids';
import { fail, succeed } from '@jibber/schema/result';
import type { DatabaseOpener, OpenFault } from '../account-database.ts';
import { createDevice } from '../device.ts';
import * as cleaningModule from '../device-cleaning.ts';
import type { RecordStorage } from '../device-record.ts';
import type { LocalDatabase } from '../local-database.ts';
import { MemoryDisk } from '../memory-database.ts';
import type { Commands } from '../ports.ts';
import type { Device } from '../replica.ts';
import { Browser, Tab } from './browser.ts';
import { personOf } from './tiny-person.ts';
import type { World } from './world.ts';

export class DeviceRig {
  readonly browser: Browser;
  readonly world: World;
  readonly disk: MemoryDisk;
  /** The session's cookie: whose it is, or how it ended. */
  session: UserId | 'signed-out' | 'session-ended' | 'account-deleted' = 'signed-out';
  /** What stands in the small storage. */
  text: string | undefined;
  trace = false;
  readonly accounts = new Map<UserId, Me>();
  readonly asked: string[] = [];
  /** Faults of the next openings. */
  openFaults: OpenFault[] = [];
  canRemove = true;
  /** Commands get no answer, while sockets open. */
  isUnanswered = false;
  /** How long a sign-out is on its way. */
  signOutMs = 0;
  readonly #damaged = new Set<string>();
  readonly #listeners = new Map<Tab, () => void>();

  constructor(world: World, ...people: readonly Me[]) {
    this.world = world;
    this.disk = new MemoryDisk(world.scheduler);
    const [first] = people;
    if (first === undefined) throw new Error('nobody could sign in');
    this.browser = new Browser(world.scheduler, world.node, first);
    for (const me of people) {
      this.accounts.set(me.userId, me);
      world.node.people.add(me.userId);
    }
  }

  /** A page that starts. */
  open(): { readonly device: Device; readonly tab: Tab } {
    const tab = new Tab(this.browser);
    const device = createDevice({
      ...tab.ports(),
      storage: this.#storage(tab),
      opener: this.#opener(),
      commands: this.#commands(),
      tabsOf: () => tab.channel(),
      loadCleaning: async () => cleaningModule,
      newId: () => `id-${this.asked.push('id')}`,
      persist: () => this.asked.push('persist'),
    });
    return { device, tab };
  }

  /** The server ends the session: sockets are closed with the code, commands answered with it. */
  end(how: 'signed-out' | 'session-ended' | 'account-deleted'): void {
    this.session = how;
    // A socket only says that the session was ended.
    const told = how === 'account-deleted' ? 'session-ended' : how;
    for (const tab of this.browser.tabs) tab.cut(errors[told].close);
  }

  /** Chats of a database cannot be read any more, until it is deleted. */
  damage(name: string): void {
    this.#damaged.add(name);
  }

  #storage(tab: Tab): RecordStorage {
    return {
      read: () => this.text,
      write: (text) => {
        this.text = text;
        for (const [other, tell] of this.#listeners) {
          const isHearing = this.browser.tabs.has(other) && !other.isAsleep;
          if (other !== tab && isHearing) this.world.scheduler.soon(tell);
        }
      },
      onChange: (listener) => this.#listeners.set(tab, listener),
      hasTrace: () => this.trace,
      leaveTrace: (isSignedIn) => {
        this.trace = isSignedIn;
      },
    };
  }

  #opener(): DatabaseOpener {
    return {
      open: async (name, events) => {
        const fault = this.openFaults.shift();
        if (fault !== undefined) return fail(fault);
        events.opened();
        return succeed(this.#damageable(name, this.disk.open(name, events.closed)));
      },
      remove: async (name) => {
        if (this.canRemove) this.disk.remove(name);
        if (this.canRemove) this.#damaged.delete(name);
        return this.canRemove;
      },
    };
  }

  #damageable(name: string, database: LocalDatabase): LocalDatabase {
    const isUnreadable = (tables: readonly string[]) =>
      this.#damaged.has(name) && tables.includes('chats');
    return {
      read: async (tables, work) =>
        isUnreadable(tables) ? fail('corrupt') : database.read(tables, work),
      write: async (tables, durability, work) =>
        isUnreadable(tables) ? fail('corrupt') : database.write(tables, durability, work),
      close: () => database.close(),
    };
  }

  #commands(): Commands {
    const ask = async <Value>(name: string, answer: () => Value) => {
      this.asked.push(name);
      const isAnswered = this.browser.isOnline && !this.isUnanswered;
      return isAnswered ? answer() : fail('offline' as const);
    };
    const me = () => {
      const { session } = this;
      if (!isUserId(session)) return fail(session);
      const account = this.accounts.get(session);
      return account === undefined ? fail('signed-out' as const) : succeed(account);
    };
    const signIn = (address: string) => {
      const account = [...this.accounts.values()].find((each) => each.address === address);
      if (account === undefined) return fail('wrong-credentials' as const);
      this.session = account.userId;
      this.browser.me = account;
      return succeed(account);
    };
    return {
      server: () => ask('server', () => succeed({ registration: 'open' as const, version: '1' })),
      session: () => ask('session', me),
      createAccount: ({ address }) => ask('createAccount', () => signIn(address)),
      signIn: ({ address }) => ask('signIn', () => signIn(address)),
      signOut: async () => {
        await new Promise<void>((arrived) => this.world.scheduler.after(this.signOutMs, arrived));
        return ask('signOut', () => {
          this.session = 'signed-out';
          return succeed();
        });
      },
      changePassword: () => ask('changePassword', () => succeed()),
      isHandleFree: () => ask('isHandleFree', () => succeed(true)),
      findPerson: () =>
        ask('findPerson', () => {
          const account = me();
          return account.ok ? succeed(personOf(account.value.userId)) : account;
        }),
      profiles: (userIds) => ask('profiles', () => succeed(userIds.map(personOf))),
      accountState: () =>
        ask('accountState', () => succeed(this.world.node.accounts.read(this.browser.me))),
      postIntents: (userId, entries) =>
        ask('postIntents', () =>
          userId === this.browser.me.userId
            ? succeed(this.world.node.submit(userId, entries))
            : fail('signed-out' as const),
        ),
    };
  }
}
