/**
 * Somebody with an account and a client of her own: she asks for what she may not have, as others,
 * under their ids, and in bytes that are no frames. Invariant: she is a member of her own chats alone:
 * with herself and, in half of the runs, with one of the others.
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
import { identityOf } from './simulated-node.ts';
import type { World } from './world.ts';

export class Mallory {
  /** What she was sent of chats that are not hers. */
  readonly received: string[] = [];
  readonly #world: World;
  readonly #random: Random;
  readonly #actor: Actor;
  readonly #identity: Identity;
  /** Her chats, and whom they are with. */
  readonly #own: ReadonlyMap<ChatId, UserId>;
  readonly #sentIds = new Set<EntryId>();
  #socket: LinkSocket | undefined;
  #entries = 0;

  constructor(world: World, userId: UserId) {
    this.#world = world;
    this.#random = world.random.fork('mallory');
    this.#actor = world.time.actor('mallory');
    this.#identity = identityOf(userId, 'laptop');
    const acquaintances = this.#random.chance(0.5) ? [this.#random.pick(world.people)] : [];
    this.#own = new Map(
      [userId, ...acquaintances].map((peer) => [directChatId(userId, peer), peer]),
    );
    world.database.tables.addAccount(userId);
    world.database.tables.addSession(this.#identity.sessionId, userId);
    this.#connect();
  }

  /** One attack, or a thing that is her right. */
  attack(): void {
    const random = this.#random;
    const count = (what: string) => this.#world.count(`did: attack ${what}`);
    if (random.chance(0.15)) {
      const entries = Array.from({ length: random.between(1, 4) }, () => this.#anyEntry());
      if (!this.#claim(entries)) return;
      count('over HTTP');
      void this.#world.network.post(this.#identity, this.#actor, this.#identity.userId, entries);
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
    this.#socket?.send(message);
    return true;
  }

  /** False where an id was used before: then nobody could tell what she did under it. */
  #claim(entries: readonly SentEntry[]): boolean {
    const ids = new Set(entries.map((entry) => entry.entryId));
    if (ids.size < entries.length || [...ids].some((id) => this.#sentIds.has(id))) return false;
    for (const id of ids) this.#sentIds.add(id);
    return true;
  }

  #connect(): void {
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
      if (frame.type === 'chats') {
        for (const { chatId } of frame.heads) this.#note('the head', chatId);
      } else if ('chatId' in frame && frame.chatId !== undefined) {
        this.#note(frame.type, frame.chatId);
      } else if (frame.type === 'answers') {
        for (const answer of frame.answers) {
          if (answer.outcome === 'accepted') this.#notePlace(answer.entryId);
        }
      }
    }
  }

  #note(what: string, chatId: ChatId): void {
    if (!this.#own.has(chatId)) this.received.push(`${what} of ${chatId}`);
  }

  /** Where an entry stands is told where she may ask for it. */
  #notePlace(entryId: EntryId): void {
    const deed = this.#world.deedOf(this.#identity.userId, entryId);
    if (deed === undefined || !this.#own.has(deed.chatId)) {
      this.received.push(`the place of ${entryId}`);
    }
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
      { type: 'fetch', chatId, documents: [{ document: random.pick(['chat', 0]), complete: 0 }] },
      { type: 'receipt', chatId, delivered: 1e9, read: 1e9 },
      { type: 'typing', chatId },
      { type: 'open', chatId },
      { type: 'ping', nonce: random.bits() },
      this.#hello(),
    ]);
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
    ]);
    const after = random.chance(0.2) ? message : undefined;
    return { entryId: this.#anyId(chatId), scope: chatId, after, intent: JSON.stringify(intent) };
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
