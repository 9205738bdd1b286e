/**
 * Nodes over one storage in memory, on virtual time: what rules of the protocol are tried on.
 * Invariant: nothing in here decides; the core is the real one.
 */
import type { EntryId, UserId } from '@jibber/schema/ids';
import type { Cursor, Hello } from '@jibber/schema/protocol/hello';
import {
  alice,
  aliceAndBob,
  bob,
  carol,
  dave,
  mallory,
  someHistory,
} from '@jibber/schema/testkit/people';
import { createVirtualTime, type VirtualTime } from '@jibber/schema/testkit/virtual-time';
import { createSync, type SyncSettings } from '../log/node.ts';
import type { Sync } from '../log/sync.ts';
import { createRelayHub, type RelayHubOptions } from '../relay/process-relay.ts';
import {
  createMemoryDatabase,
  type MemoryDatabase,
  type MemoryNodeOptions,
} from '../storage/memory-storage.ts';
import { identityOf, TestDevice } from './test-device.ts';

export interface VirtualNodes {
  readonly time: VirtualTime;
  readonly database: MemoryDatabase;
  readonly nodes: readonly Sync[];
  /** A device that says hello and is told everything. */
  connect(user: UserId, options?: ConnectOptions): Promise<TestDevice>;
  /** Opens the chat of Alice and Bob. */
  openChat(device: TestDevice, entryId: EntryId): Promise<void>;
  /** Writes into it, each message after the one before. */
  write(device: TestDevice, ...entryIds: readonly EntryId[]): Promise<void>;
}

export type ConnectOptions = {
  readonly node?: number;
  /** Name of the device, and of its session. */
  readonly device?: string;
  readonly cursors?: readonly Cursor[];
  readonly hello?: Partial<Hello>;
};

export type VirtualNodesOptions = {
  readonly count?: number;
  readonly settings?: Partial<SyncSettings>;
  readonly storage?: Omit<MemoryNodeOptions, 'scheduler'>;
  /** What becomes of hints between nodes. */
  readonly carry?: NonNullable<RelayHubOptions['carry']>;
};

/** Alice, Bob, Carol, Dave and Mallory have accounts and a session on each of their devices "phone" and "desk". */
export function startNodes(options: VirtualNodesOptions = {}): VirtualNodes {
  const { count = 1, settings = {}, storage, carry } = options;
  const time = createVirtualTime();
  const database = createMemoryDatabase({
    historyId: someHistory,
    scheduler: time.actor('database'),
  });
  for (const user of [alice, bob, carol, dave, mallory]) {
    database.tables.addAccount(user);
    for (const device of ['phone', 'desk']) {
      database.tables.addSession(identityOf(user, device).sessionId, user);
    }
  }
  const hub = createRelayHub({
    scheduler: time.actor('relay'),
    ...(carry === undefined ? {} : { carry }),
  });
  const log = { info: () => undefined, warn: () => undefined, error: console.error };
  const nodes = Array.from({ length: count }, (_, index) => {
    const scheduler = time.actor(`node ${index}`);
    return createSync({
      storage: database.connect({ ...storage, scheduler }),
      relay: hub.join(),
      scheduler,
      log,
      settings: { ...settings },
    });
  });

  return {
    time,
    database,
    nodes,
    async connect(user, { node = 0, device = 'phone', cursors = [], hello } = {}) {
      const sync = nodes[node];
      if (sync === undefined) throw new Error(`no node ${node}`);
      const connected = new TestDevice(sync, identityOf(user, device));
      connected.hello(cursors, hello);
      await time.runFor(10);
      return connected;
    },
    async openChat(device, entryId) {
      const peer = device.identity.userId === alice ? bob : alice;
      device.intend(aliceAndBob, entryId, { kind: 'chat.open', with: peer });
      await time.runFor(10);
    },
    async write(device, ...entryIds) {
      for (const [index, entryId] of entryIds.entries()) {
        const text = `text of ${entryId}`;
        const intent = { kind: 'message.send', text, writtenAt: 1 } as const;
        device.intend(aliceAndBob, entryId, intent, entryIds[index - 1]);
      }
      await time.runFor(10);
    },
  };
}
