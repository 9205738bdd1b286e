/**
 * Which chats and people this node hears of through the relay. Over a broker that is what its devices
 * are in; in one process it is everything, and nothing is done here.
 * Invariants: what was told before a chat was followed is found by reading its head afterwards; what
 * somebody is about to join stays followed, whoever leaves meanwhile.
 */
import type { ChatId, UserId } from '@jibber/schema/ids';
import type { ChatHead } from '@jibber/schema/protocol/chats';
import type { Relay } from '../relay/relay.ts';
import type { Storage } from '../storage/storage.ts';

export type FollowingOptions = {
  readonly relay: Relay;
  readonly storage: Pick<Storage, 'heads'>;
  /** Whether a device of this node is in the chat, or belongs to the person. */
  isPresent(id: ChatId | UserId): boolean;
};

export type Followed = {
  /** Heads that may be newer than what was read before. */
  readonly heads: readonly ChatHead[];
  /** Call it once whoever this was for has joined, or is gone. */
  release(): void;
};

const nothing: Followed = { heads: [], release: () => undefined };

export class Following {
  readonly #options: FollowingOptions;
  /** True once hints come for sure. */
  readonly #chats = new Map<ChatId, boolean>();
  readonly #people = new Map<UserId, boolean>();
  /** How many are about to join. */
  readonly #pins = new Map<ChatId | UserId, number>();

  constructor(options: FollowingOptions) {
    this.#options = options;
  }

  /** Follows chats and people, where they are not followed already. */
  async begin(chatIds: readonly ChatId[], userIds: readonly UserId[]): Promise<Followed> {
    const { relay, storage } = this.#options;
    if (relay.hearsAll) return nothing;
    for (const id of [...chatIds, ...userIds]) this.#pins.set(id, (this.#pins.get(id) ?? 0) + 1);
    const release = () => this.#release(chatIds, userIds);
    const newChats = chatIds.filter((chatId) => this.#chats.get(chatId) !== true);
    const newPeople = userIds.filter((userId) => this.#people.get(userId) !== true);
    for (const chatId of newChats) this.#chats.set(chatId, false);
    for (const userId of newPeople) this.#people.set(userId, false);
    try {
      await relay.follow(newChats, newPeople);
      for (const chatId of newChats) this.#chats.set(chatId, true);
      for (const userId of newPeople) this.#people.set(userId, true);
      return { heads: newChats.length === 0 ? [] : await storage.heads(newChats), release };
    } catch (error) {
      release();
      throw error;
    }
  }

  /** Nobody here is in these chats, or is one of these people, any more. */
  end(chatIds: readonly ChatId[], userIds: readonly UserId[]): void {
    const { relay, isPresent } = this.#options;
    if (relay.hearsAll) return;
    const isOver = (id: ChatId | UserId) => !this.#pins.has(id) && !isPresent(id);
    const chats = chatIds.filter((chatId) => isOver(chatId) && this.#chats.delete(chatId));
    const people = userIds.filter((userId) => isOver(userId) && this.#people.delete(userId));
    if (chats.length + people.length > 0) relay.unfollow(chats, people);
  }

  #release(chatIds: readonly ChatId[], userIds: readonly UserId[]): void {
    for (const id of [...chatIds, ...userIds]) {
      const left = (this.#pins.get(id) ?? 1) - 1;
      if (left === 0) this.#pins.delete(id);
      else this.#pins.set(id, left);
    }
    this.end(chatIds, userIds);
  }
}
