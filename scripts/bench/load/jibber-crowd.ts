/** A crowd of ours: the two people of each chat share its devices. */
import { stringifyIntent } from '@jibber/schema/intents/registry';
import type { Answer } from '@jibber/schema/protocol/answers';
import { benchText } from './bench-text.ts';
import { type Crowd, deviceOfTurn, makeEach, type Scenario } from './crowd.ts';
import { LoadDevice, newEntryId } from './load-device.ts';
import type { BenchPerson } from './requests.ts';
import type { ServerProcess } from './server-process.ts';
import { Tally } from './tally.ts';

/** People made before by the same server, as `openChats` counts them. */
export type MadeBefore = { readonly count: number };

export async function connectJibber(
  server: ServerProcess,
  scenario: Scenario,
  before: MadeBefore,
): Promise<{ readonly crowd: Crowd; readonly people: readonly BenchPerson[] }> {
  const { chats, devicesPerChat } = scenario;
  const people = await server.ask('makePeople', { count: 2 * chats });
  const pairs = Array.from({ length: chats }, (_, chat): [number, number] => [
    before.count + 2 * chat,
    before.count + 2 * chat + 1,
  ]);
  const chatIds = await server.ask('openChats', { pairs });
  const tally = new Tally();
  const devices = await makeEach(chats * devicesPerChat, async (place) => {
    const chat = Math.floor(place / devicesPerChat);
    const person = people[2 * chat + (place % 2)];
    if (person === undefined) throw new Error('a chat has two people');
    const device = await LoadDevice.greeted(server.port, person.token);
    device.onMessage = (frames, bytes) => {
      let hasRows = false;
      for (const frame of frames) {
        if (frame.type === 'answers') refuseRefusals(frame.answers);
        if (frame.type !== 'rows') continue;
        hasRows = true;
        for (const { entryId } of frame.rows) tally.shown(entryId);
      }
      if (hasRows) tally.receivedMessage(bytes);
    };
    return device;
  });
  const crowd: Crowd = {
    tally,
    mayLag: 0,
    say(turn) {
      const chatId = chatIds[turn % chats];
      const device = devices[deviceOfTurn(scenario, turn)];
      if (chatId === undefined || device === undefined) throw new Error('nobody is there');
      const entryId = newEntryId();
      const intent = stringifyIntent({
        kind: 'message.send',
        text: benchText(turn),
        writtenAt: Date.now(),
      });
      tally.said(entryId);
      device.tell({
        type: 'send',
        entries: [{ entryId, scope: chatId, after: undefined, intent }],
      });
    },
    close() {
      for (const device of devices) device.close();
    },
  };
  return { crowd, people };
}

/** A message that is not accepted is never shown, and the figures would be of something else. */
function refuseRefusals(answers: readonly Answer[]): void {
  for (const answer of answers) {
    if (answer.outcome !== 'accepted') throw new Error(`a message was answered ${answer.code}`);
  }
}
