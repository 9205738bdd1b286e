/**
 * What people say of themselves and whom they have blocked, in memory, as it is committed.
 * Invariant: only commits change it, each in one step.
 */
import type { ErrorCode } from '@jibber/schema/errors';
import type { EntryId, FileId, UserId } from '@jibber/schema/ids';
import { type AccountState, defaultSettings } from '@jibber/schema/intents/account/account-state';
import type { AccountWrite } from './account-log-port.ts';

export type MemoryPerson = {
  state: AccountState;
  revision: number;
  readonly accepted: Map<EntryId, { readonly revision: number; readonly at: number }>;
  readonly refused: Map<EntryId, ErrorCode>;
};

export class MemoryPeople {
  readonly #people = new Map<UserId, MemoryPerson>();
  /** Pictures that were brought and are not used yet, by their owners. */
  readonly pictures = new Map<FileId, UserId>();

  /** Of whoever has an account: as a new account is, until something of it is changed. */
  of(userId: UserId): MemoryPerson {
    const known = this.#people.get(userId);
    if (known !== undefined) return known;
    const profile = { name: userId, handle: userId, about: '', picture: null };
    const person: MemoryPerson = {
      state: { profile, settings: defaultSettings, blocked: new Set() },
      revision: 0,
      accepted: new Map(),
      refused: new Map(),
    };
    this.#people.set(userId, person);
    return person;
  }

  all(): Iterable<[UserId, MemoryPerson]> {
    return this.#people;
  }

  hasBlocked(userId: UserId, blocked: UserId): boolean {
    return this.of(userId).state.blocked.has(blocked);
  }

  /** The rule of `is_reachable`, for an account that is there. */
  isReachable(actor: UserId, person: UserId, sharesChat: boolean): boolean {
    if (actor === person) return true;
    if (this.hasBlocked(person, actor)) return false;
    return sharesChat || this.of(person).state.settings.strangers !== 'none';
  }

  save(userId: UserId, { after, revision, accepted, refused, at }: AccountWrite): void {
    const person = this.of(userId);
    person.state = after;
    person.revision = revision;
    for (const [entryId, made] of accepted) person.accepted.set(entryId, { revision: made, at });
    for (const [entryId, code] of refused) {
      if (!person.refused.has(entryId)) person.refused.set(entryId, code);
    }
  }
}
