/**
 * Names of other people: cached by user id, fetched in batches, never copied into documents.
 * Invariant: who was seen once has a name offline.
 */
import type { Person } from '@jibber/schema/commands/account';
import type { UserId } from '@jibber/schema/ids';
import type { Scheduler } from '@jibber/schema/scheduler';
import type { LocalDatabase } from './local-database.ts';
import type { Commands } from './ports.ts';

/** A name is asked for again after a day. */
const staleMs = 24 * 60 * 60 * 1000;
const atOnce = 100;

export type PeoplePorts = {
  readonly database: LocalDatabase;
  readonly commands: Commands;
  readonly scheduler: Scheduler;
  /** Names of these people are new here or have changed; they are on the disk. */
  changed(people: readonly Person[]): void;
  /** This tab stored them: others do not know yet. */
  stored(people: readonly Person[]): void;
};

type Known = Person & { readonly fetchedAt: number };

export class People {
  readonly #ports: PeoplePorts;
  readonly #known = new Map<UserId, Known>();
  readonly #asked = new Set<UserId>();

  constructor(ports: PeoplePorts) {
    this.#ports = ports;
  }

  get(userId: UserId): Person | undefined {
    const known = this.#known.get(userId);
    return known && personOf(known);
  }

  /** Reads what is cached; told by `changed`. */
  async load(): Promise<void> {
    const read = await this.#ports.database.read(['profiles'], (transaction) =>
      transaction.table('profiles').all(),
    );
    if (!read.ok) return;
    for (const profile of read.value) this.#known.set(profile.userId, profile);
    this.#ports.changed(read.value.map(personOf));
  }

  /** Takes over names that came with an answer of the server. */
  async remember(people: readonly Person[]): Promise<void> {
    if (people.length === 0) return;
    const fetchedAt = this.#ports.scheduler.now();
    const records = people.map((person) => ({ ...personOf(person), fetchedAt }));
    const changed = people.filter((person) => !isSame(this.#known.get(person.userId), person));
    for (const record of records) this.#known.set(record.userId, record);
    const stored = await this.#ports.database.write(
      ['profiles'],
      'relaxed',
      async (transaction) => {
        for (const record of records) transaction.table('profiles').put(record);
      },
    );
    if (!stored.ok || changed.length === 0) return;
    this.#ports.changed(changed.map(personOf));
    this.#ports.stored(changed);
  }

  /**
   * Network. Fetches who is unknown or was asked for long ago; what fails is asked again later.
   * @param oldMs how long ago that is
   */
  async fetch(userIds: Iterable<UserId>, oldMs = staleMs): Promise<void> {
    const now = this.#ports.scheduler.now();
    const due = [...new Set(userIds)].filter((userId) => {
      const known = this.#known.get(userId);
      const isFresh = known !== undefined && Math.abs(now - known.fetchedAt) < oldMs;
      return !isFresh && !this.#asked.has(userId);
    });
    for (let at = 0; at < due.length; at += atOnce) {
      const batch = due.slice(at, at + atOnce);
      for (const userId of batch) this.#asked.add(userId);
      const answer = await this.#ports.commands.profiles(batch);
      for (const userId of batch) this.#asked.delete(userId);
      if (!answer.ok) return;
      await this.remember(answer.value);
    }
  }

  clear(): void {
    this.#known.clear();
  }
}

function personOf({ userId, name, handle, about, picture, deleted }: Person): Person {
  return {
    userId,
    name,
    handle,
    ...(about === undefined ? {} : { about }),
    ...(picture === undefined ? {} : { picture }),
    ...(deleted === undefined ? {} : { deleted }),
  };
}

function isSame(one: Person | undefined, other: Person): boolean {
  return (
    one?.name === other.name &&
    one.handle === other.handle &&
    one.about === other.about &&
    one.picture === other.picture &&
    one.deleted === other.deleted
  );
}
