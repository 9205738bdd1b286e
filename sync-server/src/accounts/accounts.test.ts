import type { Database } from '@jibber/schema/database/tables';
import type { Result } from '@jibber/schema/result';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OpenDatabase } from '../storage/database-port.ts';
import {
  makeForm,
  makeTestAccounts,
  openMigrated,
  stranger,
  type TestAccountsOptions,
} from '../testkit/test-accounts.ts';
import { makePasswords, type Passwords } from './passwords.ts';

let database: OpenDatabase<Database>;
let passwords: Passwords;

beforeAll(async () => {
  database = await openMigrated();
  passwords = await makePasswords();
});

afterAll(() => database.close());

function setUp(options?: TestAccountsOptions) {
  return makeTestAccounts(database, passwords, options);
}

function unwrap<Value>(result: Result<Value>): Value {
  if (!result.ok) throw new Error(result.code);
  return result.value;
}

test('a new account is signed in, and signs in again by its address however it is typed', async () => {
  const { accounts, sessions } = setUp();
  const form = makeForm('Alice');
  const created = unwrap(await accounts.create({ ...form, name: '  Alice   B. ' }, stranger));
  expect(created.me).toMatchObject({
    name: 'Alice B.',
    handle: form.handle,
    address: form.address,
  });
  const identity = unwrap(await sessions.authenticate(created.token));
  expect(identity.userId).toBe(created.me.userId);
  expect(await accounts.me(identity)).toEqual({ ok: true, value: created.me });
  const again = await accounts.signIn(
    { address: ` ${form.address.toUpperCase()} `, password: form.password },
    stranger,
  );
  expect(again).toMatchObject({ ok: true, value: { me: created.me } });
  expect(unwrap(again).token).not.toBe(created.token);
});

test('a phone number is an address too', async () => {
  const { accounts } = setUp();
  const form = { ...makeForm('Bob'), address: '+49 (151) 1234-5678' };
  expect(unwrap(await accounts.create(form, stranger)).me.address).toBe('+4915112345678');
  const signedIn = await accounts.signIn(
    { address: '+4915112345678', password: form.password },
    stranger,
  );
  expect(signedIn.ok).toBe(true);
});

test.each([
  ['address-invalid', { address: 'alice' }],
  ['name-invalid', { name: ' ' }],
  ['handle-invalid', { handle: 'Al' }],
  ['handle-invalid', { handle: '__proto__x-' }],
  ['password-invalid', { password: 'short' }],
  ['password-invalid', { password: 'x'.repeat(257) }],
])('%s is told for %o', async (code, wrong) => {
  const { accounts } = setUp();
  expect(await accounts.create({ ...makeForm('Alice'), ...wrong }, stranger)).toEqual({
    ok: false,
    code,
  });
});

test('a handle that looks like another is taken, and so is an address', async () => {
  const { accounts } = setUp();
  const form = makeForm('Mallory');
  await accounts.create(form, stranger);
  const lookAlike = { ...makeForm('Bob'), handle: form.handle.replace('m', 'rn') };
  expect(await accounts.create(lookAlike, stranger)).toEqual({ ok: false, code: 'handle-taken' });
  const sameAddress = { ...makeForm('Bob'), address: form.address.toUpperCase() };
  expect(await accounts.create(sameAddress, stranger)).toEqual({
    ok: false,
    code: 'address-taken',
  });
});

test('a closed server makes no accounts', async () => {
  const { accounts } = setUp({ registration: 'closed' });
  expect(await accounts.create(makeForm('Alice'), stranger)).toEqual({
    ok: false,
    code: 'registration-closed',
  });
});

test('accounts are made only so fast from one network address', async () => {
  const { accounts } = setUp({ tries: { accountsPerAddress: 1 } });
  const create = (networkAddress: string) =>
    accounts.create(makeForm('Alice'), { ...stranger, networkAddress });
  expect(await create('192.0.2.7')).toMatchObject({ ok: true });
  expect(await create('192.0.2.7')).toEqual({ ok: false, code: 'too-many-requests' });
  expect(await create('192.0.2.8')).toMatchObject({ ok: true });
});

test('a wrong password and an unknown account are answered alike', async () => {
  const { accounts } = setUp();
  const form = makeForm('Alice');
  await accounts.create(form, stranger);
  const wrong = await accounts.signIn({ address: form.address, password: 'wrong horse' }, stranger);
  const unknown = await accounts.signIn(
    { address: 'nobody@example.org', password: form.password },
    stranger,
  );
  expect(wrong).toEqual({ ok: false, code: 'wrong-credentials' });
  expect(unknown).toEqual(wrong);
});

test('guessing at an account ends for everybody but its owner on a known device', async () => {
  const { accounts } = setUp({ tries: { signInsPerAccount: 5 } });
  const form = makeForm('Alice');
  const alices = unwrap(await accounts.create(form, stranger));
  const guess = (address: string, index: number) =>
    accounts.signIn(
      { address, password: `guess ${index}` },
      { ...stranger, networkAddress: `198.51.100.${index}` },
    );
  const codes = async (address: string) => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) => guess(address, index)),
    );
    return answers.map((each) => (each.ok ? 'in' : each.code)).sort();
  };
  const expected = [
    ...Array.from({ length: 3 }, () => 'too-many-requests'),
    ...Array.from({ length: 5 }, () => 'wrong-credentials'),
  ];
  expect(await codes(form.address)).toEqual(expected);
  expect(await codes('nobody-at-all@example.org')).toEqual(expected);

  const right = { address: form.address, password: form.password };
  expect(await accounts.signIn(right, stranger)).toMatchObject({ code: 'too-many-requests' });
  const known = { ...stranger, deviceMark: alices.deviceMark };
  expect(await accounts.signIn(right, known)).toMatchObject({ ok: true });
  const mallory = unwrap(await accounts.create(makeForm('Mallory'), stranger));
  expect(await accounts.signIn(right, { ...stranger, deviceMark: mallory.deviceMark })).toEqual({
    ok: false,
    code: 'too-many-requests',
  });
});

test('a known device has tries of its own, and they end too', async () => {
  const { accounts } = setUp({ tries: { signInsPerDevice: 2 } });
  const form = makeForm('Alice');
  const { deviceMark } = unwrap(await accounts.create(form, stranger));
  const guess = () =>
    accounts.signIn(
      { address: form.address, password: 'wrong horse' },
      { ...stranger, deviceMark },
    );
  expect(await guess()).toMatchObject({ code: 'wrong-credentials' });
  expect(await guess()).toMatchObject({ code: 'wrong-credentials' });
  expect(await guess()).toMatchObject({ code: 'too-many-requests' });
});

test('guessing at many accounts from one network address ends as well; right sign-ins do not count', async () => {
  const { accounts } = setUp({ tries: { signInsPerAddress: 3 } });
  const form = makeForm('Alice');
  await accounts.create(form, stranger);
  const right = { address: form.address, password: form.password };
  for (let time = 0; time < 5; time += 1) {
    expect(await accounts.signIn(right, stranger)).toMatchObject({ ok: true });
  }
  for (let time = 0; time < 3; time += 1) {
    const guess = { address: `nobody${time}@example.org`, password: 'wrong horse' };
    expect(await accounts.signIn(guess, stranger)).toMatchObject({ code: 'wrong-credentials' });
  }
  expect(await accounts.signIn(right, stranger)).toMatchObject({ code: 'too-many-requests' });
  const elsewhere = { ...stranger, networkAddress: '198.51.100.1' };
  expect(await accounts.signIn(right, elsewhere)).toMatchObject({ ok: true });
});

test('a changed password ends the other sessions and no other password gets in any more', async () => {
  const { accounts, sessions, ended } = setUp();
  const form = makeForm('Alice');
  const here = unwrap(await accounts.create(form, stranger));
  const there = unwrap(
    await accounts.signIn({ address: form.address, password: form.password }, stranger),
  );
  const identity = unwrap(await sessions.authenticate(here.token));
  const thereId = unwrap(await sessions.authenticate(there.token)).sessionId;
  expect(await accounts.changePassword(identity, 'wrong horse', 'battery staple')).toEqual({
    ok: false,
    code: 'wrong-credentials',
  });
  expect(await accounts.changePassword(identity, form.password, 'short')).toMatchObject({
    code: 'password-invalid',
  });
  expect(ended).toEqual([]);
  expect(await accounts.changePassword(identity, form.password, 'battery staple')).toEqual({
    ok: true,
  });
  expect(ended).toEqual([thereId]);
  expect(await sessions.authenticate(there.token)).toMatchObject({ code: 'session-ended' });
  expect(await sessions.authenticate(here.token)).toMatchObject({ ok: true });
  const signIn = (password: string) =>
    accounts.signIn({ address: form.address, password }, stranger);
  expect(await signIn(form.password)).toMatchObject({ code: 'wrong-credentials' });
  expect(await signIn('battery staple')).toMatchObject({ ok: true });
});

test('a stolen session cannot guess at the password for long', async () => {
  const { accounts, sessions } = setUp({ tries: { signInsPerAccount: 2 } });
  const { token } = unwrap(await accounts.create(makeForm('Alice'), stranger));
  const identity = unwrap(await sessions.authenticate(token));
  const guess = () => accounts.changePassword(identity, 'wrong horse', 'battery staple');
  expect(await guess()).toMatchObject({ code: 'wrong-credentials' });
  expect(await guess()).toMatchObject({ code: 'wrong-credentials' });
  expect(await guess()).toMatchObject({ code: 'too-many-requests' });
});

test('an account has at most 32 devices', async () => {
  const { accounts } = setUp();
  const form = makeForm('Alice');
  await accounts.create(form, stranger);
  const signIn = () =>
    accounts.signIn({ address: form.address, password: form.password }, stranger);
  for (let device = 1; device < 32; device += 1) {
    expect(await signIn()).toMatchObject({ ok: true });
  }
  expect(await signIn()).toEqual({ ok: false, code: 'too-many-devices' });
});
