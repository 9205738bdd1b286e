/**
 * The pipeline over a storage under test: two nodes, and people who write through them.
 * Invariant: the clock of both nodes can be moved; everything else is as in a running server.
 */
import type { UserId } from '@jibber/schema/ids';
import type { Scheduler } from '@jibber/schema/scheduler';
import { alice, aliceAndBob, bob, mallory } from '@jibber/schema/testkit/people';
import type { SyncLog } from '../log/log-port.ts';
import { createSync, type SyncSettings } from '../log/node.ts';
import type { Sync } from '../log/sync.ts';
import { Upkeep } from '../log/upkeep.ts';
import { createRelayHub } from '../relay/process-relay.ts';
import { systemScheduler } from '../system-scheduler.ts';
import type { StorageUnderTest } from './storage-under-test.ts';
import { identityOf } from './test-device.ts';
import { Writer } from './writer.ts';

export const silentLog: SyncLog = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

export interface Pipeline {
  readonly under: StorageUnderTest;
  readonly sync: Sync;
  readonly other: Sync;
  readonly upkeep: Upkeep;
  /** Somebody writing into the chat of Alice and Bob; through the first node unless given. */
  writer(user: UserId, sync?: Sync): Writer;
  /** Moves the clocks of both nodes on. */
  pass(ms: number): void;
  stop(): Promise<void>;
}

const unlimited = { writeRate: { perSecond: 1e6, burst: 1e6 } };

/** Alice, Bob and Mallory have accounts and one session each. */
export async function startPipeline(
  under: StorageUnderTest,
  settings: Partial<SyncSettings> = unlimited,
): Promise<Pipeline> {
  for (const user of [alice, bob, mallory]) {
    await under.addAccount(user);
    await under.addSession(identityOf(user).sessionId, user, Number.MAX_SAFE_INTEGER);
  }
  let passedMs = 0;
  const scheduler: Scheduler = {
    ...systemScheduler,
    now: () => systemScheduler.now() + passedMs,
  };
  const hub = createRelayHub({ scheduler });
  const node = (storage: StorageUnderTest['storage']) =>
    createSync({ storage, relay: hub.join(), scheduler, log: silentLog, settings });
  const sync = node(under.storage);
  const other = node(under.other);
  const { storage } = under;
  const upkeep = new Upkeep({
    storage,
    scheduler,
    log: silentLog,
    eraseEveryMs: Number.POSITIVE_INFINITY,
    foldEveryMs: Number.POSITIVE_INFINITY,
  });
  return {
    under,
    sync,
    other,
    upkeep,
    writer: (user, through = sync) => new Writer(through, identityOf(user), aliceAndBob),
    pass(ms) {
      passedMs += ms;
    },
    async stop() {
      await sync.stop();
      await other.stop();
      await under.close();
    },
  };
}
