/**
 * Accounts, sessions and chats of a benchmark, made within the server's process: no password
 * is hashed and no request is sent.
 * Invariant: chats and messages are written by the chat log, as devices would have had them written.
 */
import { randomBytes } from 'node:crypto';
import type { Database } from '@jibber/schema/database/tables';
import { type ChatId, directChatId, entryId, userId } from '@jibber/schema/ids';
import { type Intent, stringifyIntent } from '@jibber/schema/intents/registry';
import { limits } from '@jibber/schema/limits';
import type { SentEntry } from '@jibber/schema/protocol/send';
import type { Identity } from '@jibber/sync-server/log/sync';
import type { RunningServer } from '@jibber/sync-server/server';
import { makeToken, sessionIdOf } from '@jibber/sync-server/sessions/session-token';
import type { Kysely } from 'kysely';
import { uuidv7 } from 'uuidv7';
import { benchText } from './bench-text.ts';
import type { BenchPerson } from './requests.ts';

/** Batches of one chat that wait behind one another; more would be answered "again". */
const batchesAhead = 8;
const madeAtOnce = 500;
const sessionMs = 24 * 60 * 60 * 1000;

export class BenchPeople {
  readonly #server: RunningServer;
  readonly #people: MadePerson[] = [];

  constructor(server: RunningServer) {
    this.#server = server;
  }

  async make(count: number): Promise<readonly BenchPerson[]> {
    const first = this.#people.length;
    for (let from = first; from < first + count; from += madeAtOnce) {
      const size = Math.min(madeAtOnce, first + count - from);
      const people = Array.from({ length: size }, () => makePerson());
      await insertPeople(this.#server.database.kysely, people, from);
      this.#people.push(...people);
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

type MadePerson = { readonly identity: Identity; readonly token: string };

function makePerson(): MadePerson {
  const token = makeToken(randomBytes);
  const sessionId = sessionIdOf(token);
  if (sessionId === undefined) throw new Error('a token of ours is none');
  return { identity: { userId: userId(uuidv7()), sessionId }, token };
}

/** One statement for all accounts and one for all sessions: making them is not what is measured. */
async function insertPeople(
  kysely: Kysely<Database>,
  people: readonly MadePerson[],
  from: number,
): Promise<void> {
  const now = Date.now();
  const accounts = people.map(({ identity }, at) => ({
    id: identity.userId,
    name: `Bench ${from + at}`,
    handle: `bench_${from + at}`,
    handle_skeleton: `bench_${from + at}`,
    email: `bench_${from + at}@example.org`,
    phone: null,
    password_hash: 'none',
    created_at: now,
    deleted_at: null,
  }));
  const sessions = people.map(({ identity }) => ({
    id: identity.sessionId,
    user_id: identity.userId,
    device_name: 'Benchmark',
    created_at: now,
    expires_at: now + sessionMs,
  }));
  await kysely.insertInto('accounts').values(accounts).execute();
  await kysely.insertInto('sessions').values(sessions).execute();
}

function entryOf(chatId: ChatId, intent: Intent): SentEntry {
  return {
    entryId: entryId(uuidv7()),
    scope: chatId,
    after: undefined,
    intent: stringifyIntent(intent),
  };
}
