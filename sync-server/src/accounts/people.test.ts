import type { Database } from '@jibber/schema/database/tables';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OpenDatabase } from '../storage/database-port.ts';
import { makeForm, makeTestAccounts, openMigrated, stranger } from '../testkit/test-accounts.ts';
import { makePasswords, type Passwords } from './passwords.ts';

let database: OpenDatabase<Database>;
let passwords: Passwords;

beforeAll(async () => {
  database = await openMigrated();
  passwords = await makePasswords();
});

afterAll(() => database.close());

async function setUp(tries = {}) {
  const { accounts, people } = makeTestAccounts(database, passwords, { tries });
  const create = async (name: string) => {
    const form = makeForm(name);
    const created = await accounts.create(form, stranger);
    if (!created.ok) throw new Error(created.code);
    return { ...form, userId: created.value.me.userId };
  };
  return { people, alice: await create('Alice'), bob: await create('Bob') };
}

test('a person is found by what is known of him exactly, and by nothing less', async () => {
  const { people, alice, bob } = await setUp();
  const found = { ok: true, value: { userId: bob.userId, name: 'Bob', handle: bob.handle } };
  for (const query of [
    bob.handle,
    `@${bob.handle}`,
    ` @${bob.handle.toUpperCase()} `,
    bob.address,
  ]) {
    expect(await people.find(alice.userId, query)).toEqual(found);
  }
  const lookAlike = bob.handle.replace('o', '0');
  for (const query of [bob.handle.slice(0, -1), lookAlike, 'Bob', '%', '', 'bob@', '@']) {
    expect(await people.find(alice.userId, query)).toEqual({
      ok: false,
      code: 'person-not-found',
    });
  }
});

test('searching is bounded per account', async () => {
  const { people, alice, bob } = await setUp({ lookupsPerAccount: 1 });
  expect(await people.find(alice.userId, bob.handle)).toMatchObject({ ok: true });
  expect(await people.find(alice.userId, bob.handle)).toMatchObject({ code: 'too-many-requests' });
  expect(await people.find(bob.userId, alice.handle)).toMatchObject({ ok: true });
});

test('a handle is free where none looks like it', async () => {
  const { people, bob } = await setUp();
  const isFree = (handle: string) => people.isHandleFree('192.0.2.1', handle);
  expect(await isFree(bob.handle)).toEqual({ ok: true, value: false });
  expect(await isFree(bob.handle.replace('o', '0'))).toEqual({ ok: true, value: false });
  expect(await isFree('nobody_yet')).toEqual({ ok: true, value: true });
  expect(await isFree('No!')).toEqual({ ok: false, code: 'handle-invalid' });
});

test('asking for handles is bounded per network address', async () => {
  const { people } = await setUp({ lookupsPerAddress: 1 });
  expect(await people.isHandleFree('192.0.2.1', 'anna')).toMatchObject({ ok: true });
  expect(await people.isHandleFree('192.0.2.1', 'anna')).toMatchObject({
    code: 'too-many-requests',
  });
  expect(await people.isHandleFree('192.0.2.2', 'anna')).toMatchObject({ ok: true });
});
