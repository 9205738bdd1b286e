/**
 * Somebody with an account and a client of her own: she asks for what she may not have, as others,
 * under their ids, and in bytes that are no frames. In half of the runs she writes to one of the
 * others, and so comes into groups, is put out of them, and tries everything to be in them again.
 * Invariant: she says under one id only one thing, so that it can be told what she did.
 */
import type { LinkSocket } from '@jibber/app/replica/ports';
import { type ChatId, directChatId, type EntryId, entryId, type UserId } from '@jibber/schema/ids';
import {
  decodeDown,
  decodeUp,
  encodeFrame,
  joinFrames,
  type UpFrame,
} from '@jibber/schema/protocol/codec';
import type { Hello } from '@jibber/schema/protocol/hello';
import type { SentEntry } from '@jibber/schema/protocol/send';
import { protocolVersion } from '@jibber/schema/protocol/version';
import { mutateBytes } from '@jibber/schema/testkit/mutations';
import type { Random } from '@jibber/schema/testkit/random';
import type { Actor } from '@jibber/schema/testkit/virtual-time';
import type { Identity } from '@jibber/sync-server/log/sync';
import { newText } from './doing.ts';
import { anyLink } from './invite-links.ts';
import { identityOf } from './simulated-node.ts';
import type { World } from './world.ts';

export class Mallory {
  /** What she was told of entries that are not hers. */
  readonly received: string[] = [];
  readonly #world: World;
  readonly #random: Random;
  readonly #actor: Actor;
  #identity: Identity;
  /** As whom the socket was opened. */
  #connected: Identity;
  /** Her chats, and whom they are with. */
  readonly #own: ReadonlyMap<ChatId, UserId>;
  readonly #sentIds = new Set<EntryId>();
  #socket: LinkSocket | undefined;
  #entries = 0;
  #sessions = 0;
  /** What she sent, and in which session. */
  readonly #sent: { readonly identity: Identity; readonly entries: readonly SentEntry[] }[] = [];

  constructor(world: World, userId: UserId) {
    this.#world = world;
    this.#random = world.random.fork('mallory');
    this.#actor = world.time.actor('mallory');
    this.#identity = identityOf(userId, 'laptop');
    this.#connected = this.#identity;
    const acquaintances = this.#random.chance(0.5) ? [this.#random.pick(world.people)] : [];
    this.#own = new Map(
      [userId, ...acquaintances].map((peer) => [directChatId(userId, peer), peer]),
    );
    world.database.tables.addAccount(userId);
    world.database.tables.addSession(this.#identity.sessionId, userId);
    this.#connect();
    for (const [chatId, peer] of this.#own) {
      const entries = [this.#entryOf(chatId, { kind: 'chat.open', with: peer })];
      if (this.#claim(entries)) this.#post(entries);
    }
  }

  /** One attack, or a thing that is her right. */
  attack(): void {
    const random = this.#random;
    const count = (what: string) => this.#world.count(`did: attack ${what}`);
    if (random.chance(0.02)) this.#endSession();
    if (random.chance(0.1)) {
      if (this.#replay()) count('with what was sent before');
      return;
    }
    if (random.chance(0.25)) {
      const entry = this.#comeIn();
      if (entry === undefined || !this.#claim([entry])) return;
      count('by coming in');
      this.#post([entry]);
      return;
    }
    if (random.chance(0.15)) {
      const entries = Array.from({ length: random.between(1, 4) }, () => this.#anyEntry());
      if (!this.#claim(entries)) return;
      count('over HTTP');
      this.#post(entries);
      return;
    }
    const groups = this.#groups();
    if (groups.length > 0 && random.chance(0.4)) {
      if (this.#send(encodeFrame(this.#anyFetch(random.pick(groups))))) count('with fetch');
      return;
    }
    const frames = Array.from({ length: random.between(1, 3) }, () => this.#anyFrame());
    const message = joinFrames(frames.map(encodeFrame));
    if (random.chance(0.25)) {
      const isSent = this.#send(mutateBytes(random, message, [message]));
      if (isSent) count('with malformed bytes');
    } else if (random.chance(0.1)) {
      if (this.#send(random.bytes(random.below(300)))) count('with bytes at random');
    } else if (this.#send(message)) {
      for (const { type } of frames) count(`with ${type}`);
    }
  }

  #send(message: Uint8Array): boolean {
    const decoded = decodeUp(message);
    const frames = decoded.ok ? decoded.value : [];
    const entries = frames.flatMap((frame) => (frame.type === 'send' ? frame.entries : []));
    if (!this.#claim(entries)) return false;
    if (entries.length > 0) this.#sent.push({ identity: this.#connected, entries });
    this.#socket?.send(message);
    return true;
  }

  #post(entries: readonly SentEntry[]): void {
    const { userId } = this.#identity;
    this.#sent.push({ identity: this.#identity, entries });
    void this.#world.network.post(this.#identity, this.#actor, userId, entries);
  }

  /** The same again, as of the session it was sent in, through whatever node there is. */
  #replay(): boolean {
    if (this.#sent.length === 0) return false;
    const { identity, entries } = this.#random.pick(this.#sent);
    void this.#world.network.post(identity, this.#actor, identity.userId, entries);
    return true;
  }

  /** She is signed out from elsewhere, and signs in again; the old session she keeps on using. */
  #endSession(): void {
    const { userId, sessionId } = this.#identity;
    const old = this.#identity;
    this.#sessions += 1;
    this.#identity = identityOf(userId, `laptop ${this.#sessions}`);
    this.#world.database.tables.addSession(this.#identity.sessionId, userId);
    void this.#world.endSession(sessionId).then(() => {
      this.#world.count('did: attack with a session that ended');
      const entries = [this.#anyEntry()];
      if (!this.#claim(entries)) return;
      this.#sent.push({ identity: old, entries });
      void this.#world.network.post(old, this.#actor, userId, entries);
    });
  }

  /** By an invitation, a link, or the wish alone. */
  #comeIn(): SentEntry | undefined {
    const random = this.#random;
    const { tables } = this.#world.database;
    const { userId } = this.#identity;
    const invited = [...tables.chats].flatMap(([chatId, chat]) =>
      chat.invited.has(userId) ? [chatId] : [],
    );
    const groups = this.#chats().filter((chatId) => chatId.startsWith('g'));
    if (groups.length === 0) return undefined;
    const link = anyLink(this.#world);
    const chatId = random.pick(invited.length > 0 && random.chance(0.7) ? invited : groups);
    if (invited.includes(chatId) || link === undefined || random.chance(0.3)) {
      return this.#entryOf(chatId, { kind: 'invitation.accept' });
    }
    const isOfOther = random.chance(0.2);
    const intent = { kind: 'group.join', invite: link.token };
    return this.#entryOf(isOfOther ? chatId : link.chatId, intent);
  }

  #entryOf(scope: ChatId, intent: object): SentEntry {
    const entryId = this.#newId();
    return { entryId, scope, after: undefined, intent: JSON.stringify(intent) };
  }

  /** False where an id was used before: then nobody could tell what she did under it. */
  #claim(entries: readonly SentEntry[]): boolean {
    const ids = new Set(entries.map((entry) => entry.entryId));
    if (ids.size < entries.length || [...ids].some((id) => this.#sentIds.has(id))) return false;
    for (const id of ids) this.#sentIds.add(id);
    return true;
  }

  #connect(): void {
    this.#connected = this.#identity;
    this.#socket = this.#world.network.linkFor(this.#identity, this.#actor).open({
      opened: () => {
        // Now and then she does not say hello first.
        if (this.#random.chance(0.9)) this.#socket?.send(encodeFrame(this.#hello()));
      },
      received: (message) => this.#hear(message),
      closed: () => {
        this.#actor.after(this.#random.between(50, 2000), () => this.#connect());
      },
    });
  }

  #hear(message: Uint8Array): void {
    const decoded = decodeDown(message);
    if (!decoded.ok) throw new Error(`Mallory cannot read what she was sent: ${decoded.code}`);
    for (const frame of decoded.value) {
      if (frame.type !== 'answers') continue;
      for (const answer of frame.answers) {
        if (answer.outcome === 'accepted') this.#notePlace(answer.entryId);
      }
    }
  }

  /** Where an entry stands is told where she may ask for it. */
  #notePlace(entryId: EntryId): void {
    const deed = this.#world.deedOf(this.#identity.userId, entryId);
    const isOwn = deed !== undefined && this.#own.has(deed.chatId);
    const row = deed && this.#world.facts.rowOf(deed.chatId, entryId);
    if (isOwn || row?.author === this.#identity.userId) return;
    this.received.push(`the place of ${entryId}`);
  }

  /** As if she were in every chat there is. */
  #hello(): Hello {
    return {
      type: 'hello',
      version: protocolVersion.current,
      historyId: this.#random.chance(0.5) ? this.#world.database.tables.historyId : undefined,
      receiptsRevision: this.#random.below(3),
      cursors: this.#chats().map((chatId) => ({
        chatId,
        head: this.#random.between(1, 50),
        behind: [{ document: 0, complete: 0 }],
      })),
    };
  }

  #anyFrame(): UpFrame {
    const random = this.#random;
    const chatId = this.#anyChat();
    const entries = Array.from({ length: random.between(1, 3) }, () => this.#anyEntry());
    return random.pick<UpFrame>([
      { type: 'send', entries },
      { type: 'send', entries },
      { type: 'send', entries },
      this.#anyFetch(chatId),
      { type: 'receipt', chatId, delivered: 1e9, read: 1e9 },
      { type: 'typing', chatId },
      { type: 'open', chatId },
      { type: 'ping', nonce: random.bits() },
      this.#hello(),
    ]);
  }

  #anyFetch(chatId: ChatId): UpFrame {
    const document = this.#random.pick(['chat', 0, 0, 1] as const);
    return { type: 'fetch', chatId, documents: [{ document, complete: 0 }] };
  }

  /** Those that she is in. */
  #groups(): ChatId[] {
    const { userId } = this.#identity;
    return this.#chats().filter((chatId) => this.#world.isMember(chatId, userId));
  }

  #anyEntry(): SentEntry {
    const random = this.#random;
    const isOwn = random.chance(0.4);
    const chatId = isOwn ? random.pick([...this.#own.keys()]) : this.#anyChat();
    const peer = this.#own.get(chatId) ?? random.pick(this.#world.people);
    const message = this.#anyMessage(chatId);
    const text = newText(this.#world);
    const intent = random.pick([
      { kind: 'chat.open', with: peer },
      { kind: 'message.send', text, writtenAt: random.bits() },
      { kind: 'message.send', text, writtenAt: 1 },
      { kind: 'message.edit', message, text },
      { kind: 'message.delete', message },
      { kind: 'message.send', text, writtenAt: 1, author: peer },
      { kind: 'member.add', user: random.pick(this.#world.people) },
      ...this.#groupIntents(message),
    ]);
    const after = random.chance(0.2) ? message : undefined;
    return { entryId: this.#anyId(chatId), scope: chatId, after, intent: JSON.stringify(intent) };
  }

  /** What is done in groups, by rights or not, with keys that are none and people who are not there. */
  #groupIntents(message: EntryId): readonly object[] {
    const random = this.#random;
    const { people } = this.#world;
    const self = this.#identity.userId;
    const user = random.pick([...people, self]);
    const role = random.pick(['owner', 'administrator', 'member']);
    return random
      .shuffle([
        { kind: 'members.add', users: [self] },
        { kind: 'members.add', users: [user] },
        { kind: 'members.add', users: [user], role: 'owner' },
        { kind: 'members.remove', user },
        { kind: 'members.admit', user: self },
        { kind: 'members.admit', user },
        { kind: 'member.role', user: self, role },
        { kind: 'member.role', user, role },
        { kind: 'member.leave' },
        { kind: 'member.leave', user },
        { kind: 'group.create', title: newText(this.#world), users: [user], writtenAt: 1 },
        { kind: 'group.rename', title: newText(this.#world) },
        { kind: 'group.settings', settings: { write: 'members', add: 'members' } },
        { kind: 'group.settings', settings: { history: 'all', owner: self } },
        { kind: 'group.delete' },
        { kind: 'invitation.withdraw', user },
        { kind: 'message.report', message, reason: 'mine' },
      ])
      .slice(0, 6);
  }

  /** Of an entry of her own, or of somebody else's. */
  #anyId(chatId: ChatId): EntryId {
    const foreign = this.#anyMessage(this.#random.chance(0.5) ? chatId : this.#anyChat());
    return this.#random.chance(0.6) ? this.#newId() : foreign;
  }

  #newId(): EntryId {
    this.#entries += 1;
    return entryId(`01990000-0000-7000-8000-${this.#entries.toString(16).padStart(12, '0')}`);
  }

  #anyChat(): ChatId {
    return this.#random.pick([...this.#chats(), ...this.#own.keys()]);
  }

  /** Chats of others, which she should not even know. */
  #chats(): ChatId[] {
    return [...this.#world.database.tables.chats.keys()];
  }

  #anyMessage(chatId: ChatId): EntryId {
    const rows = this.#world.database.tables.chats.get(chatId)?.rows ?? [];
    return rows.length === 0 ? this.#newId() : this.#random.pick(rows).entryId;
  }
}
