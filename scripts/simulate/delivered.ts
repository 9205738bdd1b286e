/**
 * Whether what comes to a device is for its person. Invariant: it is asked of each message as it
 * arrives, against the comings and goings that were committed by then, never of what a node knows.
 */
import type { ChatId, UserId } from '@jibber/schema/ids';
import { decodeDown } from '@jibber/schema/protocol/codec';
import type { Deed, Violation } from '@jibber/schema/testkit/history';
import type { CommittedFacts } from './committed-facts.ts';

/** What of a world delivery is held against. */
type Watched = {
  readonly facts: CommittedFacts;
  /** What was written with this text. */
  deedWith(text: string): Deed | undefined;
};

const canaries = /(?:canary|past)-[0-9a-z]+\./g;

/** I6: no row from after somebody's departure, and no text from before his history. */
export function checkDelivery(
  world: Watched,
  reader: UserId,
  device: string,
  message: Uint8Array,
): Violation[] {
  const { facts } = world;
  const broken: Violation[] = [];
  const leak = (what: string, chatId: ChatId) => {
    broken.push({ invariant: 'I6', message: `${device} was sent ${what} of ${chatId}` });
  };
  const decoded = decodeDown(message);
  for (const frame of decoded.ok ? decoded.value : []) {
    if (frame.type === 'chats') {
      for (const { chatId, head } of frame.heads) {
        if (!mayKnow(facts, chatId, reader, head)) leak(`the head ${head}`, chatId);
      }
    }
    if ('chatId' in frame && facts.staysOf(frame.chatId, reader).length === 0) {
      leak(`a frame ${frame.type}`, frame.chatId);
    }
    if (frame.type !== 'rows') continue;
    for (const { position, parts } of frame.rows) {
      for (const { document } of parts) {
        const segment = document === 'chat' ? undefined : document;
        if (facts.mayHave(reader, frame.chatId, position, segment)) continue;
        leak(`row ${position} in document ${document}`, frame.chatId);
      }
    }
  }
  const text = Buffer.from(message.buffer, message.byteOffset, message.length).toString('latin1');
  for (const canary of new Set(text.match(canaries))) {
    const deed = world.deedWith(canary);
    const row = deed && facts.rowOf(deed.chatId, deed.entryId);
    if (row === undefined || facts.mayHave(reader, row.chatId, row.position, row.segment)) continue;
    leak(`${canary} (row ${row.position}, segment ${row.segment})`, row.chatId);
  }
  return broken;
}

/** Whether this head is from before his departure. */
function mayKnow(facts: CommittedFacts, chatId: ChatId, reader: UserId, head: number): boolean {
  return facts
    .staysOf(chatId, reader)
    .some(({ from, to }) => head >= from && head < (to ?? Number.POSITIVE_INFINITY));
}
