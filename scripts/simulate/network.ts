/**
 * Between tabs and nodes: sockets as virtual links, some of which break, stop or repeat themselves.
 * Invariant: every entry that reaches a node, and every answer that reaches a device, passes here and
 * is reported, so that the test knows what was asked and what was told.
 */

import type { Commands, Link, LinkHandlers, LinkSocket } from '@jibber/app/replica/ports';
import { type ErrorCode, errors } from '@jibber/schema/errors';
import type { UserId } from '@jibber/schema/ids';
import { limits } from '@jibber/schema/limits';
import type { Answer } from '@jibber/schema/protocol/answers';
import { decodeDown, decodeUp } from '@jibber/schema/protocol/codec';
import type { SentEntry } from '@jibber/schema/protocol/send';
import { fail, succeed } from '@jibber/schema/result';
import type { Random } from '@jibber/schema/testkit/random';
import {
  createVirtualLink,
  type Direction,
  type VirtualLink,
} from '@jibber/schema/testkit/virtual-link';
import type { Actor } from '@jibber/schema/testkit/virtual-time';
import type { Connection, Identity } from '@jibber/sync-server/log/sync';
import type { SimulatedNode } from './simulated-node.ts';

export type NetworkObserver = {
  sent(identity: Identity, entries: readonly SentEntry[]): void;
  answered(identity: Identity, answers: readonly Answer[]): void;
  lost(what: 'request' | 'answer'): void;
  /** A message came to a device. */
  delivered(identity: Identity, message: Uint8Array): void;
};

export type OpenLink = { readonly identity: Identity; readonly link: VirtualLink };

/** A request without an answer is given up after this. */
const requestMs = 5000;
/** A node gives a silent peer up after its ping went unanswered. */
const silentMs: readonly [number, number] = [25_000, 45_000];

export class Network {
  readonly actor: Actor;
  readonly links = new Set<OpenLink>();
  /** How likely a request, or its answer, is lost. */
  requestLossRate = 0;
  readonly #random: Random;
  readonly #nodes: readonly SimulatedNode[];
  readonly #observer: NetworkObserver;
  readonly #offline = new Set<string>();

  constructor(
    actor: Actor,
    random: Random,
    nodes: readonly SimulatedNode[],
    observer: NetworkObserver,
  ) {
    this.actor = actor;
    this.#random = random;
    this.#nodes = nodes;
    this.#observer = observer;
  }

  isOnline(device: string): boolean {
    return !this.#offline.has(device);
  }

  /** Takes the network from a device; after some ms, unless they are left out, it comes back. */
  goOffline(device: string, ms?: number): void {
    this.#offline.add(device);
    if (ms !== undefined) this.actor.after(ms, () => this.goOnline(device));
    for (const { identity, link } of this.links) if (identity.sessionId === device) link.cut();
  }

  /** Breaks all connections of a person. */
  disconnect(userId: UserId): void {
    for (const { identity, link } of this.links) if (identity.userId === userId) link.cut();
  }

  goOnline(device: string): void {
    this.#offline.delete(device);
  }

  /** Everything flows from now on. */
  heal(): void {
    this.#offline.clear();
    for (const { link } of this.links) link.resume();
  }

  anyNode(): SimulatedNode | undefined {
    const up = this.#nodes.filter((node) => node.isUp);
    return up.length === 0 ? undefined : this.#random.pick(up);
  }

  /** `POST /api/intents`. What is lost on its way is told as no answer, after a while. */
  post(
    identity: Identity,
    caller: Actor,
    userId: UserId,
    entries: readonly SentEntry[],
  ): ReturnType<Commands['postIntents']> {
    const random = this.#random;
    const passes = (what: 'request' | 'answer') => {
      const isLost = random.chance(this.requestLossRate);
      if (isLost) this.#observer.lost(what);
      return !isLost && this.isOnline(identity.sessionId);
    };
    if (userId !== identity.userId) return Promise.resolve(fail('signed-out'));
    return new Promise((resolve) => {
      caller.after(requestMs, () => resolve(fail('offline')));
      this.actor.after(random.between(1, 80), () => {
        const node = this.anyNode();
        if (node === undefined || !passes('request')) return;
        this.#observer.sent(identity, entries);
        void node.submit(identity, entries)?.then((answers) => {
          this.actor.after(random.between(1, 80), () => {
            if (!passes('answer')) return;
            this.#observer.answered(identity, answers);
            caller.soon(() => resolve(succeed(answers)));
          });
        });
      });
    });
  }

  /** Freezes a link, or one direction of it, until its node gives it up or it flows again. */
  freeze({ link }: OpenLink, direction?: Direction): void {
    link.stop(direction);
    this.actor.after(this.#random.between(...silentMs), () => link.cut());
  }

  /** Keeps what a device sends, until after it has given the socket up. */
  delay({ link }: OpenLink): void {
    link.stop('up');
    this.actor.after(this.#random.between(...silentMs), () => link.resume());
  }

  /** @param scheduler of the tab: nothing reaches one that was killed */
  linkFor(identity: Identity, tab: Actor): Link {
    return { open: (handlers) => this.#open(identity, tab, handlers) };
  }

  #open(identity: Identity, tab: Actor, handlers: LinkHandlers): LinkSocket {
    const random = this.#random;
    let isOver = false;
    let open: OpenLink | undefined;
    const over = (code: number) => {
      if (isOver) return;
      isOver = true;
      if (open !== undefined) this.links.delete(open);
      tab.soon(() => handlers.closed(code));
    };
    this.actor.after(random.between(1, 80), () => {
      const node = this.anyNode();
      if (isOver) return;
      if (node === undefined || !this.isOnline(identity.sessionId)) {
        over(1006);
        return;
      }
      const link = this.#connect(identity, node, {
        received: (message) => tab.soon(() => handlers.received(message)),
        over,
      });
      open = { identity, link };
      this.links.add(open);
      tab.soon(() => {
        if (!isOver) handlers.opened();
      });
    });
    return {
      send: (message) => open?.link.device.send(message),
      close() {
        if (open === undefined) over(1000);
        else open.link.device.close(1000);
      },
    };
  }

  #connect(
    identity: Identity,
    node: SimulatedNode,
    device: { received(message: Uint8Array): void; over(code: number): void },
  ): VirtualLink {
    let connection: Connection | undefined;
    const link = createVirtualLink({
      scheduler: this.actor,
      random: this.#random,
      delayMs: [1, 60],
      bytesPerMs: 500,
      device: {
        received: (message) => {
          this.#observeDown(identity, message);
          device.received(message);
        },
        drained: () => undefined,
        closed: device.over,
      },
      node: {
        received: (message) => {
          this.#observeUp(identity, message);
          connection?.receive(message);
        },
        drained: () => connection?.drained(),
        closed: () => {
          node.disconnected(cut);
          connection?.closed();
        },
      },
    });
    const cut = () => link.cut();
    const outlet = {
      send: (message: Uint8Array) => {
        if (link.node.bufferedBytes() + message.length > limits.backpressureBytes * 4) {
          outlet.end('slow-reader');
          return false;
        }
        return link.node.send(message);
      },
      bufferedBytes: () => link.node.bufferedBytes(),
      end: (code: ErrorCode) => {
        const entry = errors[code];
        link.node.close('close' in entry ? entry.close : errors.internal.close);
      },
    };
    connection = node.connect(identity, outlet, cut);
    return link;
  }

  #observeUp(identity: Identity, message: Uint8Array): void {
    const decoded = decodeUp(message);
    if (!decoded.ok) return;
    for (const frame of decoded.value) {
      if (frame.type === 'send') this.#observer.sent(identity, frame.entries);
    }
  }

  #observeDown(identity: Identity, message: Uint8Array): void {
    this.#observer.delivered(identity, message);
    const decoded = decodeDown(message);
    if (!decoded.ok) throw new Error(`a node sent what no device can read: ${decoded.code}`);
    for (const frame of decoded.value) {
      if (frame.type === 'answers') this.#observer.answered(identity, frame.answers);
    }
  }
}
