import type { Database } from '@jibber/schema/database/tables';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makePasswords, type Passwords } from '../accounts/passwords.ts';
import type { OpenDatabase } from '../storage/database-port.ts';
import { makeForm, makeTestAccounts, openMigrated, stranger } from '../testkit/test-accounts.ts';

const dayMs = 24 * 60 * 60 * 1000;

let database: OpenDatabase<Database>;
let passwords: Passwords;

beforeAll(async () => {
  database = await openMigrated();
  passwords = await makePasswords();
});

afterAll(() => database.close());

async function setUp() {
  const test = makeTestAccounts(database, passwords);
  const form = makeForm('Alice');
  const created = await test.accounts.create(form, stranger);
  if (!created.ok) throw new Error(created.code);
  return { ...test, form, ...created.value };
}

test('the database holds no token, only its SHA-256', async () => {
  const { token, me } = await setUp();
  const rows = await database.kysely
    .selectFrom('sessions')
    .selectAll()
    .where('user_id', '=', me.userId)
    .execute();
  expect(rows).toHaveLength(1);
  expect(rows[0]?.id).toMatch(/^[0-9a-f]{64}$/);
  expect(JSON.stringify(rows)).not.toContain(token);
});

test('a session is over after 30 days without use', async () => {
  const { sessions, clock, token } = await setUp();
  clock.now += 30 * dayMs - 1;
  expect(await sessions.authenticate(token)).toMatchObject({ ok: true });
  clock.now += 30 * dayMs;
  expect(await sessions.authenticate(token)).toEqual({ ok: false, code: 'signed-out' });
});

test('a session is over after 90 days, however much it is used', async () => {
  const { sessions, clock, token } = await setUp();
  for (let day = 0; day < 89; day += 1) {
    clock.now += dayMs;
    expect(await sessions.authenticate(token)).toMatchObject({ ok: true });
  }
  clock.now += dayMs;
  expect(await sessions.authenticate(token)).toEqual({ ok: false, code: 'signed-out' });
});

test('a use is written down once an hour at most', async () => {
  const { sessions, clock, token } = await setUp();
  const usedAt = async () => {
    const identity = await sessions.authenticate(token);
    if (!identity.ok) throw new Error(identity.code);
    const row = await database.kysely
      .selectFrom('session_uses')
      .select('used_at')
      .where('session_id', '=', identity.value.sessionId)
      .executeTakeFirstOrThrow();
    return row.used_at;
  };
  const startedAt = clock.now;
  clock.now = startedAt + 59 * 60_000;
  expect(await usedAt()).toBe(startedAt);
  clock.now = startedAt + 60 * 60_000;
  expect(await usedAt()).toBe(clock.now);
});

test('after signing out a session is known as ended, and its connections are closed', async () => {
  const { sessions, token, ended } = await setUp();
  const identity = await sessions.authenticate(token);
  if (!identity.ok) throw new Error(identity.code);
  await sessions.end([identity.value.sessionId], 'sign-out');
  expect(ended).toEqual([identity.value.sessionId]);
  expect(await sessions.authenticate(token)).toEqual({ ok: false, code: 'session-ended' });
});

test('a token that was never given out opens nothing', async () => {
  const { sessions } = await setUp();
  for (const token of [undefined, '', 'a'.repeat(32), "' or 1=1 --"]) {
    expect(await sessions.authenticate(token)).toEqual({ ok: false, code: 'signed-out' });
  }
});

test('signing in anew in the same browser replaces its session without a word to its tabs', async () => {
  const { accounts, sessions, form, token, ended } = await setUp();
  const again = await accounts.signIn(
    { address: form.address, password: form.password },
    { ...stranger, sessionToken: token },
  );
  expect(again).toMatchObject({ ok: true });
  expect(ended).toEqual([]);
  expect(await sessions.authenticate(token)).toEqual({ ok: false, code: 'signed-out' });
});

test('signing in as somebody else ends the session of the one before', async () => {
  const { accounts, sessions, token, ended } = await setUp();
  const identity = await sessions.authenticate(token);
  if (!identity.ok) throw new Error(identity.code);
  const bob = await accounts.create(makeForm('Bob'), { ...stranger, sessionToken: token });
  expect(bob).toMatchObject({ ok: true });
  expect(ended).toEqual([identity.value.sessionId]);
  expect(await sessions.authenticate(token)).toEqual({ ok: false, code: 'session-ended' });
});

test('all sessions of an account can be ended at once', async () => {
  const { sessions, accounts, form, token, me } = await setUp();
  await accounts.signIn({ address: form.address, password: form.password }, stranger);
  expect(await sessions.endAll(me.userId, 'sign-out')).toBe(2);
  expect(await sessions.authenticate(token)).toMatchObject({ code: 'session-ended' });
});

test('what is over is forgotten in time', async () => {
  const { sessions, clock, token, me } = await setUp();
  clock.now += 91 * dayMs;
  await sessions.prune();
  expect(await sessions.authenticate(token)).toEqual({ ok: false, code: 'signed-out' });
  const rows = await database.kysely
    .selectFrom('sessions')
    .select('id')
    .where('user_id', '=', me.userId)
    .execute();
  expect(rows).toEqual([]);
});
