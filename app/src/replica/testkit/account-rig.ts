/** A database of an account with what can happen to it, and a disk to look at. */
import { entryId } from '@jibber/schema/ids';
import { fail, succeed } from '@jibber/schema/result';
import { AccountDatabase, type DatabasePlace, type OpenFault } from '../account-database.ts';
import type { DatabaseFault, LocalDatabase } from '../local-database.ts';
import { MemoryDisk } from '../memory-database.ts';
import type { OwnWords } from '../own-words.ts';
import type { OutboxEntry, TableName } from '../records.ts';
import { VirtualScheduler } from './virtual-scheduler.ts';
import { chat } from './world.ts';

export const entry: OutboxEntry = {
  chatId: chat,
  order: 1,
  entryId: entryId('0193a1b2-0000-7000-8000-0000000000e1'),
  intent: { kind: 'message.send', text: 'only here', writtenAt: 1 },
  writtenAt: 1,
  accepted: { position: 3, number: 1 },
};

export class AccountRig {
  readonly scheduler = new VirtualScheduler();
  readonly disk = new MemoryDisk(this.scheduler);
  place: DatabasePlace | undefined = { name: 'one', installation: undefined };
  readonly told: string[] = [];
  openFaults: OpenFault[] = [];
  /** Of openings once a database was removed. */
  laterOpenFaults: OpenFault[] = [];
  /** Happens while a database is being opened. */
  meanwhile: () => void = () => undefined;
  /** A read of one of these tables fails like this. */
  broken = new Map<TableName, DatabaseFault>();
  /** Every writing fails, until the database is removed. */
  isReadOnly = false;
  canRemove = true;
  /** From the next opening on everything can be read. */
  isMended = false;
  /** A new database is as broken as the one before. */
  staysBroken = false;
  /** Whether connections hear that their database is gone. */
  isTold = true;
  unreadable: () => void = () => undefined;
  made = 1;
  /** What memory holds. */
  ownWords: OwnWords | undefined;

  open(): AccountDatabase {
    return new AccountDatabase({
      scheduler: this.scheduler,
      place: () => this.place,
      setPlace: (place) => {
        this.place = place;
      },
      newInstallation: () => `new ${this.made++}`,
      ownWords: () => this.ownWords,
      troubled: (trouble) => this.told.push(trouble),
      unblocked: () => undefined,
      outdated: () => this.told.push('outdated'),
      rebuilt: () => this.told.push('rebuilt'),
      opener: {
        open: async (name, events) => {
          const fault = this.openFaults.shift();
          if (fault !== undefined) return fail(fault);
          if (this.isMended) this.broken.clear();
          this.meanwhile();
          events.opened();
          this.unreadable = events.unreadable;
          const closed = () => {
            if (this.isTold) events.closed();
          };
          return succeed(this.#breakable(this.disk.open(name, closed)));
        },
        remove: async (name) => {
          if (this.canRemove) this.disk.remove(name);
          if (!this.staysBroken) this.broken.clear();
          this.isReadOnly = false;
          this.openFaults.push(...this.laterOpenFaults.splice(0));
          return this.canRemove;
        },
      },
    });
  }

  /** What a call gives, with the time it needs. */
  async within<Value>(promise: Promise<Value>): Promise<Value> {
    await this.scheduler.advance(10_000);
    return promise;
  }

  #breakable(database: LocalDatabase): LocalDatabase {
    return {
      read: async (tables, work) => {
        const fault = tables.map((name) => this.broken.get(name)).find(Boolean);
        return fault === undefined ? database.read(tables, work) : fail(fault);
      },
      write: async (tables, durability, work) =>
        this.isReadOnly ? fail('corrupt') : database.write(tables, durability, work),
      close: () => database.close(),
    };
  }
}

export function put(database: AccountDatabase) {
  return database.write(['outbox', 'drafts'], 'strict', async (transaction) => {
    transaction.table('outbox').put(entry);
    transaction.table('drafts').put({ chatId: chat, text: 'half' });
  });
}

export const readChats = (database: AccountDatabase) =>
  database.read(['chats'], (transaction) => transaction.table('chats').all());

/** As it waits to be sent. */
export const waiting: OutboxEntry = { ...entry, accepted: undefined };
