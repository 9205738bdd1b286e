/**
 * The relay of nodes within one process: the embedded deployment has one, tests and the simulation
 * have several. A hint arrives after the turn in which it was published, as it would from a network.
 * Invariant: hints of one node arrive at another in the order of publishing.
 */
import type { ChatId, UserId } from '@jibber/schema/ids';
import { exhaust } from '@jibber/schema/result';
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
  /** Hints go to those alone who follow their chat or people, as over a broker; else to all. */
  readonly isSelective?: boolean;
};

type Member = {
  readonly listener: (hint: Hint) => void;
  readonly chatIds: Set<ChatId>;
  readonly userIds: Set<UserId>;
};

export function createRelayHub({
  scheduler,
  carry,
  isSelective = false,
}: RelayHubOptions): RelayHub {
  const members = new Map<Relay, Member>();

  function deliver(from: Relay, hint: Hint): void {
    for (const [relay, member] of members) {
      if (relay !== from && (!isSelective || isFor(member, hint))) member.listener(hint);
    }
  }

  function join(): Relay {
    const chatIds = new Set<ChatId>();
    const userIds = new Set<UserId>();
    const relay: Relay = {
      hearsAll: !isSelective,
      isConnected: () => true,
      listen(listener) {
        members.set(relay, { listener, chatIds, userIds });
      },
      publish(hint) {
        if (members.size < 2) return;
        if (carry === undefined) scheduler.soon(() => deliver(relay, hint));
        else for (const ms of carry(hint)) scheduler.after(ms, () => deliver(relay, hint));
      },
      follow(chats, users) {
        for (const chatId of chats) chatIds.add(chatId);
        for (const userId of users) userIds.add(userId);
        return Promise.resolve();
      },
      unfollow(chats, users) {
        for (const chatId of chats) chatIds.delete(chatId);
        for (const userId of users) userIds.delete(userId);
      },
      close() {
        members.delete(relay);
        return Promise.resolve();
      },
    };
    return relay;
  }

  return { join };
}

function isFor({ chatIds, userIds }: Member, hint: Hint): boolean {
  switch (hint.type) {
    case 'rows':
    case 'typed':
      return chatIds.has(hint.chatId);
    case 'receipt':
      return chatIds.has(hint.chatId) || userIds.has(hint.userId);
    case 'account':
      return userIds.has(hint.userId);
    case 'joined':
      return hint.joined.some(({ userId }) => userIds.has(userId));
    case 'moved':
    case 'sessions-ended':
      return true;
    default:
      return exhaust(hint);
  }
}
