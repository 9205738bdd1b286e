/**
 * When somebody was blocked by the other of a private chat, as positions of that chat. Invariant: a
 * block is committed under the lock of the chat, so that its head tells what came before.
 */
import type { ChatId, UserId } from '@jibber/schema/ids';
import type { StoredRow } from '@jibber/schema/testkit/history';
import type { MemoryTables } from '@jibber/sync-server/storage/memory-tables';

type BlockedTime = {
  readonly chatId: ChatId;
  readonly author: UserId;
  /** Heads of the chat. */
  readonly from: number;
  to: number | undefined;
};

export class BlockedTimes {
  readonly #times: BlockedTime[] = [];
  /** Who once was blocked by somebody, by `blocker blocked`. */
  readonly #ever = new Set<string>();

  /** From now on it hears of every commit. */
  constructor({ people, chats }: MemoryTables) {
    const save = people.save.bind(people);
    people.save = (userId, write) => {
      const before = new Set(people.of(userId).state.blocked);
      save(userId, write);
      const after = people.of(userId).state.blocked;
      for (const other of after) this.#ever.add(`${userId} ${other}`);
      for (const [chatId, { head, members }] of chats) {
        const [author] = [...members.keys()].filter((each) => each !== userId);
        if (!chatId.startsWith('d') || !members.has(userId) || author === undefined) continue;
        if (before.has(author) === after.has(author)) continue;
        if (after.has(author)) {
          this.#times.push({ chatId, author, from: head.head, to: undefined });
        } else {
          const open = this.#times.find(
            (time) => time.chatId === chatId && time.author === author && time.to === undefined,
          );
          if (open !== undefined) open.to = head.head;
        }
      }
    };
  }

  isBlocked({ chatId, author, position }: StoredRow): boolean {
    return this.#times.some(
      (time) =>
        time.chatId === chatId &&
        time.author === author &&
        position > time.from &&
        position <= (time.to ?? Number.POSITIVE_INFINITY),
    );
  }

  wasEver(blocker: UserId, blocked: UserId): boolean {
    return this.#ever.has(`${blocker} ${blocked}`);
  }
}
