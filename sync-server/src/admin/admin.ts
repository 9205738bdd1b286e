/**
 * What the operator does at his own machine: make accounts, set a password anew, delete one, end sessions.
 * It works on the database itself. The embedded one has room for one process: while the server runs
 * it refuses and says so.
 * Invariant: a password is given on standard input or made here and shown once, never an argument,
 * which other users of the machine could read.
 */
import { parseArgs } from 'node:util';
import { isHandle, isPassword, readAddress } from '@jibber/schema/commands/account';
import { errorSentences } from '@jibber/schema/error-sentences';
import type { UserId } from '@jibber/schema/ids';
import type { Account, AccountStorage } from '../accounts/account-storage.ts';
import { checkAccountForm, insertAccount } from '../accounts/accounts.ts';
import type { Passwords } from '../accounts/passwords.ts';
import { makeToken, type RandomBytes } from '../sessions/session-token.ts';
import type { Sessions } from '../sessions/sessions.ts';

const adminUsage = `Usage: npm run admin -- COMMAND
  user create --address ADDRESS --name NAME --handle HANDLE [--password-stdin]
  user list
  user reset-password WHO [--password-stdin]
  user delete WHO [--erase-messages]
  sessions revoke WHO
WHO is a handle, an e-mail address or a phone number. Without --password-stdin a password is made and shown once.
A deleted account stays deleted; its messages stay unless --erase-messages is given.
`;

export type AdminOptions = {
  readonly storage: AccountStorage;
  readonly sessions: Sessions;
  readonly passwords: Passwords;
  readonly newUserId: () => UserId;
  readonly now: () => number;
  readonly randomBytes: RandomBytes;
  readonly readPassword: () => Promise<string>;
};

/** What a command came to: text for standard output, or a sentence for the operator. */
export type AdminOutcome =
  | { readonly done: true; readonly text: string }
  | { readonly done: false; readonly sentence: string };

/** Runs one command; `args` are the words after `npm run admin --`. */
export async function runAdmin(
  args: readonly string[],
  options: AdminOptions,
): Promise<AdminOutcome> {
  const read = readArgs(args);
  if (read === undefined) return refuse(adminUsage.trimEnd());
  const [subject, verb, who, ...rest] = read.positionals;
  const { values } = read;
  switch (`${subject} ${verb}`) {
    case 'user create':
      return who === undefined ? createUser(values, options) : refuse(adminUsage.trimEnd());
    case 'user list':
      return who === undefined ? listUsers(options) : refuse(adminUsage.trimEnd());
    case 'user reset-password':
      if (who === undefined || rest.length > 0) return refuse(adminUsage.trimEnd());
      return resetPassword(who, values, options);
    case 'user delete':
      if (who === undefined || rest.length > 0) return refuse(adminUsage.trimEnd());
      return deleteUser(who, values, options);
    case 'sessions revoke':
      if (who === undefined || rest.length > 0) return refuse(adminUsage.trimEnd());
      return revokeSessions(who, options);
    default:
      return refuse(adminUsage.trimEnd());
  }
}

type AdminValues = {
  readonly address?: string | undefined;
  readonly name?: string | undefined;
  readonly handle?: string | undefined;
  readonly 'password-stdin'?: boolean | undefined;
  readonly 'erase-messages'?: boolean | undefined;
};

function readArgs(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        address: { type: 'string' },
        name: { type: 'string' },
        handle: { type: 'string' },
        'password-stdin': { type: 'boolean' },
        'erase-messages': { type: 'boolean' },
      },
    });
  } catch (fault) {
    // A word it does not know: the usage says more than its message.
    if (fault instanceof TypeError) return undefined;
    throw fault;
  }
}

async function createUser(values: AdminValues, options: AdminOptions): Promise<AdminOutcome> {
  const { address, name, handle } = values;
  if (address === undefined || name === undefined || handle === undefined) {
    return refuse('user create needs --address, --name and --handle.');
  }
  const password = await choosePassword(values, options);
  const checked = checkAccountForm({ address, name, handle, password: password.text });
  if (!checked.ok) return refuse(errorSentences[checked.code]);
  const account = await insertAccount(options, checked.value);
  if (!account.ok) return refuse(errorSentences[account.code]);
  return finish(`Made @${handle}. Sign in with ${checked.value.address.value}.`, password.shown);
}

async function listUsers({ storage }: AdminOptions): Promise<AdminOutcome> {
  const lines = (await storage.list()).map(
    ({ handle, email, phone, name }) => `@${handle}\t${email ?? phone ?? ''}\t${name}\n`,
  );
  return { done: true, text: lines.join('') };
}

async function resetPassword(
  who: string,
  values: AdminValues,
  options: AdminOptions,
): Promise<AdminOutcome> {
  const account = await findAccount(who, options.storage);
  if (account === undefined) return refuse(errorSentences['person-not-found']);
  const password = await choosePassword(values, options);
  if (!isPassword(password.text)) return refuse(errorSentences['password-invalid']);
  const hashed = await options.passwords.hash(password.text);
  if (!hashed.ok) return refuse(errorSentences[hashed.code]);
  const replaced = await options.sessions.replacePassword({
    userId: account.userId,
    from: undefined,
    to: hashed.value,
    except: undefined,
  });
  if (!replaced.ok) return refuse(errorSentences['person-not-found']);
  return finish(
    `@${account.handle} has another password and is signed out everywhere.`,
    password.shown,
  );
}

async function deleteUser(
  who: string,
  values: AdminValues,
  { storage, sessions }: AdminOptions,
): Promise<AdminOutcome> {
  const account = await findAccount(who, storage);
  if (account === undefined) return refuse(errorSentences['person-not-found']);
  const messages = values['erase-messages'] === true ? 'erase' : 'stay';
  const ended = await sessions.endAccount({ userId: account.userId, from: undefined, messages });
  if (!ended.ok) return refuse(errorSentences['person-not-found']);
  return finish(`@${account.handle} is deleted. The running server does the rest in its chats.`);
}

async function revokeSessions(who: string, options: AdminOptions): Promise<AdminOutcome> {
  const account = await findAccount(who, options.storage);
  if (account === undefined) return refuse(errorSentences['person-not-found']);
  const count = await options.sessions.endAll(account.userId, 'sign-out');
  return finish(`@${account.handle} is signed out on ${count} device${count === 1 ? '' : 's'}.`);
}

async function findAccount(who: string, storage: AccountStorage): Promise<Account | undefined> {
  const handle = who.startsWith('@') ? who.slice(1) : who;
  if (isHandle(handle)) return storage.readByHandle(handle);
  const address = readAddress(who);
  return address === undefined ? undefined : storage.readByAddress(address);
}

/** `shown`: what has to be shown, as nobody knows it yet. */
async function choosePassword(
  values: AdminValues,
  { readPassword, randomBytes }: AdminOptions,
): Promise<{ readonly text: string; readonly shown: string | undefined }> {
  if (values['password-stdin'] === true) return { text: await readPassword(), shown: undefined };
  const made = makeToken(randomBytes).slice(0, 20);
  return { text: made, shown: made };
}

function refuse(sentence: string): AdminOutcome {
  return { done: false, sentence };
}

function finish(sentence: string, password?: string): AdminOutcome {
  const lines = password === undefined ? [sentence] : [sentence, `Password: ${password}`];
  return { done: true, text: lines.map((line) => `${line}\n`).join('') };
}
