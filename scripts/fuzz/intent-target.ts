/**
 * Reading, judging and writing of intents, as a node does it, on a chat of plain maps. Alice and Bob
 * are members, Mallory is not; a tenth of what comes is spoiled on the way.
 */
import { utf8Bytes } from '@jibber/schema/claims';
import { readPlace, readSegmentEntry } from '@jibber/schema/document/values';
import type { EntryId, UserId } from '@jibber/schema/ids';
import { type Intent, judge, parseIntentText } from '@jibber/schema/intents/registry';
import { limits } from '@jibber/schema/limits';
import { applyIntent } from '@jibber/schema/testkit/applied-intent';
import { texts } from '@jibber/schema/testkit/arbitraries';
import { mutateBytes } from '@jibber/schema/testkit/mutations';
import { openChat, openedAt } from '@jibber/schema/testkit/opened-chat';
import { alice, aliceAndBob, bob, mallory, nthEntryId } from '@jibber/schema/testkit/people';
import type { PlainChat } from '@jibber/schema/testkit/plain-chat';
import type { Random } from '@jibber/schema/testkit/random';
import * as fc from 'fast-check';
import type { FuzzTarget } from './fuzz-target.ts';
import { oddPieces } from './odd-pieces.ts';

const decoder = new TextDecoder();
const encoder = new TextEncoder();
const oddTexts = [
  '',
  ' ',
  '\u200b',
  '\ud800',
  '\u0000',
  '漢'.repeat(limits.textUnits),
  'x'.repeat(limits.textUnits + 1),
  '__proto__',
  '"'.repeat(limits.textUnits),
];
export const intentTarget: FuzzTarget = {
  name: 'intents',
  step(random, probe) {
    const chat = openChat();
    placeNewerValues(chat, random);
    const drawnTexts = fc.sample(texts, { seed: random.bits(), numRuns: 10 });
    for (let count = 0; count < 150; count += 1) {
      const author = random.pick([alice, alice, bob, bob, mallory]);
      const json = randomJson(chat, random, [
        ...drawnTexts,
        random.pick(oddTexts),
        random.pick(oddTexts),
      ]);
      const entryId = nthEntryId(10_000 + count);
      probe.measure(() => {
        const read = parseIntentText(json);
        if (read.ok) judge(chat, { userId: author }, aliceAndBob, read.value);
      });
      probe.saw(submit(chat, author, entryId, json));
    }
  },
};

/** @returns the kind where it was accepted, else the code */
function submit(chat: PlainChat, author: UserId, entryId: EntryId, json: string): string {
  const read = parseIntentText(json);
  if (!read.ok) return read.code;
  const before = new Map(chat.entries());
  const verdict = applyIntent(chat, {
    author,
    chatId: aliceAndBob,
    entryId,
    at: openedAt,
    intent: read.value,
  });
  if (verdict.ok && author === mallory) throw new Error(`Mallory was heard: ${json}`);
  checkChange(before, chat, author, verdict.ok ? read.value : undefined);
  return verdict.ok ? read.value.kind : verdict.code;
}

/** @param accepted the intent, where it was: then it alone may have changed something of its author */
function checkChange(
  before: ReadonlyMap<number, unknown>,
  chat: PlainChat,
  author: UserId,
  accepted: Intent | undefined,
): void {
  const after = chat.entries();
  const changed = after.filter(
    ([number, value]) => JSON.stringify(before.get(number)) !== JSON.stringify(value),
  );
  const most = accepted === undefined || accepted.kind === 'chat.open' ? 0 : 1;
  if (changed.length > most) throw new Error(`${changed.length} messages changed`);
  const isNew = accepted?.kind === 'message.send' ? 1 : 0;
  if (after.length !== before.size + isNew) throw new Error('a message came or went');
  for (const [number, value] of changed) {
    if (readPlace(value)?.author !== author) throw new Error('a change of what is not one’s own');
    const old = readPlace(before.get(number));
    if (old !== undefined && old.id !== readPlace(value)?.id) throw new Error('an id changed');
    const kind = readSegmentEntry(value).kind;
    if (kind === 'unknown' && !before.has(number)) throw new Error('a new message cannot be read');
    if (accepted?.kind === 'message.delete' && Object.keys(value ?? {}).length !== 4) {
      throw new Error('something of a deleted message stayed');
    }
    if (utf8Bytes(JSON.stringify(value)) > limits.messageValueBytes) throw new Error('too large');
  }
}

/** Values of newer versions and of nobody: rules meet them too. */
function placeNewerValues(chat: PlainChat, random: Random): void {
  for (let number = 1; number <= 4; number += 1) {
    const place = { id: nthEntryId(number), author: random.pick([alice, bob]), at: openedAt };
    chat.place(
      number,
      random.pick([
        { ...place, text: 'newer', poll: { options: ['a', 'b'] } },
        { ...place, event: 'renamed' },
        { ...place, text: 'x', edited: { at: 1, times: limits.editsPerMessage - random.below(2) } },
        { ...place, text: 'x', edited: 'often' },
      ]),
    );
  }
}

function randomJson(chat: PlainChat, random: Random, drawn: readonly string[]): string {
  const known = chat.entries().flatMap(([, value]) => readPlace(value)?.id ?? []);
  const message = random.chance(0.9) ? random.pick(known) : nthEntryId(random.below(100));
  const text = random.pick(drawn);
  const intent = random.pick([
    { kind: 'message.send', text, writtenAt: random.bits() },
    { kind: 'message.edit', message, text },
    { kind: 'message.delete', message },
    { kind: 'chat.open', with: random.pick([alice, bob, mallory]) },
  ]);
  const json = JSON.stringify(intent);
  if (random.chance(0.9)) return json;
  return decoder.decode(mutateBytes(random, encoder.encode(json), oddPieces));
}
