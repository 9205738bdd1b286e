/**
 * Sends the outbox, over whatever transport it is given: the page's socket, or HTTP. Invariants: per
 * chat in order, each entry naming the one before it; after "again" nothing of that chat is sent until
 * its wait is over, and then from the oldest on; a repeat is harmless, so doubt means sending again.
 */
import {
  accountScope,
  type ChatId,
  type EntryId,
  type FileId,
  type Scope,
} from '@jibber/schema/ids';
import { limits } from '@jibber/schema/limits';
import type { Answer } from '@jibber/schema/protocol/answers';
import type { SentEntry } from '@jibber/schema/protocol/send';
import type { Cancel, Scheduler } from '@jibber/schema/scheduler';
import { backoffMs, isHeld, nextRelease, sendable } from './outbox.ts';
import { isWaiting } from './outbox-entry.ts';
import type { OutboxEntry } from './records.ts';

/** An answer that did not come within this is asked for again. */
const answerMs = 20_000;
/** Until entries that were let go are looked at again. */
const releaseAgainMs = 5000;
/** Sent and unanswered at once, per chat: what a node takes in one transaction. */
const windowEntries = limits.batchEntries;
/** Of intents in one message; their frames stay below `limits.frameBytes`. */
const messageUnits = limits.frameBytes / 4;

export interface EntryTransport {
  /** False: there is no way now; `Sender.pump` is called when there is one. */
  send(entries: readonly SentEntry[]): boolean;
}

export type SenderPorts = {
  readonly scheduler: Scheduler;
  readonly random: () => number;
  readonly transport: EntryTransport;
  /** Whether this sender holds the outbox of this device. */
  isHolder(): boolean;
  /** What may be sent of the account, in order. */
  account?(): readonly SentEntry[];
  /** Chats with entries, each with all of them in order. */
  outbox(): Iterable<readonly [ChatId, readonly OutboxEntry[]]>;
  /** Whether a file that an entry names is on the server; `pump` is to be called when one is. */
  isUploaded?(file: FileId): boolean;
  /** Lets held entries go whose time is over; the outbox then shows them. */
  release(entries: readonly OutboxEntry[]): void;
};

type Lane = {
  /** Sent and not answered. */
  readonly sent: Map<EntryId, number>;
  /** How often in a row "again" was the answer. */
  refusals: number;
  /** Nothing is sent before that, ms by the scheduler's clock of waiting. */
  isWaiting: boolean;
  cancel: Cancel | undefined;
};

export class Sender {
  readonly #ports: SenderPorts;
  readonly #lanes = new Map<Scope, Lane>();
  #cancelRelease: Cancel | undefined;
  #isPumping = false;
  #isStopped = false;

  constructor(ports: SenderPorts) {
    this.#ports = ports;
  }

  /** Sends what can be sent, once this turn is over. Called whenever the outbox or the way changed. */
  pump(): void {
    if (this.#isPumping || this.#isStopped) return;
    this.#isPumping = true;
    this.#ports.scheduler.soon(() => {
      this.#isPumping = false;
      if (!this.#isStopped && this.#ports.isHolder()) this.#sendAll();
    });
  }

  /**
   * Answers came. The outbox is changed by whoever stores them, not here: with its row an entry may
   * have left it already.
   */
  answered(answers: readonly Answer[]): void {
    for (const answer of answers) {
      const lane = this.#laneOf(answer.entryId);
      if (lane === undefined) continue;
      if (answer.outcome === 'again') this.#wait(lane, answer.backoffMs);
      else {
        lane.sent.delete(answer.entryId);
        lane.refusals = 0;
      }
    }
    this.pump();
  }

  /** The way is gone: nothing that was sent will be answered. */
  lost(): void {
    for (const lane of this.#lanes.values()) {
      lane.sent.clear();
      if (lane.isWaiting) continue;
      lane.cancel?.();
      lane.cancel = undefined;
    }
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancelRelease?.();
    for (const lane of this.#lanes.values()) lane.cancel?.();
  }

  #sendAll(): void {
    const now = this.#ports.scheduler.now();
    const due: SentEntry[] = [];
    let releaseAt: number | undefined;
    for (const [chatId, entries] of this.#ports.outbox()) {
      const released = entries.filter(
        (entry) => isWaiting(entry) && entry.heldUntil !== undefined && !isHeld(entry, now),
      );
      this.#ports.release(released);
      // What could not be stored stays held: on a full disk it is let go once there is room.
      const again = released.length > 0 ? now + releaseAgainMs : undefined;
      for (const next of [nextRelease(entries, now), again]) {
        if (next !== undefined && (releaseAt === undefined || next < releaseAt)) releaseAt = next;
      }
      this.#collect(chatId, sendable(entries, this.#ports.isUploaded), due);
    }
    this.#collect(accountScope, this.#ports.account?.() ?? [], due);
    this.#cancelRelease?.();
    if (releaseAt !== undefined) {
      this.#cancelRelease = this.#ports.scheduler.after(releaseAt - now, () => this.pump());
    }
    for (const message of split(due)) {
      if (!this.#ports.transport.send(message)) return;
      for (const { entryId, scope } of message) this.#sent(scope, entryId, now);
    }
  }

  #collect(scope: Scope, entries: readonly SentEntry[], due: SentEntry[]): void {
    const lane = this.#lanes.get(scope);
    if (lane?.isWaiting) return;
    const inFlight = lane?.sent;
    if (inFlight === undefined || inFlight.size === 0) {
      due.push(...entries.slice(0, windowEntries));
      return;
    }
    // What was sent is a run from the oldest on; only what follows it may be added.
    const last = entries.findLastIndex(({ entryId }) => inFlight.has(entryId));
    due.push(
      ...entries.slice(last + 1, Math.max(last + 1, last + 1 + windowEntries - inFlight.size)),
    );
  }

  #sent(scope: Scope, entryId: EntryId, now: number): void {
    const lane = this.#lane(scope);
    lane.sent.set(entryId, now);
    if (lane.cancel === undefined) this.#watch(lane);
  }

  /** Begins anew where the oldest that was sent has not been answered in time. */
  #watch(lane: Lane): void {
    const [oldest] = lane.sent.keys();
    lane.cancel = this.#ports.scheduler.after(answerMs, () => {
      lane.cancel = undefined;
      const [stillOldest] = lane.sent.keys();
      if (stillOldest === undefined) return;
      if (stillOldest !== oldest) {
        this.#watch(lane);
        return;
      }
      lane.sent.clear();
      this.pump();
    });
  }

  #wait(lane: Lane, askedMs: number): void {
    if (lane.isWaiting) return;
    lane.sent.clear();
    lane.cancel?.();
    lane.refusals += 1;
    lane.isWaiting = true;
    const ms = backoffMs(lane.refusals, askedMs, this.#ports.random());
    lane.cancel = this.#ports.scheduler.after(ms, () => {
      lane.isWaiting = false;
      lane.cancel = undefined;
      this.pump();
    });
  }

  /** The lane in which an entry is under way. */
  #laneOf(entryId: EntryId): Lane | undefined {
    for (const lane of this.#lanes.values()) if (lane.sent.has(entryId)) return lane;
    return undefined;
  }

  #lane(scope: Scope): Lane {
    let lane = this.#lanes.get(scope);
    if (lane === undefined) {
      lane = { sent: new Map(), refusals: 0, isWaiting: false, cancel: undefined };
      this.#lanes.set(scope, lane);
    }
    return lane;
  }
}

/** Cuts entries into messages that a node takes. */
function split(entries: readonly SentEntry[]): SentEntry[][] {
  const messages: SentEntry[][] = [];
  let message: SentEntry[] = [];
  let units = 0;
  for (const entry of entries) {
    const isFull =
      message.length >= limits.entriesPerFrame || units + entry.intent.length > messageUnits;
    if (isFull && message.length > 0) {
      messages.push(message);
      message = [];
      units = 0;
    }
    message.push(entry);
    units += entry.intent.length + 128;
  }
  if (message.length > 0) messages.push(message);
  return messages;
}
