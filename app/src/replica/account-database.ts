/**
 * The database of one account on this device, whatever happens to it: opened when first needed, again
 * when the browser closed it, under another name where it can be neither read nor deleted.
 * Invariant: a database that lost its content is noticed by its installation id, and said.
 */
import { fail, type Result, succeed } from '@jibber/schema/result';
import type { Scheduler } from '@jibber/schema/scheduler';
import type {
  DatabaseFault,
  LocalDatabase,
  ReadTransaction,
  WriteTransaction,
} from './local-database.ts';
import { type OwnWords, putBack, readOwnWords } from './own-words.ts';
import type { TableName } from './records.ts';
import type { Trouble } from './replica.ts';

/** `outdated`: a newer version of the app has been here. */
export type OpenFault = DatabaseFault | 'outdated';

export type OpenEvents = {
  /** Another tab holds an old version open. */
  blocked(): void;
  /** It does no longer. */
  opened(): void;
  /** The browser closed it, or another tab deletes it or brings a newer version. */
  closed(): void;
  /** Something the person wrote stands there in a shape that cannot be read. */
  unreadable(): void;
};

/** Databases of this browser, by name. */
export interface DatabaseOpener {
  open(name: string, events: OpenEvents): Promise<Result<LocalDatabase, OpenFault>>;
  /** False where it cannot be deleted. */
  remove(name: string): Promise<boolean>;
}

/** What is known of the database outside of it, so that its loss is noticed. */
export type DatabasePlace = { readonly name: string; readonly installation: string | undefined };

export type AccountDatabasePorts = {
  readonly opener: DatabaseOpener;
  readonly scheduler: Scheduler;
  /** Undefined once the account was signed out: then nothing is opened any more. */
  place(): DatabasePlace | undefined;
  setPlace(place: DatabasePlace): void;
  newInstallation(): string;
  troubled(trouble: Trouble): void;
  /** A database is open: no old tab, and no broken disk, stands in the way any more. */
  unblocked(): void;
  outdated(): void;
  /** What was in memory does not stand in the database any more. */
  rebuilt(): void;
  /** What memory holds of the person's own words; undefined where it holds none. */
  ownWords(): OwnWords | undefined;
};

/** Waits between tries to open a database that could not be read. */
const retriesMs = [100, 500, 2000];
const ownTables = ['outbox', 'drafts', 'accountEntries', 'meta'] as const;
/** On a device that can keep nothing, a page does not fetch everything again and again. */
const maxReplacements = 3;

export class AccountDatabase implements LocalDatabase {
  readonly #ports: AccountDatabasePorts;
  #open: Promise<Result<LocalDatabase, DatabaseFault>> | undefined;
  /** Of the database that memory was filled from. */
  #installation: string | undefined;
  /** Read from a database that is being given up. */
  #rescued: OwnWords | undefined;
  /** A database was given up that could not be read. */
  #wasUnreadable = false;
  #hasUnreadableWords = false;
  #replacements = 0;
  #isClosed = false;

  constructor(ports: AccountDatabasePorts) {
    this.#ports = ports;
  }

  read<Value>(
    tables: readonly TableName[],
    work: (transaction: ReadTransaction) => Promise<Value>,
  ): Promise<Result<Value, DatabaseFault>> {
    return this.#run((database) => database.read(tables, work));
  }

  write<Value>(
    tables: readonly TableName[],
    durability: 'strict' | 'relaxed',
    work: (transaction: WriteTransaction) => Promise<Value>,
  ): Promise<Result<Value, DatabaseFault>> {
    return this.#run((database) => database.write(tables, durability, work));
  }

  close(): void {
    this.#isClosed = true;
    void this.#open?.then((opened) => {
      if (opened.ok) opened.value.close();
    });
  }

  async #run<Value>(
    work: (database: LocalDatabase) => Promise<Result<Value, DatabaseFault>>,
  ): Promise<Result<Value, DatabaseFault>> {
    const opened = await this.#opened();
    if (!opened.ok) return opened;
    const first = await work(opened.value);
    if (first.ok || first.code === 'full' || this.#isClosed) return first;
    // Closed by the browser, or not to be read this time: once more, in what stands there now.
    if ((await this.#open) === opened) this.#letGo(opened.value);
    const reopened = await this.#opened();
    if (!reopened.ok) return reopened;
    const second = await work(reopened.value);
    if (second.ok || second.code !== 'corrupt' || this.#isClosed) return second;
    if ((await this.#open) === reopened) {
      if (this.#replacements >= maxReplacements) return second;
      const rescued = await readOwnWords(reopened.value);
      this.#letGo(reopened.value);
      await this.#replace(rescued);
    }
    const replaced = await this.#opened();
    return replaced.ok ? work(replaced.value) : replaced;
  }

  #letGo(database: LocalDatabase): void {
    database.close();
    this.#open = undefined;
  }

  #opened(): Promise<Result<LocalDatabase, DatabaseFault>> {
    if (this.#isClosed) return Promise.resolve(fail('gone'));
    this.#open ??= this.#openNow().then((opened) => {
      // What failed is tried again at the next need.
      if (!opened.ok) this.#open = undefined;
      return opened;
    });
    return this.#open;
  }

  async #openNow(): Promise<Result<LocalDatabase, DatabaseFault>> {
    for (const waitMs of [...retriesMs, undefined]) {
      const place = this.#ports.place();
      if (place === undefined) return fail('gone');
      const opened = await this.#tryToOpen(place);
      if (opened.ok) return opened;
      if (opened.code === 'outdated') {
        this.#ports.outdated();
        return fail('gone');
      }
      if (opened.code === 'full') {
        this.#ports.troubled('full');
        return fail('full');
      }
      if (waitMs !== undefined) await this.#wait(waitMs);
      else if (opened.code === 'gone') return fail('gone');
    }
    if (this.#replacements >= maxReplacements) return this.#giveUp();
    await this.#replace();
    const replaced = this.#ports.place();
    if (replaced === undefined) return fail('corrupt');
    const opened = await this.#tryToOpen(replaced);
    return opened.ok ? opened : this.#giveUp();
  }

  /** No database can be had here now; the next need tries again. */
  #giveUp(): Result<LocalDatabase, DatabaseFault> {
    this.#ports.troubled('unusable');
    return fail('corrupt');
  }

  async #tryToOpen(place: DatabasePlace): Promise<Result<LocalDatabase, OpenFault>> {
    const opened = await this.#ports.opener.open(place.name, {
      blocked: () => this.#ports.troubled('blocked'),
      opened: () => this.#ports.unblocked(),
      closed: () => this.#noticeClosed(),
      unreadable: () => {
        this.#hasUnreadableWords = true;
        this.#ports.troubled('words-unreadable');
      },
    });
    if (!opened.ok) return opened;
    if (this.#ports.place() !== undefined) return this.#settle(opened.value, place);
    // Signed out of while it was being opened: nothing is put into it any more.
    opened.value.close();
    return fail('gone');
  }

  /** A loss is noticed now, not when somebody next reads or writes. */
  #noticeClosed(): void {
    const before = this.#open;
    void before?.then(() => {
      if (this.#open !== before || this.#isClosed) return;
      this.#open = undefined;
      void this.#opened();
    });
  }

  /**
   * Finds out whether this is the database that memory was filled from, by its installation id. Into
   * another one goes what the person wrote, before anything that he writes next; of several tabs only
   * one puts there what it remembers.
   */
  async #settle(
    database: LocalDatabase,
    place: DatabasePlace,
  ): Promise<Result<LocalDatabase, DatabaseFault>> {
    const before = this.#installation;
    const rescued = this.#rescued;
    const remembered = this.#ports.ownWords();
    // With nothing to put back the tables of the words are not touched, nor what checks them loaded.
    const isBare = rescued === undefined && remembered === undefined;
    const touched = isBare ? (['meta'] as const) : ownTables;
    const found = await database.write(touched, 'strict', async (tables) => {
      const meta = tables.table('meta');
      const stored = (await meta.get('installation'))?.value;
      const isEmpty = typeof stored !== 'string';
      const installation = isEmpty ? this.#ports.newInstallation() : stored;
      const isOther = before !== undefined && installation !== before;
      const isPutBack = (await meta.get('wordsOf'))?.value === before;
      if (isEmpty) meta.put({ name: 'installation', value: installation });
      if (rescued !== undefined) await putBack(tables, rescued);
      if (isOther && !isPutBack && remembered !== undefined) await putBack(tables, remembered);
      const hasWords =
        rescued !== undefined || (isOther && (isPutBack || remembered !== undefined));
      if (hasWords && before !== undefined) meta.put({ name: 'wordsOf', value: before });
      return { installation, isEmpty, isOther, hasWords };
    });
    if (!found.ok) {
      if (found.code === 'corrupt') this.#rescued ??= await readOwnWords(database);
      database.close();
      return found;
    }
    const { installation, isEmpty, isOther, hasWords } = found.value;
    const isLoss = isOther || (isEmpty && place.installation !== undefined) || this.#wasUnreadable;
    const isKept = hasWords && !this.#hasUnreadableWords;
    if (isLoss) {
      const loss = this.#wasUnreadable ? 'corrupt' : 'evicted';
      this.#ports.troubled(isKept ? 'renewed' : loss);
      this.#hasUnreadableWords = false;
    }
    this.#rescued = undefined;
    this.#wasUnreadable = false;
    this.#installation = installation;
    this.#ports.setPlace({ name: place.name, installation });
    if (isOther) this.#ports.rebuilt();
    return succeed(database);
  }

  /**
   * Gives up a database that cannot be read: deletes it, or leaves it and takes another name.
   * @param rescued what only this device has, as far as it could still be read
   */
  async #replace(rescued?: OwnWords): Promise<void> {
    const place = this.#ports.place();
    if (place === undefined) return;
    const isGone = await this.#ports.opener.remove(place.name);
    const name = isGone ? place.name : nextName(place.name);
    this.#ports.setPlace({ name, installation: undefined });
    this.#rescued = rescued ?? this.#rescued;
    this.#wasUnreadable = true;
    this.#replacements += 1;
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => this.#ports.scheduler.after(ms, resolve));
  }
}

function nextName(name: string): string {
  const [, base = name, count = '1'] = /^(.*)#(\d+)$/.exec(name) ?? [];
  return `${base}#${Number(count) + 1}`;
}
