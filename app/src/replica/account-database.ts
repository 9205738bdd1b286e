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
import type { DraftRecord, OutboxEntry, TableName } from './records.ts';
import type { Trouble } from './replica.ts';

/** `outdated`: a newer version of the app has been here. */
export type OpenFault = DatabaseFault | 'outdated';

export type OpenEvents = {
  /** Another tab holds an old version open. */
  blocked(): void;
  /** It does no longer. */
  opened(): void;
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
  /** The old tab that stood in the way is gone. */
  unblocked(): void;
  outdated(): void;
  /** What was in memory does not stand in the database any more. */
  rebuilt(): void;
};

/** What exists nowhere but on this device. */
type OwnWords = {
  readonly outbox: readonly OutboxEntry[];
  readonly drafts: readonly DraftRecord[];
};
const ownTables = ['outbox', 'drafts'] as const;

/** Waits between tries to open a database that could not be read. */
const retriesMs = [100, 500, 2000];

export class AccountDatabase implements LocalDatabase {
  readonly #ports: AccountDatabasePorts;
  #open: Promise<Result<LocalDatabase, DatabaseFault>> | undefined;
  #wasOpened = false;
  #rescued: OwnWords | undefined;
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
    const result = await work(opened.value);
    if (result.ok || result.code === 'full' || this.#isClosed) return result;
    // Closed by the browser, or not to be read: once more, in what stands there now.
    if (this.#open !== undefined && (await this.#open) === opened) {
      const rescued = result.code === 'corrupt' ? await readOwnWords(opened.value) : undefined;
      opened.value.close();
      this.#open = undefined;
      if (result.code === 'corrupt') await this.#replace(rescued);
    }
    const reopened = await this.#opened();
    return reopened.ok ? work(reopened.value) : reopened;
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
    const place = this.#ports.place();
    if (place === undefined) return fail('gone');
    for (const waitMs of [...retriesMs, undefined]) {
      const opened = await this.#tryToOpen(place.name);
      if (opened.ok) return this.#settle(opened.value, place);
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
    await this.#replace(undefined);
    const replaced = this.#ports.place();
    const opened = replaced && (await this.#tryToOpen(replaced.name));
    if (replaced === undefined || !opened?.ok) return fail('corrupt');
    return this.#settle(opened.value, replaced);
  }

  #tryToOpen(name: string): Promise<Result<LocalDatabase, OpenFault>> {
    return this.#ports.opener.open(name, {
      blocked: () => this.#ports.troubled('blocked'),
      opened: () => this.#ports.unblocked(),
    });
  }

  /** Compares the installation id in the database with the one that is known outside of it. */
  async #settle(
    database: LocalDatabase,
    place: DatabasePlace,
  ): Promise<Result<LocalDatabase, DatabaseFault>> {
    const installation = place.installation ?? this.#ports.newInstallation();
    const rescued = this.#rescued;
    const found = await database.write([...ownTables, 'meta'], 'strict', async (transaction) => {
      for (const entry of rescued?.outbox ?? []) transaction.table('outbox').put(entry);
      for (const draft of rescued?.drafts ?? []) transaction.table('drafts').put(draft);
      const meta = transaction.table('meta');
      const stored = (await meta.get('installation'))?.value;
      if (typeof stored === 'string') return stored;
      meta.put({ name: 'installation', value: installation });
      return undefined;
    });
    if (!found.ok) {
      database.close();
      return found;
    }
    this.#rescued = undefined;
    const isEmptied = found.value === undefined && place.installation !== undefined;
    if (isEmptied) this.#ports.troubled('evicted');
    if (isEmptied && this.#wasOpened) this.#ports.rebuilt();
    this.#wasOpened = true;
    this.#ports.setPlace({ name: place.name, installation: found.value ?? installation });
    return succeed(database);
  }

  /**
   * Gives up a database that cannot be read: deletes it, or leaves it and takes another name.
   * @param rescued what only this device has, as far as it could still be read
   */
  async #replace(rescued: OwnWords | undefined): Promise<void> {
    const place = this.#ports.place();
    if (place === undefined) return;
    const isGone = await this.#ports.opener.remove(place.name);
    const name = isGone ? place.name : nextName(place.name);
    this.#ports.setPlace({ name, installation: undefined });
    this.#rescued = rescued;
    this.#ports.troubled(rescued === undefined ? 'corrupt' : 'evicted');
    if (this.#wasOpened) this.#ports.rebuilt();
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => this.#ports.scheduler.after(ms, resolve));
  }
}

async function readOwnWords(database: LocalDatabase): Promise<OwnWords | undefined> {
  const read = await database.read(ownTables, async (transaction) => ({
    // Answers to them belong to content that is being given up.
    outbox: (await transaction.table('outbox').all()).map((entry) => ({
      ...entry,
      accepted: undefined,
    })),
    drafts: await transaction.table('drafts').all(),
  }));
  return read.ok ? read.value : undefined;
}

function nextName(name: string): string {
  const [, base = name, count = '1'] = /^(.*)#(\d+)$/.exec(name) ?? [];
  return `${base}#${Number(count) + 1}`;
}
