/**
 * Who writes where. Invariant: nothing of it is stored; a sign that is not repeated ends by itself
 * after `limits.typingShownMs`, and one's own is sent at most every `limits.typingEveryMs`.
 */
import type { ChatId, UserId } from '@jibber/schema/ids';
import { limits } from '@jibber/schema/limits';
import type { Cancel, Scheduler } from '@jibber/schema/scheduler';
import type { LastEntry } from './records.ts';

export type TypingPorts = {
  readonly scheduler: Scheduler;
  /** Tells the others, where there is a connection. */
  send(chatId: ChatId): void;
  changed(chatId: ChatId, users: readonly UserId[]): void;
};

export class TypingSigns {
  readonly #ports: TypingPorts;
  readonly #shown = new Map<ChatId, Map<UserId, Cancel>>();
  readonly #quiet = new Map<ChatId, Cancel>();
  readonly #lastNumbers = new Map<ChatId, number>();

  constructor(ports: TypingPorts) {
    this.#ports = ports;
  }

  /** This person writes. */
  write(chatId: ChatId): void {
    if (this.#quiet.has(chatId)) return;
    const { scheduler, send } = this.#ports;
    const cancel = scheduler.after(limits.typingEveryMs, () => this.#quiet.delete(chatId));
    this.#quiet.set(chatId, cancel);
    send(chatId);
  }

  /** Somebody else writes. */
  typed(chatId: ChatId, userId: UserId): void {
    const users = this.#shown.get(chatId) ?? new Map<UserId, Cancel>();
    this.#shown.set(chatId, users);
    users.get(userId)?.();
    const end = this.#ports.scheduler.after(limits.typingShownMs, () => {
      users.delete(userId);
      this.#ports.changed(chatId, [...users.keys()]);
    });
    const isNew = !users.has(userId);
    users.set(userId, end);
    if (isNew) this.#ports.changed(chatId, [...users.keys()]);
  }

  /** The last thing in a chat: whoever has just sent it does not write any more. */
  noteLast(chatId: ChatId, { number, author }: LastEntry): void {
    if (this.#lastNumbers.get(chatId) === number) return;
    this.#lastNumbers.set(chatId, number);
    const users = this.#shown.get(chatId);
    const end = users?.get(author);
    if (users === undefined || end === undefined) return;
    end();
    users.delete(author);
    this.#ports.changed(chatId, [...users.keys()]);
  }

  stop(): void {
    for (const cancel of this.#quiet.values()) cancel();
    for (const users of this.#shown.values()) for (const cancel of users.values()) cancel();
  }
}
