/**
 * One's own account on this device: what was last fetched of it, and the intents that wait. Invariants:
 * what is told is on the disk; an intent leaves it only once a state is here that has it, or by the
 * person's decision; of two states the one of the higher revision stays, whichever tab fetched it.
 */
import type { Me, Person } from '@jibber/schema/commands/account';
import { type AccountAnswer, accountAnswerSchema } from '@jibber/schema/commands/account-state';
import type { ErrorCode } from '@jibber/schema/errors';
import { accountScope, type EntryId, type FileId, type UserId } from '@jibber/schema/ids';
import {
  type AccountIntent,
  applyToAccount,
  judgeAccount,
  parseAccountIntent,
  parseAccountIntentText,
} from '@jibber/schema/intents/account/account-registry';
import { type AccountState, defaultSettings } from '@jibber/schema/intents/account/account-state';
import type { Answer } from '@jibber/schema/protocol/answers';
import type { SentEntry } from '@jibber/schema/protocol/send';
import { fail, type Result, succeed } from '@jibber/schema/result';
import type { Cancel, Scheduler } from '@jibber/schema/scheduler';
import * as v from 'valibot';
import type { DatabaseFault, LocalDatabase, WriteTransaction } from './local-database.ts';
import { isWaiting } from './outbox-entry.ts';
import type { OwnAccount } from './own-account.ts';
import type { Commands, NewEntryId, Tabs } from './ports.ts';
import type { AccountEntryRecord } from './records.ts';

export type AccountStorePorts = {
  readonly me: Me;
  readonly database: LocalDatabase;
  readonly commands: Pick<Commands, 'accountState'>;
  readonly scheduler: Scheduler;
  readonly tabs: Pick<Tabs, 'post'>;
  readonly newEntryId: NewEntryId;
  /** Whether this tab fetches for all of this device. */
  isHolder(): boolean;
  isOnline(): boolean;
  /** Whether a picture that an intent names is on the server. */
  isUploaded(file: FileId): boolean;
  /** Who this is, as far as it is known here. */
  personOf(userId: UserId): Person | undefined;
  changed(): void;
  faulted(fault: DatabaseFault | undefined): void;
};

/** An entry as it stands on the disk, with its intent read. */
type Entry = { readonly record: AccountEntryRecord; readonly intent: AccountIntent };

const tables = ['account', 'accountEntries'] as const;
const stateName = 'state';
/** A state that could not be fetched is asked for again after this. */
const fetchAgainMs = 5000;

export class AccountStore {
  readonly #ports: AccountStorePorts;
  #fetched: AccountAnswer | undefined;
  #entries: readonly Entry[] = [];
  /** The highest revision that was told of. */
  #told = -1;
  #isFetching = false;
  #cancel: Cancel | undefined;

  constructor(ports: AccountStorePorts) {
    this.#ports = ports;
  }

  /** Reads what is on the disk. */
  async load(): Promise<void> {
    const read = await this.#ports.database.read(tables, async (transaction) => ({
      state: await transaction.table('account').get(stateName),
      entries: await transaction.table('accountEntries').all(),
    }));
    if (!read.ok) return;
    this.#take(read.value.state?.text, read.value.entries);
  }

  /** Not yet answered. */
  get unsent(): number {
    return this.#entries.filter(({ record }) => isWaiting(record)).length;
  }

  /** What exists nowhere but on this device. */
  get ownWords(): readonly AccountEntryRecord[] {
    return this.#entries.map(({ record }) => record);
  }

  own(): OwnAccount {
    const { profile, settings, blocked } = this.#state();
    const known = new Map(this.#fetched?.blocks.map((person) => [person.userId, person]));
    const added = [...blocked].filter((userId) => !known.has(userId)).reverse();
    const rest = [...known.keys()].filter((userId) => blocked.has(userId));
    const personOf = (userId: UserId) =>
      known.get(userId) ?? this.#ports.personOf(userId) ?? { userId, name: '', handle: '' };
    return {
      profile,
      settings,
      blocks: [...added, ...rest].map(personOf),
      isPending: this.#entries.some(({ record }) => record.refused === undefined),
      refusals: this.#entries.flatMap(({ record: { entryId, refused }, intent }) =>
        refused === undefined ? [] : [{ entryId, intent, code: refused }],
      ),
      invitations: this.#fetched?.invitations ?? [],
      reports: this.#fetched?.reports ?? [],
    };
  }

  isBlocked(userId: UserId): boolean {
    return this.#state().blocked.has(userId);
  }

  has(entryId: EntryId): boolean {
    return this.#entries.some(({ record }) => record.entryId === entryId);
  }

  /** Judged by the rules on what is here, then stored; resolves when it is on the disk. */
  async intend(claim: AccountIntent): Promise<Result<EntryId, ErrorCode | 'full'>> {
    const parsed = parseAccountIntent(claim);
    if (!parsed.ok) return parsed;
    const view = {
      state: this.#state(),
      isHandleTaken: () => false,
      hasPicture: () => true,
      isPerson: () => true,
    };
    const verdict = judgeAccount(view, this.#ports.me.userId, parsed.value);
    if (!verdict.ok) return verdict;
    const entryId = this.#ports.newEntryId();
    const isStored = await this.#write((transaction, entries) => {
      append(transaction, entries, entryId, parsed.value, this.#ports.scheduler.now());
    });
    return isStored ? succeed(entryId) : fail('full');
  }

  /** Sends a refused one again, under a new id; it is the latest then. */
  async retry(entryId: EntryId): Promise<void> {
    const { newEntryId, scheduler } = this.#ports;
    await this.#write((transaction, entries) => {
      const entry = entries.find((each) => each.entryId === entryId);
      const intent = entry && readIntent(entry);
      if (entry?.refused === undefined || intent === undefined) return;
      transaction.table('accountEntries').delete(entry.order);
      append(transaction, entries, newEntryId(), intent, scheduler.now());
    });
  }

  /** The person lets a refused one go. */
  async discard(entryId: EntryId): Promise<void> {
    await this.#write((transaction, entries) => {
      const entry = entries.find((each) => each.entryId === entryId);
      if (entry?.refused !== undefined) transaction.table('accountEntries').delete(entry.order);
    });
  }

  /**
   * What may be sent, oldest first, each naming the unanswered one before it; those whose picture is
   * not up yet are passed over.
   */
  sendable(): SentEntry[] {
    const sent: SentEntry[] = [];
    for (const { record, intent: wish } of this.#entries) {
      const picture = wish.kind === 'profile.change' ? wish.picture : undefined;
      const isUploading = typeof picture === 'string' && !this.#ports.isUploaded(picture);
      if (!isWaiting(record) || isUploading) continue;
      const { entryId, intent } = record;
      sent.push({ entryId, scope: accountScope, after: sent.at(-1)?.entryId, intent });
    }
    return sent;
  }

  /** Stores what a node answered to entries of the account; those of chats are passed over. */
  async answered(answers: readonly Answer[]): Promise<void> {
    const changed = new Map<EntryId, Partial<AccountEntryRecord>>();
    for (const answer of answers) {
      if (!this.has(answer.entryId) || answer.outcome === 'again') continue;
      if (answer.outcome === 'refused') changed.set(answer.entryId, { refused: answer.code });
      else changed.set(answer.entryId, { accepted: answer.position });
    }
    if (changed.size === 0) return;
    // In memory also where the disk takes nothing: what is answered is not sent again and again.
    this.#entries = this.#entries.map(({ record, intent }) => ({
      record: { ...record, ...changed.get(record.entryId) },
      intent,
    }));
    await this.#write(async (transaction, entries) => {
      const stored = readState((await transaction.table('account').get(stateName))?.text);
      for (const record of entries) {
        const change = changed.get(record.entryId);
        if (change === undefined || !isWaiting(record)) continue;
        // Of one whose answer was lost the state may be here already.
        const isHere =
          stored !== undefined && (change.accepted ?? Number.POSITIVE_INFINITY) <= stored.revision;
        if (isHere) transaction.table('accountEntries').delete(record.order);
        else transaction.table('accountEntries').put({ ...record, ...change });
      }
    });
    for (const { accepted } of changed.values()) if (accepted !== undefined) this.told(accepted);
  }

  /** A node told of this revision: fetches the state where that is newer than what is here. */
  told(revision: number): void {
    this.#told = Math.max(this.#told, revision);
    this.pump();
  }

  /** Fetches what is missing, if it is for this tab to do. Cheap where nothing is. */
  pump(): void {
    const { isHolder, isOnline } = this.#ports;
    if (this.#isFetching || this.#cancel !== undefined || !isHolder() || !isOnline()) return;
    if (this.#told > (this.#fetched?.revision ?? -1)) void this.#fetch();
  }

  /** Another history: what was told, and answered, counts no more. */
  async reset(): Promise<void> {
    this.#told = -1;
    await this.load();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#isFetching = true;
  }

  async #fetch(): Promise<void> {
    const { commands, scheduler } = this.#ports;
    this.#isFetching = true;
    const answer = await commands.accountState();
    const isStored = answer.ok && (await this.#store(answer.value));
    this.#isFetching = false;
    if (isStored && (this.#fetched?.revision ?? -1) >= this.#told) return;
    this.#cancel = scheduler.after(fetchAgainMs, () => {
      this.#cancel = undefined;
      this.pump();
    });
  }

  /** A state, with the removal of the entries that it has, in one transaction. */
  async #store(answer: AccountAnswer): Promise<boolean> {
    return this.#write(async (transaction, entries) => {
      const stored = readState((await transaction.table('account').get(stateName))?.text);
      if (stored !== undefined && stored.revision > answer.revision) return;
      transaction.table('account').put({ name: stateName, text: JSON.stringify(answer) });
      for (const { order, accepted } of entries) {
        if (accepted !== undefined && accepted <= answer.revision) {
          transaction.table('accountEntries').delete(order);
        }
      }
    });
  }

  /** One strict transaction; afterwards memory holds what the disk does, and other tabs hear of it. */
  async #write(
    work: (
      transaction: WriteTransaction,
      entries: readonly AccountEntryRecord[],
    ) => void | Promise<void>,
  ): Promise<boolean> {
    const { database, tabs, faulted } = this.#ports;
    const written = await database.write(tables, 'strict', async (transaction) => {
      const entries = transaction.table('accountEntries');
      await work(transaction, await entries.all());
      return {
        state: await transaction.table('account').get(stateName),
        entries: await entries.all(),
      };
    });
    faulted(written.ok ? undefined : written.code);
    if (!written.ok) return false;
    this.#take(written.value.state?.text, written.value.entries);
    tabs.post({ type: 'account' });
    return true;
  }

  #take(text: string | undefined, records: readonly AccountEntryRecord[]): void {
    this.#fetched = readState(text);
    this.#entries = records.flatMap((record) => {
      const intent = readIntent(record);
      return intent === undefined ? [] : [{ record, intent }];
    });
    this.#ports.changed();
  }

  /** What the server has, and over it everything that it has not refused. */
  #state(): AccountState {
    const { me } = this.#ports;
    const fetched = this.#fetched;
    let state: AccountState = {
      profile: fetched?.profile ?? { name: me.name, handle: me.handle, about: '', picture: null },
      settings: fetched?.settings ?? defaultSettings,
      blocked: new Set(fetched?.blocks.map(({ userId }) => userId)),
    };
    for (const { record, intent } of this.#entries) {
      if (record.refused === undefined) state = applyToAccount(state, intent);
    }
    return state;
  }
}

function append(
  transaction: WriteTransaction,
  entries: readonly AccountEntryRecord[],
  entryId: EntryId,
  intent: AccountIntent,
  writtenAt: number,
): void {
  const order = (entries.at(-1)?.order ?? 0) + 1;
  const text = JSON.stringify(intent);
  transaction.table('accountEntries').put({ order, entryId, intent: text, writtenAt });
}

function readIntent({ intent }: AccountEntryRecord): AccountIntent | undefined {
  const parsed = parseAccountIntentText(intent);
  return parsed.ok ? parsed.value : undefined;
}

/** What stands on the disk is a claim; one of another shape is fetched anew. */
function readState(text: string | undefined): AccountAnswer | undefined {
  if (text === undefined) return undefined;
  try {
    const checked = v.safeParse(accountAnswerSchema, JSON.parse(text));
    return checked.success ? checked.output : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
