/**
 * What one intent costs the node's processor: read, judged and written into the chat's document, at
 * 100 and at 1,000 messages in the segment. No database, no socket. Counted is the processor time of this
 * process, which a busy machine stretches less than the time on the wall; that is printed beside it.
 */
import { defaultSettings } from '@jibber/schema/document/group';
import type { DocumentName } from '@jibber/schema/document/values';
import { directChatId, type EntryId, entryId, userId } from '@jibber/schema/ids';
import { isNumbered, judge, parseIntentText } from '@jibber/schema/intents/registry';
import { ChatView } from '@jibber/sync-server/documents/chat-view';
import type { NodeDocument } from '@jibber/sync-server/documents/node-document';
import { relationKey } from '@jibber/sync-server/storage/group-port';
import { uuidv7 } from 'uuidv7';
import { type Benchmark, type Measurement, summarise } from './benchmark.ts';
import { pinProcess } from './pinning.ts';

const repeats = 9;
const rounds = 300;
/** The compiler has seen both before anything counts, or the first size pays for it. */
const warmUps = 12;
const aimUs = 150;
const flatWithin = 1.5;
const alice = userId(uuidv7());
const bob = userId(uuidv7());
const chatId = directChatId(alice, bob);
const text =
  'The ferry leaves at half past nine; I bring the tickets, you bring the coffee and the stove.';

/** µs for one intent. */
type Cost = { readonly cpuUs: number; readonly wallUs: number };

export const run: Benchmark = async ({ say }) => {
  pinProcess(0, process.pid);
  for (let warm = 0; warm < warmUps; warm += 1) {
    measureSend(1000);
    measureEdit(1000);
  }
  const metrics: Record<string, Measurement> = {};
  const sizes = [100, 1000];
  const costs = new Map<string, Cost[]>();
  // The sizes take turns, so that a machine that grows busier is as busy for both.
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    for (const messages of sizes) {
      keep(costs, `send${messages}`, measureSend(messages));
      keep(costs, `edit${messages}`, measureEdit(messages));
    }
    say(`${repeat + 1} of ${repeats}`);
  }
  for (const [name, all] of costs) {
    metrics[`${name}CpuUs`] = summarise(all.map(({ cpuUs }) => cpuUs));
    metrics[`${name}WallUs`] = summarise(all.map(({ wallUs }) => wallUs));
  }
  const sendGrowth = ratio(metrics.send1000CpuUs, metrics.send100CpuUs);
  const editGrowth = ratio(metrics.edit1000CpuUs, metrics.edit100CpuUs);
  const missedAims = Object.entries(metrics)
    .filter(([name, { median }]) => name.endsWith('CpuUs') && median > aimUs)
    .map(([name, { median }]) => `${name} ${median.toFixed(0)} > ${aimUs}`);
  if (Math.max(sendGrowth, editGrowth) > flatWithin) missedAims.push('not flat within 1.5x');
  return {
    metrics,
    ratios: { send1000To100: sendGrowth, edit1000To100: editGrowth },
    missedAims,
  };
};

function keep(costs: Map<string, Cost[]>, name: string, cost: Cost): void {
  costs.set(name, [...(costs.get(name) ?? []), cost]);
}

/** Runs something `rounds` times. */
function costOf(act: (round: number) => void): Cost {
  globalThis.gc?.();
  const cpuBefore = process.cpuUsage();
  const startedAtMs = performance.now();
  for (let round = 0; round < rounds; round += 1) act(round);
  const wallUs = ((performance.now() - startedAtMs) * 1000) / rounds;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { cpuUs: (user + system) / rounds, wallUs };
}

function ratio(one: Measurement | undefined, other: Measurement | undefined): number {
  return (one?.median ?? Number.NaN) / (other?.median ?? Number.NaN);
}

/** At `messages` messages give or take half the rounds. */
function measureSend(messages: number): Cost {
  const filled = fill(messages - rounds / 2 > 0 ? messages - rounds / 2 : messages);
  return costOf((round) => {
    act(filled.view, { kind: 'message.send', text: `${text} ${round}`, writtenAt: 1 });
  });
}

function measureEdit(messages: number): Cost {
  const { view, sent } = fill(messages);
  return costOf((round) => {
    const message = sent[(round * 7) % sent.length];
    act(view, { kind: 'message.edit', message, text: `${text} ${round}` });
  });
}

function fill(messages: number): { view: ChatView; sent: EntryId[] } {
  const view = new ChatView({
    kind: 'direct',
    head: undefined,
    standing: {
      members: new Map(),
      entries: new Map(),
      settings: defaultSettings,
      unheard: new Set(),
      invites: new Map(),
      relations: new Map([[relationKey(alice, bob), 'known']]),
      pictures: new Set(),
    },
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
