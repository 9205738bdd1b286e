/** Accounts and sessions as the server wires them, over a real database, with a clock moved by hand. */
import { randomBytes } from 'node:crypto';
import { migrations } from '@jibber/schema/database/migrations';
import type { Database } from '@jibber/schema/database/tables';
import { userId } from '@jibber/schema/ids';
import { uuidv7 } from 'uuidv7';
import { type Accounts, makeAccounts, type Visitor } from '../accounts/accounts.ts';
import { makeKnownDevices } from '../accounts/known-devices.ts';
import { makeKyselyAccountStorage } from '../accounts/kysely-account-storage.ts';
import type { Passwords } from '../accounts/passwords.ts';
import { makePeople, type People } from '../accounts/people.ts';
import type { AccountLimits, TryLimit } from '../accounts/try-limits.ts';
import { makeKyselySessionStorage } from '../sessions/kysely-session-storage.ts';
import { makeSessions, type Sessions } from '../sessions/sessions.ts';
import type { OpenDatabase } from '../storage/database-port.ts';
import { migrate } from '../storage/migrate.ts';
import { openInMemory } from './embedded-template.ts';

export async function openMigrated(): Promise<OpenDatabase<Database>> {
  const database = await openInMemory<Database>();
  await migrate(database.kysely, migrations, 0);
  return database;
}

export interface TestAccounts {
  readonly accounts: Accounts;
  readonly people: People;
  readonly sessions: Sessions;
  /** Ids of sessions whose connections were to be closed. */
  readonly ended: string[];
  /** ms; tests move it. */
  readonly clock: { now: number };
}

export type TestAccountsOptions = {
  readonly registration?: 'open' | 'closed';
  readonly tries?: Partial<Record<keyof AccountLimits, number>>;
};

export function makeTestAccounts(
  database: OpenDatabase<Database>,
  passwords: Passwords,
  { registration = 'open', tries = {} }: TestAccountsOptions = {},
): TestAccounts {
  const clock = { now: Date.UTC(2026, 10, 1) };
  const now = () => clock.now;
  const ended: string[] = [];
  const storage = makeKyselyAccountStorage(database.kysely);
  const sessions = makeSessions({
    storage: makeKyselySessionStorage(database.kysely),
    now,
    randomBytes,
    onEnded: (ids) => ended.push(...ids),
  });
  const limits: AccountLimits = {
    signInsPerAccount: makeCountedTries(tries.signInsPerAccount),
    signInsPerAddress: makeCountedTries(tries.signInsPerAddress),
    signInsPerDevice: makeCountedTries(tries.signInsPerDevice),
    accountsPerAddress: makeCountedTries(tries.accountsPerAddress),
    lookupsPerAccount: makeCountedTries(tries.lookupsPerAccount),
    lookupsPerAddress: makeCountedTries(tries.lookupsPerAddress),
  };
  const accounts = makeAccounts({
    storage,
    sessions,
    passwords,
    knownDevices: makeKnownDevices(new Uint8Array(32).fill(7), randomBytes),
    limits,
    registration,
    newUserId: () => userId(uuidv7()),
    now,
  });
  return { accounts, people: makePeople({ storage, limits }), sessions, ended, clock };
}

/** Tries that do not come back with time. */
function makeCountedTries(max = 1_000_000): TryLimit {
  const taken = new Map<string, number>();
  return {
    take(key) {
      const count = taken.get(key) ?? 0;
      if (count >= max) return false;
      taken.set(key, count + 1);
      return true;
    },
    giveBack: (key) => taken.set(key, (taken.get(key) ?? 1) - 1),
  };
}

/** A browser that was never here. */
export const stranger: Visitor = {
  networkAddress: '192.0.2.1',
  deviceName: 'Firefox on Linux',
  sessionToken: undefined,
  deviceMark: undefined,
};

let people = 0;

/** A form nobody has filled in before. */
export function makeForm(name: string) {
  people += 1;
  const handle = `${name.toLowerCase()}x${people}`;
  return { address: `${handle}@example.org`, password: 'correct horse', name, handle };
}
