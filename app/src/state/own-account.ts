/**
 * One's own account on the screen, and the named actions that change it. Loaded with the screens that
 * need it. Invariant: each action resolves once the wish is on this device's disk, or says by a code
 * why it is not; what a server then refuses stands in `account().refusals`, with what was asked.
 */
import type { Person } from '@jibber/schema/commands/account';
import type { EntryId, FileId, UserId } from '@jibber/schema/ids';
import type { AccountSettings } from '@jibber/schema/intents/account/account-state';
import { type Accessor, createComputed, createSignal, onCleanup } from 'solid-js';
import type { OwnAccount } from '../replica/own-account.ts';
import type { Replica } from '../replica/replica.ts';
import type { WriteResult } from './writing.ts';

export type { AccountRefusal, OwnAccount } from '../replica/own-account.ts';

/** What of a profile is to be changed; what is missing stays. */
export type ProfileWish = {
  readonly name?: string;
  readonly handle?: string;
  readonly about?: string;
  /** Null takes it away; a file that is not up yet is waited for. */
  readonly picture?: FileId | null;
};

export type AccountActions = {
  changeProfile(wish: ProfileWish): Promise<WriteResult>;
  /** @param changed what is missing stays */
  changeSettings(changed: Partial<AccountSettings>): Promise<WriteResult>;
  block(person: Person): Promise<WriteResult>;
  unblock(userId: UserId): Promise<WriteResult>;
  /** Asks again for something that was refused, or lets it go. */
  retryRefused(entryId: EntryId): Promise<void>;
  discardRefused(entryId: EntryId): Promise<void>;
};

type AccountReplica = Pick<
  Replica,
  'account' | 'isBlocked' | 'subscribe' | 'changeAccount' | 'block' | 'retry' | 'discard'
>;

/** The account for as long as its owner lives; undefined until the device has read it. */
export function createOwnAccount(
  replica: Accessor<Pick<AccountReplica, 'account' | 'subscribe'> | undefined>,
): Accessor<OwnAccount | undefined> {
  return followAccount(replica, (held) => held.account(), undefined);
}

/** Whether a person is blocked, for as long as its owner lives. */
export function createBlocked(
  replica: Accessor<Pick<AccountReplica, 'isBlocked' | 'subscribe'> | undefined>,
  userId: Accessor<UserId | undefined>,
): Accessor<boolean> {
  return followAccount(
    replica,
    (held) => {
      const asked = userId();
      return asked !== undefined && held.isBlocked(asked);
    },
    false,
  );
}

function followAccount<Held extends Pick<Replica, 'subscribe'>, Value>(
  replica: Accessor<Held | undefined>,
  read: (held: Held) => Value,
  none: Value,
): Accessor<Value> {
  const [value, setValue] = createSignal(none);
  createComputed(() => {
    const held = replica();
    if (held === undefined) {
      setValue(() => none);
      return;
    }
    setValue(() => read(held));
    onCleanup(
      held.subscribe((change) => {
        if (change.type === 'account') setValue(() => read(held));
      }),
    );
  });
  return value;
}

/** @throws each action, where nobody is signed in: no such button is on the screen then */
export function createAccountActions(
  replica: Accessor<AccountReplica | undefined>,
): AccountActions {
  function held(): AccountReplica {
    const present = replica();
    if (present === undefined) throw new Error('An account was changed while nobody is signed in.');
    return present;
  }
  return {
    changeProfile: (wish) => held().changeAccount({ kind: 'profile.change', ...wish }),
    changeSettings: (changed) => held().changeAccount({ kind: 'account.settings', ...changed }),
    block: (person) => held().block(person),
    unblock: (user) => held().changeAccount({ kind: 'person.unblock', user }),
    retryRefused: (entryId) => held().retry(entryId),
    discardRefused: (entryId) => held().discard(entryId),
  };
}
