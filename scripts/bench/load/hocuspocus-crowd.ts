/**
 * A crowd at Hocuspocus, by its own protocol on bare sockets: the y-protocols sync messages behind the
 * name of a document (yjs/y-protocols PROTOCOL.md; Hocuspocus puts name and type in front).
 * Invariant: a message is one `Y.Map.set` of the value that ours stores; receivers only count, as ours.
 */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { uuidv7 } from 'uuidv7';
import type { WebSocket } from 'ws';
import * as Y from 'yjs';
import { benchText } from './bench-text.ts';
import { type Crowd, deviceOfTurn, makeEach, openSocket, type Scenario } from './crowd.ts';
import type { ServerProcess } from './server-process.ts';
import { Tally } from './tally.ts';

const types = { sync: 0, auth: 2 } as const;
const authToken = 0;
const syncs = { step1: 0, step2: 1, update: 2 } as const;

type Device = { readonly socket: WebSocket; readonly document: Y.Doc; readonly userId: string };

export async function connectHocuspocus(server: ServerProcess, scenario: Scenario): Promise<Crowd> {
  const tally = new Tally();
  const devices = await makeEach(scenario.chats * scenario.devicesPerChat, (place) => {
    const chat = Math.floor(place / scenario.devicesPerChat);
    return connect(server, `${scenario.name}/${chat}`, tally);
  });
  return {
    tally,
    mayLag: 0,
    say(turn) {
      const device = devices[deviceOfTurn(scenario, turn)];
      if (device === undefined) throw new Error('nobody is there');
      const id = uuidv7();
      const now = Date.now();
      tally.said(id);
      const value = { id, author: device.userId, at: now, writtenAt: now, text: benchText(turn) };
      device.document.getMap('messages').set(id, value);
    },
    close() {
      for (const { socket } of devices) socket.terminate();
    },
  };
}

async function connect(server: ServerProcess, name: string, tally: Tally): Promise<Device> {
  const socket = await openSocket(`ws://127.0.0.1:${server.port}/`);
  const document = new Y.Doc();
  const isSynced = new Promise<void>((resolve) => {
    socket.on('message', (bytes: Buffer) => {
      const decoder = decoding.createDecoder(new Uint8Array(bytes));
      decoding.readVarString(decoder);
      if (decoding.readVarUint(decoder) !== types.sync) return;
      const kind = decoding.readVarUint(decoder);
      if (kind === syncs.step2) resolve();
      if (kind !== syncs.update) return;
      tally.receivedMessage(bytes.length);
      for (const struct of Y.decodeUpdate(decoding.readVarUint8Array(decoder)).structs) {
        if (struct instanceof Y.Item && struct.parentSub !== null) tally.shown(struct.parentSub);
      }
    });
  });
  socket.send(
    frame(name, types.auth, (encoder) => {
      encoding.writeVarUint(encoder, authToken);
      encoding.writeVarString(encoder, 'none');
    }),
  );
  socket.send(
    frame(name, types.sync, (encoder) => {
      encoding.writeVarUint(encoder, syncs.step1);
      encoding.writeVarUint8Array(encoder, Y.encodeStateVector(document));
    }),
  );
  await isSynced;
  document.on('update', (update: Uint8Array) => {
    socket.send(
      frame(name, types.sync, (encoder) => {
        encoding.writeVarUint(encoder, syncs.update);
        encoding.writeVarUint8Array(encoder, update);
      }),
    );
  });
  return { socket, document, userId: uuidv7() };
}

function frame(name: string, type: number, write: (encoder: encoding.Encoder) => void): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarString(encoder, name);
  encoding.writeVarUint(encoder, type);
  write(encoder);
  return encoding.toUint8Array(encoder);
}
