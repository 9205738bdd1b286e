/**
 * What one intent costs the node's processor: read, judged and written into the chat's document, at
 * 100 and at 1,000 messages in the segment. No database, no socket.
 */
import type { DocumentName } from '@jibber/schema/document/values';
import { directChatId, type EntryId, entryId, userId } from '@jibber/schema/ids';
import { isNumbered, judge, parseIntentText } from '@jibber/schema/intents/registry';
import { ChatView } from '@jibber/sync-server/documents/chat-view';
import type { NodeDocument } from '@jibber/sync-server/documents/node-document';
import { uuidv7 } from 'uuidv7';
import { type Benchmark, type Measurement, repeat } from './benchmark.ts';

const repeats = 7;
const rounds = 300;
const alice = userId(uuidv7());
const bob = userId(uuidv7());
const chatId = directChatId(alice, bob);
const text =
  'The ferry leaves at half past nine; I bring the tickets, you bring the coffee and the stove.';

export const run: Benchmark = async ({ say }) => {
  const metrics: Record<string, Measurement> = {};
  // The compiler has seen both before anything counts, or the first size pays for it.
  for (let warm = 0; warm < 5; warm += 1) {
    measureSend(1000);
    measureEdit(1000);
  }
  for (const messages of [100, 1000]) {
    say(`${messages} messages in the segment`);
    metrics[`send${messages}Us`] = await repeat(repeats, async () => measureSend(messages));
    metrics[`edit${messages}Us`] = await repeat(repeats, async () => measureEdit(messages));
  }
  const sendGrowth = ratio(metrics.send1000Us, metrics.send100Us);
  const editGrowth = ratio(metrics.edit1000Us, metrics.edit100Us);
  const missedAims = Object.entries(metrics)
    .filter(([, { median }]) => median > 150)
    .map(([name, { median }]) => `${name} ${median.toFixed(0)} > 150`);
  if (Math.max(sendGrowth, editGrowth) > 1.5) missedAims.push('not flat within 1.5x');
  return {
    metrics,
    ratios: { send1000To100: sendGrowth, edit1000To100: editGrowth },
    missedAims,
  };
};

function ratio(one: Measurement | undefined, other: Measurement | undefined): number {
  return (one?.median ?? Number.NaN) / (other?.median ?? Number.NaN);
}

/** µs for one send, at `messages` messages give or take half the rounds. */
function measureSend(messages: number): number {
  const filled = fill(messages - rounds / 2 > 0 ? messages - rounds / 2 : messages);
  const started = process.hrtime.bigint();
  for (let round = 0; round < rounds; round += 1) {
    act(filled.view, { kind: 'message.send', text: `${text} ${round}`, writtenAt: 1 });
  }
  return Number(process.hrtime.bigint() - started) / 1000 / rounds;
}

function measureEdit(messages: number): number {
  const { view, sent } = fill(messages);
  const started = process.hrtime.bigint();
  for (let round = 0; round < rounds; round += 1) {
    const message = sent[(round * 7) % sent.length];
    act(view, { kind: 'message.edit', message, text: `${text} ${round}` });
  }
  return Number(process.hrtime.bigint() - started) / 1000 / rounds;
}

function fill(messages: number): { view: ChatView; sent: EntryId[] } {
  const view = new ChatView({
    head: undefined,
    members: new Map(),
    reachable: new Set([alice, bob]),
    entries: new Map(),
    states: new Map(),
    documents: new Map<DocumentName, NodeDocument>(),
  });
  act(view, { kind: 'chat.open', with: bob });
  const sent: EntryId[] = [];
  while (sent.length < messages) {
    sent.push(act(view, { kind: 'message.send', text: `${text} ${sent.length}`, writtenAt: 1 }));
  }
  return { view, sent };
}

/** What a node does with one entry, from the text on the wire to the update for the others. */
function act(view: ChatView, claim: object): EntryId {
  const id = entryId(uuidv7());
  const intent = parseIntentText(JSON.stringify(claim));
  if (!intent.ok) throw new Error(intent.code);
  const verdict = judge(view, { userId: alice }, chatId, intent.value);
  if (!verdict.ok) throw new Error(verdict.code);
  const number = isNumbered(intent.value) ? view.nextNumber : 0;
  view.write(intent.value, { entryId: id, author: alice, at: 2, number });
  return id;
}
