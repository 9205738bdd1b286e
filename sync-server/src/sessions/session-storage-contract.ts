/** What every implementation of the sessions' storage does, on every database. */
import type { Database } from '@jibber/schema/database/tables';
import { type UserId, userId } from '@jibber/schema/ids';
import { expect, test } from 'vitest';
import type { OpenDatabase } from '../storage/database-port.ts';
import { makeKyselySessionStorage } from './kysely-session-storage.ts';
import type { NewSession, SessionStorage, StartRules } from './session-storage.ts';

const alice = userId('01890000-0000-7000-8000-00000000000a');
const bob = userId('01890000-0000-7000-8000-00000000000b');
const rules: StartRules = {
  passwordHash: 'hash 1',
  maxSessions: 32,
  usedSince: 0,
  replaces: undefined,
};

function sessionOf(owner: UserId, id: string): NewSession {
  return { id, userId: owner, deviceName: 'Firefox on Linux', createdAt: 1000, expiresAt: 9000 };
}

/** @param database migrated; the tests of one call share it */
export function testSessionStorage(database: () => OpenDatabase<Database>): void {
  async function setUp(): Promise<SessionStorage> {
    const { kysely } = database();
    for (const table of [
      'session_uses',
      'ended_sessions',
      'sessions',
      'account_deletions',
      'accounts',
    ] as const) {
      await kysely.deleteFrom(table).execute();
    }
    for (const [id, handle] of [
      [alice, 'alice'],
      [bob, 'bob'],
    ] as const) {
      await kysely
        .insertInto('accounts')
        .values({
          id,
          name: handle,
          handle,
          handle_skeleton: handle,
          email: `${handle}@example.org`,
          phone: null,
          password_hash: 'hash 1',
          created_at: 0,
          deleted_at: null,
        })
        .execute();
    }
    return makeKyselySessionStorage(kysely);
  }

  test('a session is read back, and its use moves on', async () => {
    const storage = await setUp();
    expect(await storage.insert(sessionOf(alice, 'a1'), rules)).toEqual({ ok: true });
    expect(await storage.read('a1')).toEqual({ userId: alice, expiresAt: 9000, usedAt: 1000 });
    await storage.touch('a1', 2000);
    expect(await storage.read('a1')).toMatchObject({ usedAt: 2000 });
    expect(await storage.read('unknown')).toBeUndefined();
  });

  test('no session starts under a password that was changed since it was checked', async () => {
    const storage = await setUp();
    const change = { userId: alice, from: 'hash 1', to: 'hash 2', except: undefined, endedAt: 1 };
    expect(await storage.replacePassword(change)).toEqual({ ok: true, value: [] });
    expect(await storage.insert(sessionOf(alice, 'a1'), rules)).toEqual({
      ok: false,
      code: 'wrong-credentials',
    });
    expect(await storage.read('a1')).toBeUndefined();
  });

  test('a deleted account starts none', async () => {
    const storage = await setUp();
    await database().kysely.updateTable('accounts').set({ deleted_at: 1 }).execute();
    expect(await storage.insert(sessionOf(alice, 'a1'), rules)).toMatchObject({ ok: false });
  });

  test('a changed password ends all sessions of the account but one, and those of nobody else', async () => {
    const storage = await setUp();
    for (const id of ['a3', 'a1', 'a2']) await storage.insert(sessionOf(alice, id), rules);
    await storage.insert(sessionOf(bob, 'b1'), rules);
    const change = { userId: alice, from: 'hash 1', to: 'hash 2', except: 'a2', endedAt: 1 };
    expect(await storage.replacePassword(change)).toEqual({ ok: true, value: ['a1', 'a3'] });
    expect(await storage.read('a1')).toBe('ended');
    expect(await storage.read('a2')).toMatchObject({ userId: alice });
    expect(await storage.read('b1')).toMatchObject({ userId: bob });
    expect(await storage.replacePassword(change)).toEqual({
      ok: false,
      code: 'wrong-credentials',
    });
    expect(await storage.read('a2')).toMatchObject({ userId: alice });
  });

  test('a session that ended is known as ended and ends once', async () => {
    const storage = await setUp();
    await storage.insert(sessionOf(alice, 'a1'), rules);
    expect(await storage.end(['a1', 'unknown'], 'sign-out', 1)).toEqual(['a1']);
    expect(await storage.end(['a1'], 'sign-out', 2)).toEqual([]);
    expect(await storage.end([], 'sign-out', 2)).toEqual([]);
    expect(await storage.read('a1')).toBe('ended');
  });

  test('devices are counted: the last place is taken once, also by two at the same moment', async () => {
    const storage = await setUp();
    const two = { ...rules, maxSessions: 2 };
    await storage.insert(sessionOf(alice, 'a1'), two);
    const both = await Promise.all(
      ['a2', 'a3'].map((id) => storage.insert(sessionOf(alice, id), two)),
    );
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    expect(both).toContainEqual({ ok: false, code: 'too-many-devices' });
    expect(await storage.insert(sessionOf(bob, 'b1'), two)).toMatchObject({ ok: true });
  });

  test('devices not seen for long, and expired ones, do not count', async () => {
    const storage = await setUp();
    const one = { ...rules, maxSessions: 1 };
    await storage.insert(sessionOf(alice, 'a1'), one);
    const later = { ...sessionOf(alice, 'a2'), createdAt: 5000, expiresAt: 99_000 };
    expect(await storage.insert(later, one)).toMatchObject({ code: 'too-many-devices' });
    expect(await storage.insert(later, { ...one, usedSince: 1000 })).toMatchObject({ ok: true });
    const last = { ...sessionOf(alice, 'a3'), createdAt: 99_000, expiresAt: 999_000 };
    expect(await storage.insert(last, one)).toMatchObject({ ok: true });
  });

  test('a browser’s earlier session of the same account gives its place to the new one', async () => {
    const storage = await setUp();
    const one = { ...rules, maxSessions: 1 };
    await storage.insert(sessionOf(alice, 'a1'), one);
    expect(await storage.insert(sessionOf(alice, 'a2'), { ...one, replaces: 'a1' })).toEqual({
      ok: true,
      value: { id: 'a1', isOtherAccount: false },
    });
    expect(await storage.read('a1')).toBeUndefined();
  });

  test('a browser’s earlier session of another account ends as by a sign-out', async () => {
    const storage = await setUp();
    await storage.insert(sessionOf(bob, 'b1'), rules);
    expect(await storage.insert(sessionOf(alice, 'a1'), { ...rules, replaces: 'b1' })).toEqual({
      ok: true,
      value: { id: 'b1', isOtherAccount: true },
    });
    expect(await storage.read('b1')).toBe('ended');
  });

  test('a start that is refused ends nothing', async () => {
    const storage = await setUp();
    await storage.insert(sessionOf(bob, 'b1'), rules);
    const refusing = { ...rules, maxSessions: 0, replaces: 'b1' };
    expect(await storage.insert(sessionOf(alice, 'a1'), refusing)).toMatchObject({ ok: false });
    expect(await storage.read('b1')).toMatchObject({ userId: bob });
  });

  test('pruning forgets what expired, was long unused, or ended long ago, and nothing else', async () => {
    const storage = await setUp();
    await storage.insert(sessionOf(alice, 'expired'), rules);
    await storage.insert({ ...sessionOf(alice, 'unused'), expiresAt: 99_000 }, rules);
    await storage.insert({ ...sessionOf(alice, 'there'), expiresAt: 99_000 }, rules);
    await storage.insert(sessionOf(bob, 'ended'), rules);
    await storage.touch('there', 9500);
    await storage.touch('orphan', 500);
    await storage.end(['ended'], 'sign-out', 3000);
    await storage.prune(10_000, 8000, 2000);
    const { kysely } = database();
    expect(await kysely.selectFrom('sessions').select('id').execute()).toEqual([{ id: 'there' }]);
    expect(await kysely.selectFrom('session_uses').select('session_id').execute()).toEqual([
      { session_id: 'there' },
    ]);
    expect(await storage.read('ended')).toBe('ended');
    await storage.prune(10_000, 8000, 3000);
    expect(await storage.read('ended')).toBeUndefined();
  });

  test('an account ends with all its sessions, once, and only under the password that was checked', async () => {
    const storage = await setUp();
    const { kysely } = database();
    await storage.insert(sessionOf(alice, 'a1'), rules);
    await storage.insert(sessionOf(alice, 'a2'), rules);
    await storage.insert(sessionOf(bob, 'b1'), rules);
    const end = { userId: alice, messages: 'erase', key: 'a key', endedAt: 2000 } as const;
    expect(await storage.endAccount({ ...end, from: 'hash 0' })).toEqual({
      ok: false,
      code: 'wrong-credentials',
    });
    expect(await storage.read('a1')).toMatchObject({ userId: alice });
    const [one, other] = await Promise.all([
      storage.endAccount({ ...end, from: 'hash 1' }),
      storage.endAccount({ ...end, from: undefined }),
    ]);
    expect([one, other].filter(({ ok }) => ok)).toEqual([{ ok: true, value: ['a1', 'a2'] }]);
    expect(await storage.read('a1')).toBe('deleted');
    expect(await storage.read('a2')).toBe('deleted');
    expect(await storage.read('b1')).toMatchObject({ userId: bob });
    expect(await storage.insert(sessionOf(alice, 'a3'), rules)).toEqual({
      ok: false,
      code: 'wrong-credentials',
    });
    const account = await kysely
      .selectFrom('accounts')
      .selectAll()
      .where('id', '=', alice)
      .executeTakeFirstOrThrow();
    expect(account).toMatchObject({ handle: '', email: null, phone: null, about: '' });
    expect(JSON.stringify(account)).not.toContain('"alice"');
    expect(await kysely.selectFrom('account_deletions').selectAll().execute()).toMatchObject([
      { user_id: alice, messages: 'erase', key: 'a key', done_at: null },
    ]);
  });
}
