/** What every implementation of the accounts' storage does, on every database. */
import { randomBytes } from 'node:crypto';
import type { Database } from '@jibber/schema/database/tables';
import { directChatId, type UserId, userId } from '@jibber/schema/ids';
import { defaultSettings } from '@jibber/schema/intents/account/account-state';
import { expect, test } from 'vitest';
import { makeKyselySessionStorage } from '../sessions/kysely-session-storage.ts';
import type { OpenDatabase } from '../storage/database-port.ts';
import type { NewAccount } from './account-storage.ts';
import { makeKyselyAccountStorage } from './kysely-account-storage.ts';
import { readServerSecret } from './server-secret.ts';

const alice = userId('01890000-0000-7000-8000-00000000000a');
const bob = userId('01890000-0000-7000-8000-00000000000b');
const mallory = userId('01890000-0000-7000-8000-00000000000f');

function accountOf(id: UserId, handle: string): NewAccount {
  return {
    userId: id,
    name: handle.toUpperCase(),
    handle,
    handleSkeleton: `~${handle}`,
    email: `${handle}@example.org`,
    phone: undefined,
    passwordHash: 'hash',
    createdAt: 1,
  };
}

/** @param database migrated; the tests of one call share it */
export function testAccountStorage(database: () => OpenDatabase<Database>): void {
  async function setUp() {
    const { kysely } = database();
    for (const table of ['members', 'chats', 'blocks', 'account_deletions', 'accounts'] as const) {
      await kysely.deleteFrom(table).execute();
    }
    return makeKyselyAccountStorage(kysely);
  }

  async function openChat(one: UserId, other: UserId): Promise<void> {
    const { kysely } = database();
    const id = directChatId(one, other);
    await kysely
      .insertInto('chats')
      .values({ id, kind: 'direct', created_at: 1, head: 1, last_number: 0, segment: 0 })
      .execute();
    const joined = { chat_id: id, role: 'owner', from_number: 1, from_position: 1 };
    await kysely
      .insertInto('members')
      .values([one, other].map((user_id) => ({ ...joined, user_id, left_position: null })))
      .execute();
  }

  test('an account is found by id, by either address and by its exact handle', async () => {
    const storage = await setUp();
    const account = { ...accountOf(alice, 'alice'), phone: '+4915112345678' };
    expect(await storage.insert(account)).toEqual({ ok: true });
    const { handleSkeleton: _skeleton, createdAt: _createdAt, ...stored } = account;
    expect(await storage.read(alice)).toEqual(stored);
    expect(await storage.readByHandle('alice')).toEqual(stored);
    expect(await storage.readByHandle('~alice')).toBeUndefined();
    expect(await storage.readByAddress({ kind: 'email', value: 'alice@example.org' })).toEqual(
      stored,
    );
    expect(await storage.readByAddress({ kind: 'phone', value: '+4915112345678' })).toEqual(stored);
    expect(await storage.readByAddress({ kind: 'phone', value: 'alice@example.org' })).toBe(
      undefined,
    );
    expect(await storage.list()).toEqual([stored]);
  });

  test('a skeleton, an e-mail address and a phone number belong to one account', async () => {
    const storage = await setUp();
    await storage.insert({ ...accountOf(alice, 'alice'), phone: '+4915112345678' });
    const malloryAccount = accountOf(mallory, 'mallory');
    const taken = async (account: NewAccount) => {
      const inserted = await storage.insert(account);
      return inserted.ok ? 'inserted' : inserted.code;
    };
    expect(await taken({ ...malloryAccount, handleSkeleton: '~alice' })).toBe('handle-taken');
    expect(await taken({ ...malloryAccount, email: 'alice@example.org' })).toBe('address-taken');
    expect(await taken({ ...malloryAccount, email: undefined, phone: '+4915112345678' })).toBe(
      'address-taken',
    );
    expect(await storage.read(mallory)).toBeUndefined();
    expect(await storage.isSkeletonTaken('~alice')).toBe(true);
    expect(await storage.isSkeletonTaken('~mallory')).toBe(false);
    expect(await taken(malloryAccount)).toBe('inserted');
  });

  test('of two accounts with one handle made at the same moment one is made', async () => {
    const storage = await setUp();
    const both = await Promise.all([
      storage.insert(accountOf(alice, 'anna')),
      storage.insert({ ...accountOf(bob, 'bob'), handleSkeleton: '~anna' }),
    ]);
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    expect(both).toContainEqual({ ok: false, code: 'handle-taken' });
  });

  test('of a deleted account only that it is one is told, and its handle and address are free', async () => {
    const storage = await setUp();
    await storage.insert(accountOf(alice, 'alice'));
    await storage.insert(accountOf(bob, 'bob'));
    await openChat(alice, bob);
    const sessions = makeKyselySessionStorage(database().kysely);
    const end = { userId: alice, from: undefined, messages: 'stay', key: '', endedAt: 2 } as const;
    expect(await sessions.endAccount(end)).toEqual({ ok: true, value: [] });
    expect(await storage.read(alice)).toBeUndefined();
    expect(await storage.readByHandle('alice')).toBeUndefined();
    expect(await storage.readByHandle('')).toBeUndefined();
    expect(await storage.findPerson('handle', '')).toBeUndefined();
    expect(await storage.readByAddress({ kind: 'email', value: 'alice@example.org' })).toBe(
      undefined,
    );
    const told = { userId: alice, name: 'Deleted account', handle: '', deleted: true };
    expect(await storage.readProfiles(bob, [alice])).toEqual([told]);
    expect(await storage.readProfiles(mallory, [alice])).toEqual([]);
    expect((await storage.list()).map(({ handle }) => handle)).toEqual(['bob']);
    expect(await storage.isSkeletonTaken('~alice')).toBe(false);
    const again = { ...accountOf(mallory, 'alice'), userId: mallory };
    expect(await storage.insert(again)).toEqual({ ok: true });
  });

  test('profiles are told to people in a chat with them, and of nobody else', async () => {
    const storage = await setUp();
    await storage.insert(accountOf(alice, 'alice'));
    await storage.insert(accountOf(bob, 'bob'));
    await storage.insert(accountOf(mallory, 'mallory'));
    await openChat(alice, bob);
    const everybody = [alice, bob, mallory];
    const idsFor = async (viewer: UserId) =>
      (await storage.readProfiles(viewer, everybody)).map((each) => each.userId).sort();
    expect(await idsFor(alice)).toEqual([alice, bob]);
    expect(await idsFor(mallory)).toEqual([mallory]);
    expect(await storage.readProfiles(alice, [bob])).toEqual([
      { userId: bob, name: 'BOB', handle: 'bob', about: '', picture: null },
    ]);
    expect(await storage.readProfiles(alice, [])).toEqual([]);
  });

  test('who left still is known to those who stayed, but learns nothing more of them', async () => {
    const storage = await setUp();
    await storage.insert(accountOf(alice, 'alice'));
    await storage.insert(accountOf(bob, 'bob'));
    await openChat(alice, bob);
    const { kysely } = database();
    await kysely
      .updateTable('members')
      .set({ left_position: 5 })
      .where('user_id', '=', bob)
      .execute();
    expect(await storage.readProfiles(alice, [bob])).toHaveLength(1);
    expect(await storage.readProfiles(bob, [alice])).toEqual([]);
  });

  test('of whoever has blocked the viewer he sees the name alone', async () => {
    const storage = await setUp();
    await storage.insert(accountOf(alice, 'alice'));
    await storage.insert(accountOf(bob, 'bob'));
    await openChat(alice, bob);
    const { kysely } = database();
    await kysely.updateTable('accounts').set({ about: 'busy' }).where('id', '=', bob).execute();
    expect(await storage.readProfiles(alice, [bob])).toMatchObject([{ about: 'busy' }]);
    await kysely.insertInto('blocks').values({ user_id: bob, blocked_id: alice, at: 1 }).execute();
    expect(await storage.readProfiles(alice, [bob])).toEqual([
      { userId: bob, name: 'BOB', handle: '' },
    ]);
    expect(await storage.readProfiles(bob, [alice])).toMatchObject([{ handle: 'alice' }]);
    expect(await storage.findPerson('handle', 'bob')).toEqual({
      userId: bob,
      name: 'BOB',
      handle: 'bob',
    });
  });

  test('a person is found by what he wants to be found by', async () => {
    const storage = await setUp();
    await storage.insert({ ...accountOf(alice, 'alice'), phone: '+4915112345678' });
    const found = async () => {
      const by = [
        await storage.findPerson('handle', 'alice'),
        await storage.findPerson('email', 'alice@example.org'),
        await storage.findPerson('phone', '+4915112345678'),
      ];
      return by.map((person) => person?.userId === alice);
    };
    expect(await found()).toEqual([true, true, true]);
    const settings = JSON.stringify({ foundByHandle: false, foundByPhone: false });
    await database().kysely.updateTable('accounts').set({ settings }).execute();
    expect(await found()).toEqual([false, true, false]);
    // He signs in by it all the same.
    expect(await storage.readByAddress({ kind: 'phone', value: '+4915112345678' })).toBeDefined();
  });

  test('the state of an account names whom it has blocked, the latest first', async () => {
    const storage = await setUp();
    for (const [id, handle] of [
      [alice, 'alice'],
      [bob, 'bob'],
      [mallory, 'mallory'],
    ] as const) {
      await storage.insert(accountOf(id, handle));
    }
    const { kysely } = database();
    await kysely
      .insertInto('blocks')
      .values([
        { user_id: alice, blocked_id: bob, at: 1 },
        { user_id: alice, blocked_id: mallory, at: 2 },
        { user_id: mallory, blocked_id: alice, at: 3 },
      ])
      .execute();
    const settings = JSON.stringify({ strangers: 'none', later: 7 });
    await kysely.updateTable('accounts').set({ settings }).where('id', '=', alice).execute();
    expect(await storage.readState(alice)).toEqual({
      invitations: [],
      reports: [],
      revision: 0,
      profile: { name: 'ALICE', handle: 'alice', about: '', picture: null },
      settings: { ...defaultSettings, strangers: 'none' },
      blocks: [
        { userId: mallory, name: 'MALLORY', handle: '' },
        { userId: bob, name: 'BOB', handle: 'bob' },
      ],
    });
    await kysely.updateTable('accounts').set({ deleted_at: 2 }).execute();
    expect(await storage.readState(alice)).toBeUndefined();
  });

  test('a secret is made once, also by two nodes that start together', async () => {
    const { kysely } = database();
    const [one, other] = await Promise.all([
      readServerSecret(kysely, 'test', randomBytes, 1),
      readServerSecret(kysely, 'test', randomBytes, 2),
    ]);
    expect(one).toHaveLength(32);
    expect(other).toEqual(one);
    expect(await readServerSecret(kysely, 'another', randomBytes, 3)).not.toEqual(one);
  });
}
