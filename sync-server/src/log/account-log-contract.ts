/** The pipeline of intents of accounts, over every storage. */
import type { EntryId, UserId } from '@jibber/schema/ids';
import type { AccountIntent } from '@jibber/schema/intents/account/account-registry';
import { limits } from '@jibber/schema/limits';
import type { Answer } from '@jibber/schema/protocol/answers';
import type { SentEntry } from '@jibber/schema/protocol/send';
import { alice, bob, mallory, nthEntryId } from '@jibber/schema/testkit/people';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemScheduler } from '../system-scheduler.ts';
import { silentLog } from '../testkit/pipeline.ts';
import { notAnAccount } from '../testkit/storage-fixtures.ts';
import type { StorageUnderTest } from '../testkit/storage-under-test.ts';
import { identityOf } from '../testkit/test-device.ts';
import { AccountLog, type CommittedAccount } from './account-log.ts';

const first = nthEntryId(1);
const second = nthEntryId(2);
const third = nthEntryId(3);

function sent(entryId: EntryId, intent: AccountIntent | object, after?: EntryId): SentEntry {
  return { entryId, scope: 'account', after, intent: JSON.stringify(intent) };
}

export function describeAccountLog(name: string, start: () => Promise<StorageUnderTest>): void {
  describe(`intents of accounts: ${name}`, () => {
    let under: StorageUnderTest;
    let logs: AccountLog[];
    let committed: CommittedAccount[];
    let dead: string[];

    beforeEach(async () => {
      under = await start();
      for (const user of [alice, bob, mallory]) {
        await under.addAccount(user);
        await under.addSession(identityOf(user).sessionId, user, Number.MAX_SAFE_INTEGER);
      }
      committed = [];
      dead = [];
      logs = [under.storage, under.other].map(
        (storage) =>
          new AccountLog({
            storage: storage.accounts,
            scheduler: systemScheduler,
            log: silentLog,
            writeRate: { perSecond: 1e6, burst: 1e6 },
            queuedEntries: 1000,
            queuedBytes: 1e6,
            onCommitted: (each) => committed.push(each),
            onDeadSessions: (ids) => dead.push(...ids),
          }),
      );
    });
    afterEach(async () => {
      for (const log of logs) await log.stop();
      await under.close();
    });

    /** Resolves with the answers, in the order of the entries. */
    const submit = (user: UserId, entries: readonly SentEntry[], node = 0) =>
      new Promise<readonly Answer[]>((resolve) => {
        const answers = new Map<EntryId, Answer>();
        logs[node]?.submit(identityOf(user), entries, (some) => {
          for (const answer of some) answers.set(answer.entryId, answer);
          if (answers.size < new Set(entries.map(({ entryId }) => entryId)).size) return;
          resolve(entries.flatMap(({ entryId }) => answers.get(entryId) ?? []));
        });
      });

    const stateOf = async (userId: UserId) =>
      under.storage.accounts.transaction(async (transaction) => {
        await transaction.lockAccount(userId);
        const question = { userId, sessionIds: [], entryIds: [], handles: [], pictures: [] };
        const { state } = await transaction.readStanding({ ...question, people: [], now: 0 });
        return { keep: false, value: state };
      });

    test('A1: entries are judged in their order, and the later one stands', async () => {
      const answers = await submit(alice, [
        sent(first, { kind: 'profile.change', name: 'Anna' }),
        sent(second, { kind: 'profile.change', name: 'Alice B', about: 'hello' }, first),
        sent(third, { kind: 'account.settings', strangers: 'none' }, second),
      ]);
      expect(answers).toEqual([
        { outcome: 'accepted', entryId: first, position: 1, number: 0 },
        { outcome: 'accepted', entryId: second, position: 2, number: 0 },
        { outcome: 'accepted', entryId: third, position: 3, number: 0 },
      ]);
      const state = await stateOf(alice);
      expect(state.profile).toMatchObject({ name: 'Alice B', about: 'hello' });
      expect(state.settings.strangers).toBe('none');
      expect(committed.at(-1)).toMatchObject({ userId: alice, revision: 3 });
    });

    test('A1: two nodes that write one account at once settle on one order', async () => {
      const names = Array.from({ length: 12 }, (_, n) => `Name ${n}`);
      const answers = await Promise.all(
        names.map((text, n) =>
          submit(alice, [sent(nthEntryId(n), { kind: 'profile.change', name: text })], n % 2),
        ),
      );
      const positions = answers.flatMap(([answer]) =>
        answer?.outcome === 'accepted' ? [answer.position] : [],
      );
      expect(positions.toSorted((a, b) => a - b)).toEqual(names.map((_, n) => n + 1));
      expect((await stateOf(alice)).profile.name).toBe(names[positions.indexOf(names.length)]);
    });

    test('A2: the same entry again has the same answer, from every node', async () => {
      const block = sent(first, { kind: 'person.block', user: bob });
      const wrong = sent(second, { kind: 'profile.change', name: '' });
      const once = await submit(alice, [block, wrong]);
      expect(once).toMatchObject([
        { outcome: 'accepted', position: 1 },
        { outcome: 'refused', code: 'name-invalid' },
      ]);
      await submit(alice, [sent(third, { kind: 'person.unblock', user: bob })]);
      expect(await submit(alice, [block, wrong], 1)).toEqual(once);
      expect([...(await stateOf(alice)).blocked]).toEqual([]);
      expect(committed.at(-1)?.revision).toBe(2);
    });

    test('A2: an entry id of somebody else means nothing here', async () => {
      await submit(alice, [sent(first, { kind: 'person.block', user: bob })]);
      const [answer] = await submit(bob, [sent(first, { kind: 'profile.change', name: 'Bob' })]);
      expect(answer).toMatchObject({ outcome: 'accepted', position: 1 });
    });

    test('A2: what it comes after is not answered yet: again', async () => {
      const late = sent(second, { kind: 'profile.change', name: 'Anna' }, first);
      expect(await submit(alice, [late])).toMatchObject([
        { outcome: 'again', code: 'after-unanswered' },
      ]);
      await submit(alice, [sent(first, { kind: 'profile.change', name: '' })]);
      expect(await submit(alice, [late], 1)).toMatchObject([{ outcome: 'accepted' }]);
    });

    test('A2: a kind of a newer version waits; what cannot be read is refused', async () => {
      expect(
        await submit(alice, [
          sent(first, { kind: 'account.sing' }),
          sent(second, { kind: 'person.block', user: bob, at: 7 }),
          { ...sent(third, {}), intent: '{' },
        ]),
      ).toMatchObject([
        { outcome: 'again', code: 'unknown-kind', backoffMs: limits.againMaxMs },
        { outcome: 'refused', code: 'malformed' },
        { outcome: 'refused', code: 'malformed' },
      ]);
    });

    test('A2: a session that ended changes nothing, in the very transaction', async () => {
      await under.endSession(identityOf(alice).sessionId);
      const answers = await submit(alice, [sent(first, { kind: 'person.block', user: bob })]);
      expect(answers).toMatchObject([{ outcome: 'again', code: 'signed-out' }]);
      expect(dead).toEqual([identityOf(alice).sessionId]);
      expect((await stateOf(alice)).blocked.size).toBe(0);
    });

    test('nobody is blocked who is not there, and nobody blocks himself', async () => {
      expect(
        await submit(alice, [
          sent(first, { kind: 'person.block', user: notAnAccount }),
          sent(second, { kind: 'person.block', user: alice }),
        ]),
      ).toMatchObject([{ code: 'person-not-found' }, { code: 'person-not-found' }]);
    });

    test('of two people who take one handle at the same moment one has it', async () => {
      const take = (user: UserId, entryId: EntryId, node: number) =>
        submit(user, [sent(entryId, { kind: 'profile.change', handle: 'same_one' })], node);
      const [[one], [other]] = await Promise.all([take(alice, first, 0), take(bob, second, 1)]);
      const outcomes = [one?.outcome, other?.outcome].sort();
      expect(outcomes[0]).toBe('accepted');
      expect(['again', 'refused']).toContain(outcomes[1]);
      const handles = [await stateOf(alice), await stateOf(bob)].map(
        ({ profile }) => profile.handle,
      );
      expect(handles.filter((handle) => handle === 'same_one')).toHaveLength(1);
      const loser = one?.outcome === 'accepted' ? bob : alice;
      const again = await take(loser, loser === alice ? first : second, 0);
      expect(again).toMatchObject([{ outcome: 'refused', code: 'handle-taken' }]);
    });

    test('an account that is gone has no session that could change it', async () => {
      const answers = await new Promise<readonly Answer[]>((resolve) =>
        logs[0]?.submit(
          { userId: notAnAccount, sessionId: 'x' },
          [sent(first, { kind: 'profile.change', name: 'Nobody' })],
          resolve,
        ),
      );
      expect(answers).toMatchObject([{ outcome: 'again', code: 'signed-out' }]);
    });
  });
}
