/**
 * Tells the node how far this person's devices have received, and he has read. Invariant: what the
 * node is not known to hold is sent again on each connection; registers only rise, so repeats and
 * losses are harmless.
 */
import type { ChatId } from '@jibber/schema/ids';
import type { Receipt } from '@jibber/schema/protocol/receipt';
import type { Scheduler } from '@jibber/schema/scheduler';
import type { ChatRecord, Registers } from './records.ts';

export type ReceiptPorts = {
  readonly scheduler: Scheduler;
  records(): Iterable<ChatRecord>;
  isHolder(): boolean;
  send(frame: Receipt): boolean;
};

export class ReceiptSender {
  readonly #ports: ReceiptPorts;
  /** Sent on this connection. */
  readonly #sent = new Map<ChatId, Registers>();
  #isPumping = false;

  constructor(ports: ReceiptPorts) {
    this.#ports = ports;
  }

  /** Sends what is pending, once this turn is over. */
  pump(): void {
    if (this.#isPumping) return;
    this.#isPumping = true;
    this.#ports.scheduler.soon(() => {
      this.#isPumping = false;
      if (this.#ports.isHolder()) this.#sendAll();
    });
  }

  lost(): void {
    this.#sent.clear();
  }

  #sendAll(): void {
    for (const { chatId, own, told, head, ended } of this.#ports.records()) {
      const known = this.#sent.get(chatId) ?? told;
      // Above the last message of somebody else there is nothing that anybody waits to hear.
      const { delivered } = own;
      const read = Math.min(own.read, delivered);
      const isHeard = head > 0 && ended === undefined;
      if (!isHeard || (delivered <= known.delivered && read <= known.read)) continue;
      if (!this.#ports.send({ type: 'receipt', chatId, delivered, read })) return;
      this.#sent.set(chatId, { delivered, read });
    }
  }
}
