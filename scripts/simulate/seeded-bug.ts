/**
 * A bug put into a run on purpose, to see that the run finds it. It is handed in at the seams that the
 * product has anyway: ports of a node and of a replica, the node's cache, the tables in memory.
 * Invariant: the product knows nothing of bugs; without one a run is made of the product alone.
 */
import type { LocalDatabase } from '@jibber/app/replica/local-database';
import type { Scheduler } from '@jibber/schema/scheduler';
import type { DocumentCache } from '@jibber/sync-server/documents/document-cache';
import type { Relay } from '@jibber/sync-server/relay/relay';
import type { MemoryTables } from '@jibber/sync-server/storage/memory-tables';
import type { Storage } from '@jibber/sync-server/storage/storage';

export type SeededBug = {
  readonly name: string;
  /** The promises of which at least one is then broken. */
  readonly breaks: readonly string[];
  /** Of the database that all nodes share; called once. */
  readonly tables?: (tables: MemoryTables) => void;
  /** Of each node. */
  readonly storage?: (storage: Storage, tables: MemoryTables) => Storage;
  readonly relay?: (relay: Relay) => Relay;
  readonly cache?: () => DocumentCache;
  /** Of each tab; `scheduler` is the tab's. */
  readonly localDatabase?: (database: LocalDatabase, scheduler: Scheduler) => LocalDatabase;
};

/** The same object with some methods replaced; private fields of the original stay reachable. */
export function override<Port extends object>(port: Port, changed: Partial<Port>): Port {
  return new Proxy(port, {
    get(target, key): unknown {
      if (Object.hasOwn(changed, key)) return Reflect.get(changed, key);
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
