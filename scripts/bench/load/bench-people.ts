/**
 * Accounts, sessions and chats of a benchmark, made within the server's process through its own
 * storages and its own core: no password is hashed and no request is sent.
 * Invariant: chats and messages are written by the chat log, as devices would have had them written.
 */
import { randomBytes } from 'node:crypto';
import { type ChatId, directChatId, entryId, userId } from '@jibber/schema/ids';
import { type Intent, stringifyIntent } from '@jibber/schema/intents/registry';
import { limits } from '@jibber/schema/limits';
import type { SentEntry } from '@jibber/schema/protocol/send';
import { handleSkeleton } from '@jibber/sync-server/accounts/handle-skeleton';
import { makeKyselyAccountStorage } from '@jibber/sync-server/accounts/kysely-account-storage';
import type { Identity } from '@jibber/sync-server/log/sync';
import type { RunningServer } from '@jibber/sync-server/server';
import { makeKyselySessionStorage } from '@jibber/sync-server/sessions/kysely-session-storage';
import { makeSessions, type StartedSession } from '@jibber/sync-server/sessions/sessions';
import { uuidv7 } from 'uuidv7';
import { benchText } from './bench-text.ts';
import type { BenchPerson } from './requests.ts';

/** Batches of one chat that wait behind one another; more would be answered "again". */
const batchesAhead = 8;
const madeAtOnce = 8;

export class BenchPeople {
  readonly #server: RunningServer;
  readonly #people: StartedSession[] = [];

  constructor(server: RunningServer) {
    this.#server = server;
  }

  /** Some at a time: each waits for two commits. */
  async make(count: number): Promise<readonly BenchPerson[]> {
    const first = this.#people.length;
    for (let from = first; from < first + count; from += madeAtOnce) {
      const size = Math.min(madeAtOnce, first + count - from);
      const places = Array.from({ length: size }, (_, at) => from + at);
      this.#people.push(...(await Promise.all(places.map((place) => this.#makePerson(place)))));
    }
    return this.#people
      .slice(first)
      .map(({ identity, token }) => ({ userId: identity.userId, token }));
  }

  openChats(pairs: readonly (readonly [number, number])[]): Promise<readonly ChatId[]> {
    return Promise.all(
      pairs.map(async ([one, other]) => {
        const author = this.#identity(one);
        const peer = this.#identity(other);
        const chatId = directChatId(author.userId, peer.userId);
        await this.#submit(author, [entryOf(chatId, { kind: 'chat.open', with: peer.userId })]);
        return chatId;
      }),
    );
  }

  /** Both write, in turns of a whole batch. */
  async fillChat(pair: readonly [number, number], messages: number): Promise<ChatId> {
    const [chatId] = await this.openChats([pair]);
    if (chatId === undefined) throw new Error('no chat was opened');
    const under: Promise<void>[] = [];
    for (let from = 0; from < messages; from += limits.batchEntries) {
      const count = Math.min(limits.batchEntries, messages - from);
      const entries = Array.from({ length: count }, (_, index) =>
        entryOf(chatId, {
          kind: 'message.send',
          text: benchText(from + index),
          writtenAt: Date.now(),
        }),
      );
      under.push(this.#submit(this.#identity(pair[from % 2 === 0 ? 0 : 1]), entries));
      if (under.length >= batchesAhead) await under.shift();
    }
    await Promise.all(under);
    return chatId;
  }

  async #makePerson(place: number): Promise<StartedSession> {
    const { kysely } = this.#server.database;
    const sessions = makeSessions({
      storage: makeKyselySessionStorage(kysely),
      now: Date.now,
      randomBytes,
      onEnded: () => undefined,
    });
    const id = userId(uuidv7());
    const handle = `bench_${place}`;
    const inserted = await makeKyselyAccountStorage(kysely).insert({
      userId: id,
      name: handle,
      handle,
      handleSkeleton: handleSkeleton(handle),
      email: `${handle}@example.org`,
      phone: undefined,
      passwordHash: 'none',
      createdAt: Date.now(),
    });
    if (!inserted.ok) throw new Error(`${handle}: ${inserted.code}`);
    const deviceName = 'Benchmark';
    const started = await sessions.start({
      userId: id,
      passwordHash: 'none',
      deviceName,
      replaces: undefined,
    });
    if (!started.ok) throw new Error(`${handle}: ${started.code}`);
    return started.value;
  }

  async #submit(identity: Identity, entries: readonly SentEntry[]): Promise<void> {
    for (const answer of await this.#server.sync.submit(identity, entries)) {
      if (answer.outcome !== 'accepted') throw new Error(`not accepted: ${answer.code}`);
    }
  }

  #identity(place: number): Identity {
    const person = this.#people[place];
    if (person === undefined) throw new Error(`nobody is number ${place}`);
    return person.identity;
  }
}

function entryOf(chatId: ChatId, intent: Intent): SentEntry {
  return {
    entryId: entryId(uuidv7()),
    chatId,
    after: undefined,
    intent: stringifyIntent(intent),
  };
}
