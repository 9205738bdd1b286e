/**
 * This tab's connection to a node: runs the state machine over a socket, notices half-open sockets
 * and sleep, and hands frames on. Invariant: frames of a socket that was given up are never heard.
 */
import type { ErrorCode } from '@jibber/schema/errors';
import {
  type DownFrame,
  decodeDown,
  encodeFrame,
  type UpFrame,
} from '@jibber/schema/protocol/codec';
import type { Cancel, Scheduler } from '@jibber/schema/scheduler';
import { type ConnectionEvent, type ConnectionState, step } from './connection-state.ts';
import type { Link, LinkSocket, Page } from './ports.ts';
import type { ConnectionStatus } from './replica.ts';

/** How often the connection is looked at; a clock that went much further tells that the device slept. */
const tickMs = 5000;
const sleptMs = 3 * tickMs;
/** Browsers let timers of a hidden page run once a minute only: that is no sleep. */
const sleptHiddenMs = 90_000;
/** A socket that was silent for 10 s is asked for a sign of life … */
const pingTicks = 2;
/** … and given up if none comes within this. */
const pongMs = 5000;
/** A socket that has neither opened nor been refused after 15 s is given up. */
const openTicks = 3;

export type ConnectionPorts = {
  readonly link: Link;
  readonly scheduler: Scheduler;
  readonly random: () => number;
  readonly page: Page;
  /** The first frame on a new socket. */
  greeting(): UpFrame;
  /** In order; `welcome` first. */
  received(frames: readonly DownFrame[]): void;
  changed(status: ConnectionStatus, sinceMs: number): void;
  /** The socket is gone; what was sent on it may be lost. */
  lost(): void;
  /** For good, until `start`. */
  ended(code: ErrorCode): void;
};

export class Connection {
  readonly #ports: ConnectionPorts;
  #state: ConnectionState = { status: 'stopped' };
  #socket: LinkSocket | undefined;
  #status: ConnectionStatus = 'connecting';
  #sinceMs: number;
  #hasFailed = false;
  /** Ticks since the node was heard, or the socket was asked for. */
  #silentTicks = 0;
  #cancels: { wait?: Cancel | undefined; tick?: Cancel | undefined; pong?: Cancel | undefined } =
    {};
  readonly #unlisten: readonly Cancel[];

  constructor(ports: ConnectionPorts) {
    this.#ports = ports;
    this.#sinceMs = ports.scheduler.now();
    this.#unlisten = [
      ports.page.onOnline(() => this.#take({ type: 'hinted' })),
      // Nobody closes the socket of a network that is gone; silence would tell only after 15 s.
      ports.page.onOffline(() => {
        if (this.isOpen) this.#take({ type: 'doubted' });
      }),
      // A page that was hidden may have been frozen.
      ports.page.onVisibility(() => {
        if (ports.page.isVisible()) this.#ping();
      }),
    ];
  }

  get status(): ConnectionStatus {
    return this.#status;
  }

  get sinceMs(): number {
    return this.#sinceMs;
  }

  /** Whether a node knows who this device is: from then on it may send anything. */
  get isOpen(): boolean {
    return this.#state.status === 'updating' || this.#state.status === 'live';
  }

  start(): void {
    this.#take({ type: 'start' });
    this.#tick();
  }

  stop(): void {
    this.#take({ type: 'stop' });
    for (const unlisten of this.#unlisten) unlisten();
    this.#cancels.wait?.();
    this.#cancels.tick?.();
    this.#cancels.pong?.();
  }

  /** False where nothing can be sent now. */
  send(frame: UpFrame): boolean {
    if (!this.isOpen || this.#socket === undefined) return false;
    this.#socket.send(encodeFrame(frame));
    return true;
  }

  /** Everything the node knew at the greeting is here. */
  caughtUp(): void {
    this.#take({ type: 'caught-up' });
  }

  /** What came does not fit what is here: connect anew at once, then ever slower. */
  redo(isFailure: boolean): void {
    this.#take({ type: isFailure ? 'failed' : 'doubted' });
  }

  #take(event: ConnectionEvent): void {
    const { scheduler, random } = this.#ports;
    const { state, effects } = step(this.#state, event, scheduler.now(), random());
    this.#state = state;
    for (const effect of effects) {
      if (effect.type === 'connect') this.#connect();
      else if (effect.type === 'greet') this.#socket?.send(encodeFrame(this.#ports.greeting()));
      else if (effect.type === 'disconnect') this.#drop();
      else if (effect.type === 'end') this.#ports.ended(effect.code);
      else {
        this.#cancels.wait?.();
        this.#cancels.wait = scheduler.after(effect.ms, () => this.#take({ type: 'due' }));
      }
    }
    this.#tell();
  }

  #connect(): void {
    this.#cancels.wait?.();
    this.#silentTicks = 0;
    const isCurrent = () => this.#socket === socket;
    const socket: LinkSocket = this.#ports.link.open({
      opened: () => {
        if (isCurrent()) this.#take({ type: 'opened' });
      },
      received: (message) => {
        if (isCurrent()) this.#receive(message);
      },
      closed: (code) => {
        if (!isCurrent()) return;
        this.#forget();
        this.#take({ type: 'closed', code });
      },
    });
    this.#socket = socket;
  }

  #drop(): void {
    const socket = this.#socket;
    this.#forget();
    socket?.close();
  }

  #forget(): void {
    this.#cancels.pong?.();
    this.#cancels.pong = undefined;
    if (this.#socket === undefined) return;
    this.#socket = undefined;
    this.#ports.lost();
  }

  #receive(message: Uint8Array): void {
    this.#silentTicks = 0;
    this.#cancels.pong?.();
    this.#cancels.pong = undefined;
    const decoded = decodeDown(message);
    if (!decoded.ok) {
      this.#take({ type: 'failed' });
      return;
    }
    for (const frame of decoded.value) {
      if (frame.type === 'welcome') this.#take({ type: 'welcomed' });
      if (frame.type === 'drain') this.#take({ type: 'drained', spreadMs: frame.spreadMs });
    }
    this.#ports.received(decoded.value);
  }

  #tick(): void {
    const expectedAt = this.#ports.scheduler.now() + tickMs;
    this.#cancels.tick?.();
    this.#cancels.tick = this.#ports.scheduler.after(tickMs, () => {
      const lateMs = this.#ports.scheduler.now() - expectedAt;
      this.#silentTicks += 1;
      if (lateMs > (this.#ports.page.isVisible() ? sleptMs : sleptHiddenMs)) this.#wake();
      else this.#lookAround();
      this.#tick();
    });
  }

  /** The device slept: nothing that was open can be trusted, and nothing needs to be waited for. */
  #wake(): void {
    this.#take({ type: 'doubted' });
    this.#take({ type: 'hinted' });
  }

  #lookAround(): void {
    const { status } = this.#state;
    if (status === 'connecting' || status === 'greeting') {
      if (this.#silentTicks >= openTicks) this.#take({ type: 'failed' });
    } else if (this.isOpen && this.#silentTicks >= pingTicks) {
      this.#ping();
    }
  }

  /** Asks the node for a sign of life. */
  #ping(): void {
    if (this.#cancels.pong !== undefined || !this.send({ type: 'ping', nonce: 0 })) return;
    this.#cancels.pong = this.#ports.scheduler.after(pongMs, () => this.#take({ type: 'doubted' }));
  }

  #tell(): void {
    const status = this.#shownStatus();
    if (status === this.#status) return;
    const wasApart = this.#status === 'offline' || this.#status === 'connecting';
    const isApart = status === 'offline' || status === 'connecting';
    this.#status = status;
    if (!(wasApart && isApart)) this.#sinceMs = this.#ports.scheduler.now();
    this.#ports.changed(status, this.#sinceMs);
  }

  #shownStatus(): ConnectionStatus {
    switch (this.#state.status) {
      case 'live':
        this.#hasFailed = false;
        return 'live';
      case 'updating':
        this.#hasFailed = false;
        return 'updating';
      case 'stopped':
      case 'over':
        return 'offline';
      case 'waiting':
        this.#hasFailed = true;
        return 'offline';
      case 'connecting':
      case 'greeting':
        return this.#hasFailed ? 'offline' : 'connecting';
    }
  }
}
