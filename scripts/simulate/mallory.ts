/**
 * Somebody with an account and a client of her own: she asks for what she may not have, as others,
 * under their ids, and in bytes that are no frames. Invariant: she is a member of no chat but her own.
 */

import type { LinkSocket } from '@jibber/app/replica/ports';
import { type ChatId, type EntryId, entryId, type UserId } from '@jibber/schema/ids';
import { decodeDown, encodeFrame, joinFrames, type UpFrame } from '@jibber/schema/protocol/codec';
import { protocolVersion } from '@jibber/schema/protocol/version';
import { mutateBytes } from '@jibber/schema/testkit/mutations';
import type { Actor } from '@jibber/schema/testkit/virtual-time';
import { identityOf } from './simulated-node.ts';
import type { World } from './world.ts';

export class Mallory {
  readonly userId: UserId;
  /** Frames about chats that she was sent. */
  readonly received: string[] = [];
  readonly #world: World;
  readonly #actor: Actor;
  #socket: LinkSocket | undefined;
  #entries = 0;

  constructor(world: World, userId: UserId) {
    this.userId = userId;
    this.#world = world;
    this.#actor = world.time.actor('mallory');
    const { sessionId } = identityOf(userId, 'laptop');
    world.database.tables.addAccount(userId);
    world.database.tables.addSession(sessionId, userId);
    this.#connect();
  }

  /** One attack. */
  attack(): void {
    const { random } = this.#world;
    const frames = [this.#anyFrame()];
    if (random.chance(0.3)) frames.push(this.#anyFrame());
    const message = joinFrames(frames.map(encodeFrame));
    this.#world.count('did: attack');
    this.#socket?.send(random.chance(0.3) ? mutateBytes(random, message, [message]) : message);
  }

  #connect(): void {
    const identity = identityOf(this.userId, 'laptop');
    this.#socket = this.#world.network.linkFor(identity, this.#actor).open({
      opened: () =>
        this.#socket?.send(
          encodeFrame({
            type: 'hello',
            version: protocolVersion.current,
            historyId: undefined,
            receiptsRevision: 0,
            cursors: this.#chats().map((chatId) => ({ chatId, head: 1, behind: [] })),
          }),
        ),
      received: (message) => this.#hear(message),
      closed: () => {
        this.#actor.after(this.#world.random.between(50, 2000), () => this.#connect());
      },
    });
  }

  #hear(message: Uint8Array): void {
    const decoded = decodeDown(message);
    if (!decoded.ok) return;
    for (const frame of decoded.value) {
      const isContent = frame.type === 'rows' || frame.type === 'document';
      const isWord = frame.type === 'receipts' || frame.type === 'typed';
      if (isContent || isWord) this.received.push(`${frame.type} of ${frame.chatId}`);
      if (frame.type === 'chats' && frame.heads.length > 0) this.received.push('heads');
    }
  }

  #anyFrame(): UpFrame {
    const { random, people } = this.#world;
    const chats = this.#chats();
    const chatId = chats.length === 0 ? undefined : random.pick(chats);
    if (chatId === undefined) return { type: 'ping', nonce: random.bits() };
    const intent = random.pick([
      { kind: 'message.send', text: 'from Mallory', writtenAt: 1 },
      { kind: 'message.edit', message: this.#anyMessage(chatId), text: 'changed by Mallory' },
      { kind: 'message.delete', message: this.#anyMessage(chatId) },
      { kind: 'chat.open', with: random.pick(people) },
      { kind: 'message.send', text: 'as somebody', writtenAt: 1, author: random.pick(people) },
    ]);
    const id = random.chance(0.7) ? this.#newEntryId() : this.#anyMessage(chatId);
    const entry = { entryId: id, chatId, after: undefined, intent: JSON.stringify(intent) };
    return random.pick<UpFrame>([
      { type: 'send', entries: [entry] },
      { type: 'send', entries: [entry] },
      { type: 'fetch', chatId, documents: [{ document: random.pick(['chat', 0]), complete: 0 }] },
      { type: 'receipt', chatId, delivered: 1e9, read: 1e9 },
      { type: 'typing', chatId },
      { type: 'open', chatId },
    ]);
  }

  /** Chats of others, which she should not even know. */
  #chats(): ChatId[] {
    return [...this.#world.database.tables.chats.keys()];
  }

  #anyMessage(chatId: ChatId): EntryId {
    const rows = this.#world.database.tables.chats.get(chatId)?.rows ?? [];
    return rows.length === 0 ? this.#newEntryId() : this.#world.random.pick(rows).entryId;
  }

  #newEntryId(): EntryId {
    this.#entries += 1;
    return entryId(`01990000-0000-7000-8000-${this.#entries.toString(16).padStart(12, '0')}`);
  }
}
