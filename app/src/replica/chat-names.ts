/**
 * The names in the chat list: copies, in the records, of what is known of people, so that the list is
 * painted from one table. Invariant: a copy follows as soon as the name is known to have changed.
 */
import type { Person } from '@jibber/schema/commands/account';
import type { ChatId, UserId } from '@jibber/schema/ids';
import type { ChatStore } from './chat-store.ts';
import type { People } from './people.ts';

export class ChatNames {
  readonly #store: ChatStore;
  readonly #people: People;
  readonly #isOnline: () => boolean;

  constructor(store: ChatStore, people: People, isOnline: () => boolean) {
    this.#store = store;
    this.#people = people;
    this.#isOnline = isOnline;
  }

  /** Asks for the names of everybody whose name is unknown or old. */
  async fetchAll(): Promise<void> {
    const peers = [...this.#store.mirror.records()].flatMap(({ peer }) => peer ?? []);
    await this.#people.fetch(peers);
  }

  async changed(people: readonly Person[]): Promise<void> {
    const changed = new Set(people.map(({ userId }) => userId));
    const chats = [...this.#store.mirror.records()].filter(
      ({ peer }) => peer !== undefined && changed.has(peer),
    );
    await this.refresh(chats.map(({ chatId }) => chatId));
  }

  /** Brings the names of these chats up to what is known; asks for those that nobody knows yet. */
  async refresh(chatIds: Iterable<ChatId>): Promise<void> {
    const unknown: UserId[] = [];
    for (const chatId of chatIds) {
      const record = this.#store.mirror.get(chatId)?.record;
      if (record?.peer === undefined) continue;
      const person = this.#people.get(record.peer);
      if (person === undefined) unknown.push(record.peer);
      else if (person.name !== record.title) {
        await this.#store.change(chatId, 'relaxed', false, async (chat) => {
          chat.record.title = person.name;
        });
      }
    }
    if (this.#isOnline()) await this.#people.fetch(unknown);
  }
}
