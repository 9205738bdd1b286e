/**
 * The names in the chat list: copies, in the records of private chats, of what is known of people, so
 * that the list is painted from one table; and the people of groups, whose names are asked for where
 * they are seen. Invariant: a copy follows as soon as the name is known to have changed.
 */
import type { Person } from '@jibber/schema/commands/account';
import type { ChatId, UserId } from '@jibber/schema/ids';
import type { ChatStore } from './chat-store.ts';
import type { People } from './people.ts';
import type { ChatRecord } from './records.ts';

/** In a chat that somebody looks at, people are asked for again after this, where they are few. */
const lookedAtMs = 5 * 60_000;
const fewPeople = 100;

export class ChatNames {
  readonly #store: ChatStore;
  readonly #people: People;
  readonly #isOnline: () => boolean;
  /** Those because of which people were asked for. */
  readonly #departures = new Set<string>();

  constructor(store: ChatStore, people: People, isOnline: () => boolean) {
    this.#store = store;
    this.#people = people;
    this.#isOnline = isOnline;
  }

  /** Asks for the names of everybody whose name is unknown or old. */
  async fetchAll(): Promise<void> {
    const records = [...this.#store.mirror.records()];
    await this.#people.fetch(records.flatMap(namedIn));
    await this.#people.fetch(await this.#membersOf(this.#store.opened()));
  }

  /** Those of a chat that is on the screen now; who is unknown is asked for, in batches. */
  async opened(chatId: ChatId): Promise<void> {
    if (!this.#isOnline()) return;
    const users = await this.#membersOf([chatId]);
    await this.#people.fetch(users, users.length > fewPeople ? undefined : lookedAtMs);
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
    const gone: UserId[] = [];
    const opened = this.#store.opened();
    for (const chatId of chatIds) {
      const record = this.#store.mirror.get(chatId)?.record;
      if (record === undefined) continue;
      if (record.last?.event?.type === 'left' && this.#isNew(chatId, record.last)) {
        gone.push(record.last.author);
      }
      const shown = [
        ...namedIn(record),
        ...(await this.#membersOf(opened.has(chatId) ? [chatId] : [])),
      ];
      unknown.push(...shown.filter((user) => this.#people.get(user) === undefined));
      const person = record.peer && this.#people.get(record.peer);
      if (person === undefined || person.name === record.title) continue;
      await this.#store.change(chatId, 'relaxed', false, async (chat) => {
        chat.record.title = person.name;
      });
    }
    if (!this.#isOnline()) return;
    await this.#people.fetch(unknown);
    // Whoever left may have deleted his account.
    await this.#people.fetch(gone, 0);
  }

  /** Whether somebody was not asked for yet because of this departure. */
  #isNew(chatId: ChatId, { author, at }: NonNullable<ChatRecord['last']>): boolean {
    const departure = `${chatId} ${author} ${at}`;
    if (!this.#isOnline() || this.#departures.has(departure)) return false;
    this.#departures.add(departure);
    return true;
  }

  async #membersOf(chatIds: Iterable<ChatId>): Promise<readonly UserId[]> {
    const users: UserId[] = [];
    for (const chatId of chatIds) users.push(...(await this.#store.peopleIn(chatId)));
    return users;
  }
}

/** People who are named in the row of a chat. */
function namedIn({ peer, last }: ChatRecord): readonly UserId[] {
  if (peer !== undefined) return [peer];
  if (last === undefined) return [];
  const { author, event } = last;
  if (event === undefined) return [author];
  const others = 'users' in event ? event.users.slice(0, 3) : 'user' in event ? [event.user] : [];
  return [author, ...others];
}
