/**
 * A chat with a long past, written through a node before a run begins. Invariant: the test knows of
 * it as of everything that people do.
 */
import { directChatId, entryId } from '@jibber/schema/ids';
import { type Intent, stringifyIntent } from '@jibber/schema/intents/registry';
import { limits } from '@jibber/schema/limits';
import type { World } from './world.ts';

/** Enough for several segments, the newest of them almost full. */
const messages = 4 * limits.segmentMessages - 2;

export async function prefill(world: World): Promise<void> {
  const [device] = world.devices;
  const [node] = world.nodes;
  const peer = world.people[1];
  if (device === undefined || node === undefined || peer === undefined) throw new Error('nobody');
  const { identity, me } = device;
  const chatId = directChatId(me.userId, peer);
  const entries = Array.from({ length: messages + 1 }, (_, index) => {
    const intent: Intent =
      index === 0
        ? { kind: 'chat.open', with: peer }
        : { kind: 'message.send', text: `past-${index}.`, writtenAt: 1 };
    return {
      entryId: entryId(`01960000-0000-7000-8000-${index.toString(16).padStart(12, '0')}`),
      scope: chatId,
      after: undefined,
      intent: stringifyIntent(intent),
    };
  });
  world.asked(identity, entries);
  for (let from = 0; from < entries.length; from += limits.batchEntries) {
    const answered = node.submit(identity, entries.slice(from, from + limits.batchEntries));
    if (answered !== undefined) await world.within(answered);
  }
  world.count('did: have a long past');
}
