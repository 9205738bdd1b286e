/**
 * Accounts: making one, signing in, changing the password.
 * Invariants: whether an account exists cannot be told from a sign-in, neither by words nor by time;
 * guessing is bounded per account and per network address, and does not lock its owner out of a
 * device he was signed in on before.
 */
import {
  type Address,
  type CreateAccount,
  type DeleteAccount,
  isHandle,
  isPassword,
  type Me,
  readAddress,
  readName,
  type SignIn,
} from '@jibber/schema/commands/account';
import type { ErrorCode } from '@jibber/schema/errors';
import type { UserId } from '@jibber/schema/ids';
import { fail, type Result, succeed } from '@jibber/schema/result';
import type { Identity } from '../log/sync.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { Account, AccountStorage } from './account-storage.ts';
import { handleSkeleton } from './handle-skeleton.ts';
import type { KnownDevices } from './known-devices.ts';
import type { Passwords } from './passwords.ts';
import type { AccountLimits } from './try-limits.ts';

/** What a request says of where it comes from. All but the network address is a claim. */
export type Visitor = {
  readonly networkAddress: string;
  readonly deviceName: string;
  readonly sessionToken: string | undefined;
  readonly deviceMark: string | undefined;
};

/** What a device gets that is signed in now. */
export type SignedIn = {
  readonly me: Me;
  readonly token: string;
  readonly deviceMark: string;
};

export interface Accounts {
  /** POST /api/account. Signs in as well. */
  create(form: CreateAccount, visitor: Visitor): Promise<Result<SignedIn, ErrorCode>>;
  /** POST /api/session. */
  signIn(form: SignIn, visitor: Visitor): Promise<Result<SignedIn, ErrorCode>>;
  /** GET /api/session. */
  me(identity: Identity): Promise<Result<Me, ErrorCode>>;
  /** POST /api/account/delete. Ends the account and all its sessions; the rest of it follows. */
  delete(identity: Identity, form: DeleteAccount): Promise<Result<undefined, ErrorCode>>;
  /** POST /api/password. Ends all other sessions. */
  changePassword(
    identity: Identity,
    current: string,
    next: string,
  ): Promise<Result<undefined, ErrorCode>>;
}

export type AccountsOptions = {
  readonly storage: AccountStorage;
  readonly sessions: Sessions;
  readonly passwords: Passwords;
  readonly knownDevices: KnownDevices;
  readonly limits: AccountLimits;
  readonly registration: 'open' | 'closed';
  readonly newUserId: () => UserId;
  readonly now: () => number;
};

export function makeAccounts(options: AccountsOptions): Accounts {
  const { storage, sessions, passwords, knownDevices, limits } = options;

  async function start(
    account: Account,
    address: string,
    visitor: Visitor,
  ): Promise<Result<SignedIn, ErrorCode>> {
    const started = await sessions.start({
      userId: account.userId,
      passwordHash: account.passwordHash,
      deviceName: visitor.deviceName,
      replaces: visitor.sessionToken,
    });
    if (!started.ok) return started;
    return succeed({
      me: meOf(account, address),
      token: started.value.token,
      deviceMark: knownDevices.mark(account.userId),
    });
  }

  /** Takes a try for a sign-in; undefined: none is left. The function gives it back. */
  function takeSignIn(
    address: Address,
    account: Account | undefined,
    visitor: Visitor,
  ): (() => void) | undefined {
    const device =
      account === undefined
        ? undefined
        : knownDevices.recognise(visitor.deviceMark, account.userId);
    if (device !== undefined) {
      if (!limits.signInsPerDevice.take(device)) return undefined;
      return () => limits.signInsPerDevice.giveBack(device);
    }
    // By the address typed, not by the account: two addresses of one are not shown to be such.
    if (!limits.signInsPerAddress.take(visitor.networkAddress)) return undefined;
    if (!limits.signInsPerAccount.take(address.value)) {
      limits.signInsPerAddress.giveBack(visitor.networkAddress);
      return undefined;
    }
    return () => {
      limits.signInsPerAddress.giveBack(visitor.networkAddress);
      limits.signInsPerAccount.giveBack(address.value);
    };
  }

  /** Of somebody who is signed in: whoever holds a stolen session must not be able to guess on. */
  async function verifyOwn(
    { userId, passwordHash }: Account,
    password: string,
  ): Promise<Result<undefined, ErrorCode>> {
    if (!limits.signInsPerAccount.take(`password ${userId}`)) return fail('too-many-requests');
    const verified = await passwords.verify(password, passwordHash);
    if (verified.ok && !verified.value) return fail('wrong-credentials');
    limits.signInsPerAccount.giveBack(`password ${userId}`);
    return verified.ok ? succeed() : verified;
  }

  return {
    async create(form, visitor) {
      if (options.registration === 'closed') return fail('registration-closed');
      const checked = checkAccountForm(form);
      if (!checked.ok) return checked;
      if (!limits.accountsPerAddress.take(visitor.networkAddress)) return fail('too-many-requests');
      const account = await insertAccount(options, checked.value);
      if (!account.ok) return account;
      return start(account.value, checked.value.address.value, visitor);
    },
    async signIn(form, visitor) {
      const address = readAddress(form.address);
      if (address === undefined) return fail('address-invalid');
      const account = await storage.readByAddress(address);
      const giveBack = takeSignIn(address, account, visitor);
      if (giveBack === undefined) return fail('too-many-requests');
      const verified = await passwords.verify(form.password, account?.passwordHash);
      if (!verified.ok) {
        giveBack();
        return verified;
      }
      if (account === undefined || !verified.value) return fail('wrong-credentials');
      giveBack();
      return start(account, address.value, visitor);
    },
    async me({ userId }) {
      const account = await storage.read(userId);
      if (account === undefined) return fail('signed-out');
      return succeed(meOf(account, account.email ?? account.phone ?? ''));
    },
    async delete({ userId }, { password, messages }) {
      const account = await storage.read(userId);
      if (account === undefined) return fail('signed-out');
      const verified = await verifyOwn(account, password);
      if (!verified.ok) return verified;
      return sessions.endAccount({ userId, from: account.passwordHash, messages });
    },
    async changePassword({ userId, sessionId }, current, next) {
      if (!isPassword(next)) return fail('password-invalid');
      const account = await storage.read(userId);
      if (account === undefined) return fail('signed-out');
      const verified = await verifyOwn(account, current);
      if (!verified.ok) return verified;
      const hashed = await passwords.hash(next);
      if (!hashed.ok) return hashed;
      return sessions.replacePassword({
        userId,
        from: account.passwordHash,
        to: hashed.value,
        except: sessionId,
      });
    },
  };
}

export type CheckedAccountForm = {
  readonly address: Address;
  readonly name: string;
  readonly handle: string;
  readonly password: string;
};

/** Checks what a person filled in, each field by its own code. */
export function checkAccountForm(form: CreateAccount): Result<CheckedAccountForm, ErrorCode> {
  const address = readAddress(form.address);
  if (address === undefined) return fail('address-invalid');
  const name = readName(form.name);
  if (name === undefined) return fail('name-invalid');
  if (!isHandle(form.handle)) return fail('handle-invalid');
  if (!isPassword(form.password)) return fail('password-invalid');
  return succeed({ address, name, handle: form.handle, password: form.password });
}

/** Makes an account of a checked form, whoever asks; the operator too. */
export async function insertAccount(
  {
    storage,
    passwords,
    newUserId,
    now,
  }: Pick<AccountsOptions, 'storage' | 'passwords' | 'newUserId' | 'now'>,
  { address, name, handle, password }: CheckedAccountForm,
): Promise<Result<Account, ErrorCode>> {
  const skeleton = handleSkeleton(handle);
  // Before the costly part; the database decides again when it is written.
  if (await storage.isSkeletonTaken(skeleton)) return fail('handle-taken');
  if ((await storage.readByAddress(address)) !== undefined) return fail('address-taken');
  const hashed = await passwords.hash(password);
  if (!hashed.ok) return hashed;
  const account: Account = {
    userId: newUserId(),
    name,
    handle,
    email: address.kind === 'email' ? address.value : undefined,
    phone: address.kind === 'phone' ? address.value : undefined,
    passwordHash: hashed.value,
  };
  const inserted = await storage.insert({
    ...account,
    handleSkeleton: skeleton,
    createdAt: now(),
  });
  return inserted.ok ? succeed(account) : inserted;
}

function meOf(account: Account, address: string): Me {
  return { userId: account.userId, name: account.name, handle: account.handle, address };
}
