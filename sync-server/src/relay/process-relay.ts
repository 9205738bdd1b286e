/**
 * The relay of nodes within one process: the embedded deployment has one, tests and the simulation
 * have several. A hint arrives after the turn in which it was published, as it would from a network.
 * Invariant: hints of one node arrive at another in the order of publishing.
 */
import type { Scheduler } from '@jibber/schema/scheduler';
import type { Hint, Relay } from './relay.ts';

export interface RelayHub {
  /** A relay for one more node. */
  join(): Relay;
}

export type RelayHubOptions = {
  readonly scheduler: Scheduler;
  /**
   * What becomes of a hint on its way: how many ms it takes, once for each time it arrives; none
   * loses it. Simulations hand it in; without it every hint arrives once, in the next turn.
   */
  readonly carry?: (hint: Hint) => readonly number[];
};

export function createRelayHub({ scheduler, carry }: RelayHubOptions): RelayHub {
  const members = new Map<Relay, (hint: Hint) => void>();

  function deliver(from: Relay, hint: Hint): void {
    for (const [relay, listener] of members) if (relay !== from) listener(hint);
  }

  return {
    join() {
      const relay: Relay = {
        hearsAll: true,
        isConnected: () => true,
        listen(listener) {
          members.set(relay, listener);
        },
        publish(hint) {
          if (members.size < 2) return;
          if (carry === undefined) scheduler.soon(() => deliver(relay, hint));
          else for (const ms of carry(hint)) scheduler.after(ms, () => deliver(relay, hint));
        },
        follow: () => Promise.resolve(),
        unfollow: () => undefined,
        close() {
          members.delete(relay);
          return Promise.resolve();
        },
      };
      return relay;
    },
  };
}
