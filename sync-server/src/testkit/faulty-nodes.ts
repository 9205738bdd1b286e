/**
 * Two nodes over one storage in memory whose faults are ordered by the test: the next call of a kind
 * at the first node meets them. Invariant: what was not ordered does not fail.
 */
import type { EntryId } from '@jibber/schema/ids';
import type { Answer } from '@jibber/schema/protocol/answers';
import type { SentEntry } from '@jibber/schema/protocol/send';
import { alice, bob, someHistory } from '@jibber/schema/testkit/people';
import { createVirtualTime, type VirtualTime } from '@jibber/schema/testkit/virtual-time';
import { createSync } from '../log/node.ts';
import type { Identity, Sync } from '../log/sync.ts';
import { createRelayHub } from '../relay/process-relay.ts';
import {
  createMemoryDatabase,
  type FaultPoint,
  type InjectedFault,
  type MemoryDatabase,
  type MemoryNodeStorage,
} from '../storage/memory-storage.ts';
import { silentLog } from './pipeline.ts';
import { identityOf } from './test-device.ts';

export interface FaultyNodes {
  readonly time: VirtualTime;
  readonly database: MemoryDatabase;
  /** The node that meets faults, and one that meets none. */
  readonly first: Sync;
  readonly second: Sync;
  readonly firstStorage: MemoryNodeStorage;
  readonly secondStorage: MemoryNodeStorage;
  /** The next calls of this kind at the first node meet these; `undefined`: none. */
  order(point: FaultPoint, ...faults: readonly (InjectedFault | undefined)[]): void;
  /** Answers as far as there are any after `ms`; a crashed node gives none. */
  submit(
    sync: Sync,
    identity: Identity,
    entries: readonly SentEntry[],
    ms?: number,
  ): Promise<readonly Answer[] | undefined>;
  /** Position of an entry, where it was accepted. */
  positionOf(entryId: EntryId): number | undefined;
}

export function startFaultyNodes(): FaultyNodes {
  const time = createVirtualTime();
  const database = createMemoryDatabase({
    historyId: someHistory,
    scheduler: time.actor('database'),
  });
  for (const user of [alice, bob]) {
    database.tables.addAccount(user);
    database.tables.addSession(identityOf(user).sessionId, user);
  }
  const ordered = new Map<FaultPoint, (InjectedFault | undefined)[]>();
  const hub = createRelayHub({ scheduler: time.actor('relay') });
  const start = (name: string, fault: (point: FaultPoint) => InjectedFault | undefined) => {
    const scheduler = time.actor(name);
    const storage = database.connect({ scheduler, latencyMs: () => 1, fault });
    const sync = createSync({ storage, relay: hub.join(), scheduler, log: silentLog });
    return { storage, sync };
  };
  const first = start('first', (point) => ordered.get(point)?.shift());
  const second = start('second', () => undefined);
  return {
    time,
    database,
    first: first.sync,
    second: second.sync,
    firstStorage: first.storage,
    secondStorage: second.storage,
    order: (point, ...faults) => ordered.set(point, [...faults]),
    async submit(sync, identity, entries, ms = 100) {
      let answers: readonly Answer[] | undefined;
      void sync.submit(identity, entries).then((given) => {
        answers = given;
      });
      await time.runFor(ms);
      return answers;
    },
    positionOf(entryId) {
      for (const chat of database.tables.chats.values()) {
        const row = chat.entries.get(entryId);
        if (row !== undefined) return row.position;
      }
      return undefined;
    },
  };
}
