/**
 * Writes a world into a database through the real path: accounts by the account storage, everything
 * said by the node's chat log, in full batches. Invariant: what it writes is what devices would have
 * sent; only the clock is the world's, so that messages stand on the days they were said.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Database } from '@jibber/schema/database/tables';
import {
  type ChatId,
  chatId,
  directChatId,
  entryId,
  historyId,
  type UserId,
  userId,
} from '@jibber/schema/ids';
import { type Intent, stringifyIntent } from '@jibber/schema/intents/registry';
import { limits } from '@jibber/schema/limits';
import type { SentEntry } from '@jibber/schema/protocol/send';
import { handleSkeleton } from '@jibber/sync-server/accounts/handle-skeleton';
import { makeKyselyAccountStorage } from '@jibber/sync-server/accounts/kysely-account-storage';
import { makePasswords } from '@jibber/sync-server/accounts/passwords';
import { createSync } from '@jibber/sync-server/log/node';
import type { Identity } from '@jibber/sync-server/log/sync';
import { createRelayHub } from '@jibber/sync-server/relay/process-relay';
import { makeKyselySessionStorage } from '@jibber/sync-server/sessions/kysely-session-storage';
import type { OpenDatabase } from '@jibber/sync-server/storage/database-port';
import { openSqlStorage } from '@jibber/sync-server/storage/sql-storage';
import { systemScheduler } from '@jibber/sync-server/system-scheduler';
import { uuidv7 } from 'uuidv7';
import type { World, WorldChat, WorldGroup, WorldMessage } from './world.ts';

/** Messages at the end of a chat that each stand at their own minute; older ones share one by 64. */
const finelyTimed = 200;
const farFuture = 253_402_300_799_000;

export type WrittenWorld = {
  /** In the order of the world's people. */
  readonly userIds: readonly UserId[];
  /** Of its chats, then of its groups. */
  readonly chatIds: readonly ChatId[];
};

/** @param say progress for a person who waits */
export async function writeWorld(
  database: OpenDatabase<Database>,
  world: World,
  say: (line: string) => void,
): Promise<WrittenWorld> {
  let now = world.chats
    .flatMap(({ messages }) => messages[0]?.at ?? [])
    .reduce((earliest, at) => Math.min(earliest, at), Date.now());
  const storage = await openSqlStorage({ database, historyId: historyId(uuidv7()), now });
  const sync = createSync({
    storage,
    relay: createRelayHub({ scheduler: systemScheduler }).join(),
    scheduler: { ...systemScheduler, now: () => now },
    log: { info: () => undefined, warn: (_, text) => say(text), error: (_, text) => say(text) },
    settings: { writeRate: { perSecond: 1e9, burst: 1e9 } },
  });
  const identities = await makePeople(database, world, now);
  const chatIds: ChatId[] = [];
  try {
    for (const [index, chat] of world.chats.entries()) {
      chatIds.push(await writeChat(chat));
      if ((index + 1) % 50 === 0) say(`${index + 1} chats`);
    }
    for (const group of world.groups) chatIds.push(await writeGroup(group));
  } finally {
    await sync.stop();
    await database.kysely
      .deleteFrom('sessions')
      .where(
        'id',
        'in',
        identities.map(({ sessionId }) => sessionId),
      )
      .execute();
  }
  return { userIds: identities.map((identity) => identity.userId), chatIds };

  async function writeChat({ members, messages }: WorldChat): Promise<ChatId> {
    const [one, other] = members.map((member) => identityOf(member));
    if (one === undefined || other === undefined) throw new Error('a chat has two members');
    const direct = directChatId(one.userId, other.userId);
    now = messages[0]?.at ?? now;
    await submit(one, [entry(direct, { kind: 'chat.open', with: other.userId })]);
    const coarse = Math.max(0, messages.length - finelyTimed);
    for (let from = 0; from < coarse; from += limits.batchEntries) {
      await writeBatch(direct, messages.slice(from, Math.min(coarse, from + limits.batchEntries)));
    }
    for (const message of messages.slice(coarse)) await writeBatch(direct, [message]);
    await readUpTo(direct, { members, messages });
    return direct;
  }

  async function writeGroup({ title, about, members, messages }: WorldGroup): Promise<ChatId> {
    const chat = chatId(`g${uuidv7()}`);
    const [owner, administrator, ...others] = members.map((member) => identityOf(member));
    if (owner === undefined || administrator === undefined) throw new Error('a group has two');
    now = messages[0]?.at ?? now;
    const create: Intent = {
      kind: 'group.create',
      title,
      ...(about === '' ? {} : { about }),
      users: [administrator.userId],
      writtenAt: now,
    };
    await befriend(owner, [administrator, ...others]);
    await submit(owner, [entry(chat, create)]);
    const promote: Intent = {
      kind: 'member.role',
      user: administrator.userId,
      role: 'administrator',
    };
    await submit(owner, [entry(chat, promote)]);
    if (others.length > 0) {
      const users = others.map(({ userId: other }) => other);
      await submit(owner, [entry(chat, { kind: 'members.add', users })]);
    }
    for (const message of messages) await writeBatch(chat, [message]);
    return chat;
  }

  /** Whoever shares no chat with somebody can only invite him. */
  async function befriend(one: Identity, others: readonly Identity[]): Promise<void> {
    for (const other of others) {
      const direct = directChatId(one.userId, other.userId);
      if (chatIds.includes(direct)) continue;
      await submit(one, [entry(direct, { kind: 'chat.open', with: other.userId })]);
    }
  }

  /** What both said, in their order: of one commit as long as nobody waits in between. */
  async function writeBatch(chat: ChatId, messages: readonly WorldMessage[]): Promise<void> {
    now = messages.at(-1)?.at ?? now;
    const writtenAt = now;
    await Promise.all(
      messages.map(({ author, text }) =>
        submit(identityOf(author), [entry(chat, { kind: 'message.send', text, writtenAt })]),
      ),
    );
  }

  async function submit(identity: Identity, entries: readonly SentEntry[]): Promise<void> {
    for (const answer of await sync.submit(identity, entries)) {
      if (answer.outcome !== 'accepted') throw new Error(`a message of the world: ${answer.code}`);
    }
  }

  /** In every other chat what the other said last has not been read. */
  async function readUpTo(chat: ChatId, { members, messages }: WorldChat): Promise<void> {
    for (const member of members) {
      const count = messages.length;
      const lastOwn = messages.findLastIndex(({ author }) => author === member) + 1;
      const read = chatIds.length % 2 === 0 ? lastOwn : count;
      await storage.raiseReceipts(identityOf(member).userId, [
        { chatId: chat, delivered: count, read },
      ]);
    }
  }

  function identityOf(person: number): Identity {
    const identity = identities[person];
    if (identity === undefined) throw new Error(`nobody is number ${person}`);
    return identity;
  }
}

function entry(scope: ChatId, intent: Intent): SentEntry {
  return {
    entryId: entryId(uuidv7()),
    scope,
    after: undefined,
    intent: stringifyIntent(intent),
  };
}

/** All have one password, so it is hashed once. Each gets a session for as long as the writing lasts. */
async function makePeople(
  database: OpenDatabase<Database>,
  world: World,
  now: number,
): Promise<Identity[]> {
  const accounts = makeKyselyAccountStorage(database.kysely);
  const sessions = makeKyselySessionStorage(database.kysely);
  const passwords = await makePasswords();
  const hashes = new Map<string, string>();
  const identities: Identity[] = [];
  for (const person of world.people) {
    let passwordHash = hashes.get(person.password);
    if (passwordHash === undefined) {
      const hashed = await passwords.hash(person.password);
      if (!hashed.ok) throw new Error(hashed.code);
      passwordHash = hashed.value;
      hashes.set(person.password, passwordHash);
    }
    const id = userId(uuidv7());
    const inserted = await accounts.insert({
      userId: id,
      name: person.name,
      handle: person.handle,
      handleSkeleton: handleSkeleton(person.handle),
      email: person.address,
      phone: undefined,
      passwordHash,
      createdAt: now,
    });
    if (!inserted.ok) throw new Error(`${person.handle}: ${inserted.code}`);
    const sessionId = createHash('sha256').update(randomBytes(20)).digest('hex');
    const started = await sessions.insert(
      { id: sessionId, userId: id, deviceName: 'Demo', createdAt: now, expiresAt: farFuture },
      { passwordHash, maxSessions: 1, usedSince: 0, replaces: undefined },
    );
    if (!started.ok) throw new Error(`${person.handle}: ${started.code}`);
    identities.push({ userId: id, sessionId });
  }
  return identities;
}
