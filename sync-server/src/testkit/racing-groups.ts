/**
 * Groups in which things happen at the same moment, through two nodes over one storage. Invariant: the
 * seed is printed; what is drawn depends on it alone, what meets what on the machine as well.
 */
import { type ChatId, chatId, type EntryId, type UserId, userId } from '@jibber/schema/ids';
import type { Intent } from '@jibber/schema/intents/registry';
import type { Answer } from '@jibber/schema/protocol/answers';
import { createRandom, type Random } from '@jibber/schema/testkit/random';
import type { Sync } from '../log/sync.ts';
import type { StoredRow } from '../storage/storage.ts';
import { type Pipeline, startPipeline } from './pipeline.ts';
import type { Deed } from './quarrels.ts';
import { groupOf, line, write } from './storage-fixtures.ts';
import type { StorageUnderTest } from './storage-under-test.ts';
import { identityOf } from './test-device.ts';
import { entryOf, nextEntryId } from './writer.ts';

/** In each group, which the first of them owns; they all know each other. */
export const people: readonly UserId[] = Array.from({ length: 21 }, (_, index) =>
  userId(`01940000-0000-7000-8000-00000000a0${(index + 16).toString(16)}`),
);
export const owner = nth(0);
/** To whom nothing is done. */
export const watcher = nth(20);
const circle = chatId('g01960000-0000-7000-8000-0000000c12c1');
/** More at once would only wait for the embedded store, and be answered that it is busy. */
const groupsAtOnce = 8;
const mostTries = 1000;

export type Done = Deed & { readonly entryId: EntryId; readonly answer: Answer };

export interface Race {
  readonly chat: ChatId;
  readonly draw: Random;
  /** Either node. */
  node(): Sync;
  /** Some turns of the event loop, so that things meet in all orders. */
  linger(most: number): Promise<void>;
  /** Until it is decided: a lock that was not free in time decides nothing. */
  act(sync: Sync, deed: Deed): Promise<Done>;
  /** The group, with everybody in it, and what its owner does first, in one batch. */
  make(intents?: readonly Intent[]): Promise<readonly Done[]>;
  rows(): Promise<readonly StoredRow[]>;
}

export interface Races {
  readonly pipeline: Pipeline;
  /** Runs so many groups, some of them at once. */
  run(groups: number, race: (race: Race) => Promise<void>): Promise<void>;
}

/** @param name of the test, to be printed with the seed */
export async function startRaces(under: StorageUnderTest, name: string): Promise<Races> {
  const seed = process.env.SEED ?? `${Date.now()}`;
  console.info(`${name}: SEED=${seed}`);
  const random = createRandom(seed);
  const rate = { perSecond: 1e6, burst: 1e6 };
  const pipeline = await startPipeline(under, {
    ...{ writeRate: rate, readRate: rate, eraseEveryMs: 1e9, foldEveryMs: 1e9 },
  });
  for (const user of people) {
    await under.addAccount(user);
    await under.addSession(identityOf(user).sessionId, user, Number.MAX_SAFE_INTEGER);
  }
  await under.storage.transaction(async (transaction) => {
    await transaction.insertChat(circle, 1);
    await transaction.lockChat(circle);
    const members = people.map((user) => line(user, { fromPosition: 0 }));
    await transaction.save(circle, write({ group: groupOf({ members }) }));
    return { keep: true, value: undefined };
  });

  const raceOf = (index: number): Race => {
    const chat = chatId(`g01960000-0000-7000-8000-${index.toString(16).padStart(12, 'c')}`);
    const draw = random.fork(`group ${index}`);
    const race: Race = {
      chat,
      draw,
      node: () => draw.pick([pipeline.sync, pipeline.other]),
      async linger(most) {
        for (let turns = draw.below(most + 1); turns > 0; turns -= 1) await nextTurn();
      },
      async act(sync, { by, intent }) {
        const entry = entryOf(chat, intent, { entryId: nextEntryId() });
        const codes = new Set<string>();
        for (let tries = 0; tries < mostTries; tries += 1) {
          const [answer] = await sync.submit(identityOf(by), [entry]);
          if (answer === undefined) throw new Error('no answer');
          if (answer.outcome !== 'again') return { by, intent, entryId: entry.entryId, answer };
          codes.add(answer.code);
          await nextTurn();
        }
        throw new Error(`never decided: ${[...codes].join(', ')}`);
      },
      async make(intents = []) {
        const users = people.filter((user) => user !== owner);
        const creation: Intent = { kind: 'group.create', title: 'Us', users, writtenAt: 1 };
        const entries = [creation, ...intents].map((intent) => ({
          intent,
          entry: entryOf(chat, intent),
        }));
        const answers = await pipeline.sync.submit(
          identityOf(owner),
          entries.map(({ entry }) => entry),
        );
        return entries.map(({ intent, entry: { entryId } }, index) => {
          const answer = answers[index];
          if (answer?.outcome !== 'accepted') throw new Error(`no group: ${intent.kind}`);
          return { by: owner, intent, entryId, answer };
        });
      },
      async rows() {
        const ranges = [{ chatId: chat, from: 0, to: 100_000 }];
        return (await under.storage.readRows(ranges)).get(chat) ?? [];
      },
    };
    return race;
  };

  return {
    pipeline,
    async run(groups, race) {
      let next = 0;
      const lane = async () => {
        while (next < groups) {
          next += 1;
          await race(raceOf(next - 1));
        }
      };
      await Promise.all(Array.from({ length: groupsAtOnce }, lane));
    },
  };
}

export function positionOf({ answer }: Done): number {
  return answer.outcome === 'accepted' ? answer.position : Number.POSITIVE_INFINITY;
}

export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

function nth(index: number): UserId {
  for (const user of people.slice(index, index + 1)) return user;
  throw new Error(`no person ${index}`);
}
