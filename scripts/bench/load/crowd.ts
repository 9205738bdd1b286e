/**
 * Devices that are all connected to one server and say something in turns, whatever they speak.
 * Invariant: at any moment a turn is one message, by one device, to all devices of its chat.
 */
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { within } from './pace.ts';
import type { Tally } from './tally.ts';

export type Scenario = {
  readonly name: string;
  readonly chats: number;
  readonly devicesPerChat: number;
  /** Over all chats. */
  readonly messagesPerS: number;
};

export interface Crowd {
  readonly tally: Tally;
  /** Messages that may wait for the next one: where one publish stands for several. */
  readonly mayLag: number;
  say(turn: number): void;
  close(): void;
}

/** Sockets opened at a time: a handshake waits for the database. */
const handshakesAtOnce = 32;

export async function openSocket(url: string, headers: Readonly<Record<string, string>> = {}) {
  const socket = new WebSocket(url, { headers, perMessageDeflate: false });
  await within(() => 'a handshake', once(socket, 'open'));
  return socket;
}

/** Makes one thing per place, some at a time, in their order. */
export async function makeEach<Made>(
  count: number,
  make: (place: number) => Promise<Made>,
): Promise<Made[]> {
  const made: Made[] = [];
  while (made.length < count) {
    const from = made.length;
    const size = Math.min(handshakesAtOnce, count - from);
    made.push(...(await Promise.all(Array.from({ length: size }, (_, at) => make(from + at)))));
  }
  return made;
}

/** Whose turn it is: the chats one after the other, and in each its devices one after the other. */
export function deviceOfTurn({ chats, devicesPerChat }: Scenario, turn: number): number {
  const chat = turn % chats;
  return chat * devicesPerChat + (Math.floor(turn / chats) % devicesPerChat);
}
