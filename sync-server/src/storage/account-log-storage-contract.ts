/** What every storage of the intents of accounts does; run on memory, PGlite and Postgres. */
import { fileId } from '@jibber/schema/ids';
import type { AccountState } from '@jibber/schema/intents/account/account-state';
import {
  alice,
  aliceAndBob,
  bob,
  mallory,
  nthEntryId,
  someHistory,
} from '@jibber/schema/testkit/people';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { gate, notAnAccount } from '../testkit/storage-fixtures.ts';
import type { StorageUnderTest } from '../testkit/storage-under-test.ts';
import type {
  AccountLogStorage,
  AccountQuestion,
  AccountStanding,
  AccountWrite,
} from './account-log-port.ts';

const now = 1_000_000;
const phone = 'phone of alice';
const unknownPicture = fileId('01940000-0000-7000-8000-0000000f11e0');

function asking(more: Partial<AccountQuestion> = {}): AccountQuestion {
  return {
    userId: alice,
    sessionIds: [phone],
    entryIds: [],
    handles: [],
    pictures: [],
    people: [],
    now,
    ...more,
  };
}

/** @param start with accounts for nobody yet */
export function describeAccountStorage(name: string, start: () => Promise<StorageUnderTest>): void {
  describe(`storage of accounts: ${name}`, () => {
    let under: StorageUnderTest;

    beforeEach(async () => {
      under = await start();
      for (const user of [alice, bob, mallory]) await under.addAccount(user);
      await under.addSession(phone, alice, Number.MAX_SAFE_INTEGER);
    });
    afterEach(() => under.close());

    const read = (more: Partial<AccountQuestion> = {}) =>
      under.storage.accounts.transaction(async (transaction) => {
        const question = asking(more);
        await transaction.lockAccount(question.userId);
        return { keep: false, value: await transaction.readStanding(question) };
      });

    /** Writes what a change makes of the present state. */
    const change = (
      work: (before: AccountState) => AccountState,
      more: Partial<AccountWrite> = {},
      storage: AccountLogStorage = under.storage.accounts,
    ) =>
      storage.transaction(async (transaction) => {
        await transaction.lockAccount(alice);
        const { state, revision } = await transaction.readStanding(asking());
        const write: AccountWrite = {
          before: state,
          after: work(state),
          revision: revision + 1,
          accepted: new Map(),
          refused: new Map(),
          at: now,
          ...more,
        };
        await transaction.save(alice, write);
        return { keep: true, value: undefined };
      });

    const blocking =
      (...users: readonly AccountQuestion['userId'][]) =>
      (before: AccountState): AccountState => ({ ...before, blocked: new Set(users) });

    test('an account that was never changed has the settings of everybody, and revision 0', async () => {
      const standing: AccountStanding = await read();
      expect(standing).toMatchObject({ historyId: someHistory, revision: 0 });
      expect(standing.state.settings.strangers).toBe('all');
      expect(standing.state.profile).toMatchObject({ about: '', picture: null });
      expect([...standing.state.blocked]).toEqual([]);
      expect([...standing.sessions]).toEqual([[phone, alice]]);
    });

    test('what one batch writes is there at once, whole, and for every node', async () => {
      await change(
        (before) => ({
          ...before,
          profile: { ...before.profile, name: 'Alice B', about: 'hello', handle: 'alice_b' },
          settings: { ...before.settings, strangers: 'none', foundByPhone: false },
          blocked: new Set([bob, mallory]),
        }),
        {
          accepted: new Map([[nthEntryId(1), 1]]),
          refused: new Map([[nthEntryId(2), 'name-invalid']]),
        },
      );
      const standing = await read({ entryIds: [1, 2, 3].map(nthEntryId) });
      expect(standing.revision).toBe(1);
      expect(standing.state.profile).toMatchObject({
        name: 'Alice B',
        about: 'hello',
        handle: 'alice_b',
      });
      expect(standing.state.settings).toMatchObject({ strangers: 'none', foundByPhone: false });
      expect([...standing.state.blocked].sort()).toEqual([bob, mallory].sort());
      expect([...standing.accepted]).toEqual([[nthEntryId(1), 1]]);
      expect([...standing.refused]).toEqual([[nthEntryId(2), 'name-invalid']]);
      const news = await under.other.accounts.readNews([alice, bob, notAnAccount]);
      expect(news.get(alice)?.revision).toBe(1);
      expect([...(news.get(alice)?.blocked ?? [])].sort()).toEqual([bob, mallory].sort());
      expect(news.get(bob)).toEqual({ revision: 0, blocked: [] });
      expect(news.has(notAnAccount)).toBe(false);
      await change(blocking(mallory));
      expect([...(await read()).state.blocked]).toEqual([mallory]);
    });

    test('what is rolled back was never there', async () => {
      await under.storage.accounts.transaction(async (transaction) => {
        await transaction.lockAccount(alice);
        const { state } = await transaction.readStanding(asking());
        await transaction.save(alice, {
          before: state,
          after: { ...state, blocked: new Set([bob]) },
          revision: 9,
          accepted: new Map([[nthEntryId(1), 9]]),
          refused: new Map(),
          at: now,
        });
        return { keep: false, value: undefined };
      });
      const standing = await read({ entryIds: [nthEntryId(1)] });
      expect(standing.revision).toBe(0);
      expect(standing.accepted.size + standing.state.blocked.size).toBe(0);
    });

    test('of others only what was asked is told', async () => {
      await change((before) => ({ ...before, profile: { ...before.profile, handle: 'anna' } }));
      await under.addSession('phone of bob', bob, Number.MAX_SAFE_INTEGER);
      await under.addSession('old phone', alice, now);
      const standing = await read({
        userId: bob,
        sessionIds: ['phone of bob', 'old phone', 'none'],
        entryIds: [nthEntryId(1)],
        handles: ['anna', 'nobody_has_this'],
        pictures: [unknownPicture],
        people: [alice, notAnAccount],
      });
      expect([...standing.sessions]).toEqual([['phone of bob', bob]]);
      expect([...standing.takenHandles]).toEqual(['anna']);
      expect([...standing.pictures]).toEqual([]);
      expect([...standing.people]).toEqual([alice]);
      const own = await read({ handles: ['anna'] });
      expect([...own.takenHandles]).toEqual([]);
    });

    test('nobody’s account is locked where there is none', async () => {
      const found = await under.storage.accounts.transaction(async (transaction) => ({
        keep: false,
        value: await transaction.lockAccount(notAnAccount),
      }));
      expect(found).toBe(false);
    });

    test('accepted entries are forgotten in time, refusals with those of chats', async () => {
      await change((before) => before, { accepted: new Map([[nthEntryId(1), 1]]), at: now });
      await change((before) => before, { accepted: new Map([[nthEntryId(2), 2]]), at: now + 5 });
      await under.storage.accounts.trimEntries(now + 1);
      const standing = await read({ entryIds: [nthEntryId(1), nthEntryId(2)] });
      expect([...standing.accepted.keys()]).toEqual([nthEntryId(2)]);
    });

    test('a second writer of the account waits for the first, and builds on it', async () => {
      if (!under.isConcurrent) return;
      const first = gate();
      const order: string[] = [];
      const one = under.storage.accounts.transaction(async (transaction) => {
        await transaction.lockAccount(alice);
        const { state } = await transaction.readStanding(asking());
        await first.passed;
        order.push('first');
        await transaction.save(alice, {
          before: state,
          after: { ...state, blocked: new Set([bob]) },
          revision: 1,
          accepted: new Map(),
          refused: new Map(),
          at: now,
        });
        return { keep: true, value: undefined };
      });
      const two = change(
        (before) => {
          order.push('second');
          return { ...before, blocked: new Set([...before.blocked, mallory]) };
        },
        { revision: 2 },
        under.other.accounts,
      );
      first.pass();
      await Promise.all([one, two]);
      expect(order).toEqual(['first', 'second']);
      expect((await read()).state.blocked).toEqual(new Set([bob, mallory]));
    });

    test('A4: whoever locked the chat first commits first: a block waits for him', async () => {
      if (!under.isConcurrent) return;
      await under.storage.transaction(async (transaction) => {
        await transaction.insertChat(aliceAndBob, now);
        return { keep: true, value: undefined };
      });
      const sending = gate();
      const order: string[] = [];
      const locked = gate();
      const message = under.other.transaction(async (transaction) => {
        await transaction.lockChat(aliceAndBob);
        locked.pass();
        await sending.passed;
        order.push('message');
        return { keep: true, value: undefined };
      });
      await locked.passed;
      const block = under.storage.accounts.transaction(async (transaction) => {
        await transaction.lockAccount(alice);
        const waiting = transaction.lockChats([aliceAndBob]);
        sending.pass();
        await waiting;
        order.push('block');
        return { keep: true, value: undefined };
      });
      await Promise.all([message, block]);
      expect(order).toEqual(['message', 'block']);
    });

    test('a session that is read is not ended before the commit', async () => {
      if (!under.isConcurrent) return;
      const order: string[] = [];
      let ending: Promise<unknown> | undefined;
      await under.storage.accounts.transaction(async (transaction) => {
        await transaction.lockAccount(alice);
        await transaction.readStanding(asking());
        ending = under.endSession(phone).then(() => order.push('ended'));
        order.push('judged');
        return { keep: true, value: undefined };
      });
      await ending;
      expect(order).toEqual(['judged', 'ended']);
      expect((await read()).sessions.size).toBe(0);
    });
  });
}
