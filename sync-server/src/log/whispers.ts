/**
 * What people tell besides intents: how far they have received and read, and that they write.
 * Invariants: only members are heard, of chats they are in; receipts are stored by max before they are
 * told; typing is never stored and told at most once per `limits.typingEveryMs` and chat; between two
 * of whom one has blocked the other nothing of it is told in their private chat (PROTOCOL A5).
 */
import type { ChatId, UserId } from '@jibber/schema/ids';
import { limits } from '@jibber/schema/limits';
import { encodeFrame } from '@jibber/schema/protocol/codec';
import type { Receipt } from '@jibber/schema/protocol/receipt';
import type { Scheduler } from '@jibber/schema/scheduler';
import type { Relay } from '../relay/relay.ts';
import type { OwnRegister, ReceiptClaim, Storage } from '../storage/storage.ts';
import type { Audience, Person } from './audience.ts';
import type { SyncLog } from './log-port.ts';

export type WhispersOptions = {
  readonly storage: Storage;
  readonly scheduler: Scheduler;
  readonly relay: Relay;
  readonly audience: Audience;
  readonly log: SyncLog;
};

/** People whose receipts are written at the same time. */
const writersAtOnce = 4;

type Waiting = { readonly person: Person; readonly claims: Map<ChatId, ReceiptClaim> };

export class Whispers {
  readonly #options: WhispersOptions;
  /** Waiting receipts, at most one per person and chat; in the order of their coming. */
  readonly #claims = new Map<UserId, Waiting>();
  readonly #writing = new Set<UserId>();

  constructor(options: WhispersOptions) {
    this.#options = options;
  }

  /** Merges a receipt into those that wait; one from outside of his chats is passed over. */
  receipt(person: Person, { chatId, delivered, read }: Receipt): void {
    if (!person.channels.has(chatId)) return;
    const claims = this.#claims.get(person.userId)?.claims ?? new Map<ChatId, ReceiptClaim>();
    this.#claims.set(person.userId, { person, claims });
    const waiting = claims.get(chatId);
    claims.set(chatId, {
      chatId,
      delivered: Math.max(delivered, waiting?.delivered ?? 0),
      read: Math.max(read, waiting?.read ?? 0),
    });
    this.#writeNext();
  }

  /** Passes on that somebody writes, if it is time to. */
  typing(person: Person, chatId: ChatId): void {
    if (!person.channels.has(chatId) || person.severed.has(chatId)) return;
    const now = this.#options.scheduler.now();
    const toldAt = person.typedAt.get(chatId);
    // A clock that was set back must not silence anybody.
    if (toldAt !== undefined && now >= toldAt && now - toldAt < limits.typingEveryMs) return;
    person.typedAt.set(chatId, now);
    this.typed(chatId, person.userId);
    this.#options.relay.publish({ type: 'typed', chatId, userId: person.userId });
  }

  /** Tells the devices of the others in this chat that this person writes. */
  typed(chatId: ChatId, userId: UserId): void {
    const channel = this.#options.audience.channel(chatId);
    if (channel === undefined) return;
    let frame: Uint8Array | undefined;
    for (const person of channel.people) {
      if (person.userId === userId || person.severed.has(chatId)) continue;
      frame ??= encodeFrame({ type: 'typed', chatId, userId });
      for (const listener of person.listeners) listener.push(frame);
    }
  }

  /**
   * Tells a register: to his own devices, and to those of others that have the chat on screen.
   * @param isPrivate to his own alone
   */
  raised(
    userId: UserId,
    { chatId, delivered, read, revision }: OwnRegister,
    isPrivate: boolean,
  ): void {
    const { audience } = this.#options;
    const registers = [{ userId, delivered, read }];
    const own = audience.person(userId);
    if (own !== undefined) {
      const frame = encodeFrame({ type: 'receipts', chatId, registers, revision });
      for (const listener of own.listeners) listener.push(frame);
    }
    if (isPrivate) return;
    let frame: Uint8Array | undefined;
    for (const person of audience.channel(chatId)?.people ?? []) {
      if (person === own || person.severed.has(chatId)) continue;
      for (const listener of person.listeners) {
        if (listener.opened !== chatId) continue;
        frame ??= encodeFrame({ type: 'receipts', chatId, registers, revision: 0 });
        listener.push(frame);
      }
    }
  }

  #writeNext(): void {
    for (const userId of this.#claims.keys()) {
      if (this.#writing.size >= writersAtOnce) return;
      if (!this.#writing.has(userId)) void this.#write(userId);
    }
  }

  async #write(userId: UserId): Promise<void> {
    const waiting = this.#claims.get(userId);
    const claims = [...(waiting?.claims.values() ?? [])];
    this.#claims.delete(userId);
    this.#writing.add(userId);
    try {
      for (const register of await this.#options.storage.raiseReceipts(userId, claims)) {
        const isPrivate = waiting?.person.severed.has(register.chatId) === true;
        this.raised(userId, register, isPrivate);
        this.#options.relay.publish({ type: 'receipt', userId, ...register, isPrivate });
      }
    } catch (error) {
      // The device keeps its maximum until its own register comes back, and says it again then.
      this.#options.log.warn({ error, userId }, 'receipts could not be stored');
    }
    this.#writing.delete(userId);
    this.#writeNext();
  }
}
