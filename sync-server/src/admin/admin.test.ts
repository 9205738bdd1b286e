import { randomBytes } from 'node:crypto';
import type { Database } from '@jibber/schema/database/tables';
import { userId } from '@jibber/schema/ids';
import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeKyselyAccountStorage } from '../accounts/kysely-account-storage.ts';
import { makePasswords, type Passwords } from '../accounts/passwords.ts';
import type { OpenDatabase } from '../storage/database-port.ts';
import { makeForm, makeTestAccounts, openMigrated, stranger } from '../testkit/test-accounts.ts';
import { runAdmin } from './admin.ts';

let database: OpenDatabase<Database>;
let passwords: Passwords;

beforeAll(async () => {
  database = await openMigrated();
  passwords = await makePasswords();
});

afterAll(() => database.close());

function setUp(typed = '') {
  const server = makeTestAccounts(database, passwords, { registration: 'closed' });
  const admin = (line: string) =>
    runAdmin(line.split(' '), {
      storage: makeKyselyAccountStorage(database.kysely),
      sessions: server.sessions,
      passwords,
      newUserId: () => userId(uuidv7()),
      now: () => server.clock.now,
      randomBytes,
      readPassword: async () => typed,
    });
  const signIn = (address: string, password: string) =>
    server.accounts.signIn({ address, password }, stranger);
  return { ...server, admin, signIn };
}

function shownPassword(outcome: Awaited<ReturnType<typeof runAdmin>>): string {
  const shown = outcome.done ? /^Password: ([a-z2-7]{20})$/m.exec(outcome.text)?.[1] : undefined;
  if (shown === undefined) throw new Error(`no password in ${JSON.stringify(outcome)}`);
  return shown;
}

test('an account made by the operator signs in with the password shown, also where registration is closed', async () => {
  const { admin, signIn } = setUp();
  const { address, handle } = makeForm('Alice');
  const made = await admin(`user create --address ${address} --name Alice --handle ${handle}`);
  expect(await signIn(address, shownPassword(made))).toMatchObject({
    ok: true,
    value: { me: { handle, name: 'Alice' } },
  });
});

test('a password given on standard input is not shown', async () => {
  const { admin, signIn } = setUp('correct horse');
  const { address, handle } = makeForm('Alice');
  const made = await admin(
    `user create --address ${address} --name Alice --handle ${handle} --password-stdin`,
  );
  expect(made).toEqual({ done: true, text: `Made @${handle}. Sign in with ${address}.\n` });
  expect(await signIn(address, 'correct horse')).toMatchObject({ ok: true });
});

test('the same rules hold as for everybody, told in words', async () => {
  const { admin } = setUp('short');
  const { address, handle } = makeForm('Alice');
  const create = (rest: string) => admin(`user create --name Alice ${rest}`);
  expect(await create(`--address ${address} --handle ${handle} --password-stdin`)).toEqual({
    done: false,
    sentence: 'A password has at least 8 characters, and at most 256 bytes.',
  });
  expect(await create(`--address nobody --handle ${handle}`)).toMatchObject({ done: false });
  await create(`--address ${address} --handle ${handle}`);
  expect(await create(`--address other-${address} --handle ${handle}`)).toEqual({
    done: false,
    sentence: 'This handle is taken, or too similar to one that is. Choose another.',
  });
});

test('a password set anew signs the person out everywhere', async () => {
  const { admin, signIn, sessions } = setUp();
  const { address, handle } = makeForm('Alice');
  const first = shownPassword(
    await admin(`user create --address ${address} --name Alice --handle ${handle}`),
  );
  const signedIn = await signIn(address, first);
  const next = shownPassword(await admin(`user reset-password @${handle}`));
  expect(await signIn(address, first)).toMatchObject({ code: 'wrong-credentials' });
  expect(await signIn(address, next)).toMatchObject({ ok: true });
  if (!signedIn.ok) throw new Error(signedIn.code);
  expect(await sessions.authenticate(signedIn.value.token)).toMatchObject({
    code: 'session-ended',
  });
});

test('sessions are revoked by handle or address, and the list shows who there is', async () => {
  const { admin, signIn } = setUp('correct horse');
  const { address, handle } = makeForm('Alice');
  await admin(`user create --address ${address} --name Alice --handle ${handle} --password-stdin`);
  await signIn(address, 'correct horse');
  expect(await admin(`sessions revoke ${address}`)).toEqual({
    done: true,
    text: `@${handle} is signed out on 1 device.\n`,
  });
  expect(await admin('sessions revoke nobody_here')).toMatchObject({ done: false });
  expect(await admin('user list')).toMatchObject({
    text: expect.stringContaining(`@${handle}\t${address}\tAlice\n`),
  });
});

test('a deleted account signs in no more, and its address and handle are free', async () => {
  const { admin, signIn, sessions } = setUp('correct horse');
  const { address, handle } = makeForm('Alice');
  const create = `user create --address ${address} --name Alice --handle ${handle} --password-stdin`;
  await admin(create);
  const signedIn = await signIn(address, 'correct horse');
  expect(await admin(`user delete @${handle} --erase-messages`)).toEqual({
    done: true,
    text: `@${handle} is deleted. The running server does the rest in its chats.\n`,
  });
  expect(await signIn(address, 'correct horse')).toMatchObject({ code: 'wrong-credentials' });
  if (!signedIn.ok) throw new Error(signedIn.code);
  expect(await sessions.authenticate(signedIn.value.token)).toMatchObject({
    code: 'account-deleted',
  });
  expect(await admin(`user delete @${handle}`)).toMatchObject({ done: false });
  expect(await admin(create)).toMatchObject({ done: true });
});

test.each(['', 'user', 'user delete', 'user list alice', 'sessions revoke', 'user list --all'])(
  '"%s" is answered with how to use it',
  async (line) => {
    const { admin } = setUp();
    expect(await admin(line)).toEqual({
      done: false,
      sentence: expect.stringContaining('Usage: npm run admin'),
    });
  },
);
