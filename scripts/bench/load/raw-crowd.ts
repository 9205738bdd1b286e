/** A crowd at the baseline: it sends as many bytes up as ours did, and gets what `shape` says. */
import { type Crowd, deviceOfTurn, makeEach, openSocket, type Scenario } from './crowd.ts';
import type { ServerProcess } from './server-process.ts';
import { Tally } from './tally.ts';

/** About what one entry in a frame of ours takes. */
const sentBytes = 260;

export type RawCrowd = Crowd & {
  /** Messages that one publish stands for. */
  perPublish: number;
};

export async function connectRaw(server: ServerProcess, scenario: Scenario): Promise<RawCrowd> {
  const tally = new Tally();
  const sent = new Uint8Array(sentBytes);
  const sockets = await makeEach(scenario.chats * scenario.devicesPerChat, async (place) => {
    const chat = Math.floor(place / scenario.devicesPerChat);
    const url = `ws://127.0.0.1:${server.port}/${scenario.name}/${chat}`;
    const socket = await openSocket(url);
    socket.on('message', (bytes: Buffer) => {
      tally.receivedMessage(bytes.length);
      tally.shownMany(crowd.perPublish);
    });
    return socket;
  });
  const crowd: RawCrowd = {
    tally,
    perPublish: 1,
    get mayLag() {
      return crowd.perPublish;
    },
    say: (turn) => sockets[deviceOfTurn(scenario, turn)]?.send(sent),
    close() {
      for (const socket of sockets) socket.terminate();
    },
  };
  return crowd;
}
