/**
 * `npm run bench -- ingest [--database postgres|pglite] [--seconds N] [--profile DIR]`: how many
 * messages are accepted in a second, in one chat and over 200, and how long an ack takes at a
 * quarter of that in one chat, at a steady 100 a second over many. Every accepted message is on disk. The ratio is to multi-row inserts of the same bytes, 64 at
 * a time, by the same process into the same database.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { limits } from '@jibber/schema/limits';
import { type Run, startRun } from '../services/run.ts';
import { type Benchmark, type Measurement, summarise } from './benchmark.ts';
import { type DatabaseKind, startDatabase } from './load/bench-database.ts';
import { makeEach } from './load/crowd.ts';
import { LoadDevice } from './load/load-device.ts';
import { describeRaised } from './load/raised-settings.ts';
import { ServerProcess } from './load/server-process.ts';
import { measureAcks, saturate, Writer } from './load/writers.ts';
import { pinProcess } from './pinning.ts';
import { quantile } from './statistics.ts';

type Load = {
  readonly name: string;
  readonly chats: number;
  readonly writersPerChat: number;
  /** Connections that a bare insert may use as well. */
  readonly connections: number;
};

const repeats = 5;
/** Both people, each with two devices: while one batch is written the next ones wait. */
const oneChat: Load = { name: 'OneChat', chats: 1, writersPerChat: 4, connections: 1 };
const manyChats: Load = { name: 'ManyChats', chats: 200, writersPerChat: 1, connections: 6 };
/** The embedded store takes seconds for a batch of all: there they write in turns, a quarter at a time. */
const writersAtOnce: Readonly<Record<DatabaseKind, number>> = { postgres: 200, pglite: 50 };
/** A row of the log for the text of this benchmark, as stored. */
const updateBytes = 250;
/** Acks are timed at this part of what one chat takes: on a busy machine that comes in bursts. */
const oneChatShare = 4;
/** Of single messages over many chats: each is a commit of its own. */
const singlesPerS = 100;

const aims: Readonly<Record<string, (value: number) => boolean>> = {
  postgresOneChatPerS: (value) => value >= 2000,
  postgresManyChatsPerS: (value) => value >= 5000,
  pgliteOneChatPerS: (value) => value >= 2000,
  postgresOneChatAckP50Ms: (value) => value <= 10,
  postgresManyChatsAckP50Ms: (value) => value <= 10,
  pgliteOneChatAckP50Ms: (value) => value <= 10,
  pgliteManyChatsAckP50Ms: (value) => value <= 10,
};

export const run: Benchmark = async ({ args, say }) => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      database: { type: 'string' },
      seconds: { type: 'string', default: '1' },
      profile: { type: 'string' },
    },
  });
  const durationMs = Number(values.seconds) * 1000;
  say(describeRaised());
  const metrics: Record<string, Measurement> = {};
  const ratios: Record<string, Measurement> = {};
  const kinds: readonly DatabaseKind[] = ['postgres', 'pglite'];
  for (const kind of kinds) {
    if ((values.database ?? kind) !== kind) continue;
    const services = await startRun();
    try {
      await measureDatabase(services, kind, durationMs, values.profile, metrics, ratios, say);
    } finally {
      await services.stop();
    }
  }
  const missedAims = Object.entries(metrics)
    .filter(([name, { median }]) => aims[name]?.(median) === false)
    .map(([name, { median }]) => `${name} ${median.toFixed(1)}`);
  return { metrics, ratios, missedAims };
};

async function measureDatabase(
  services: Run,
  kind: DatabaseKind,
  durationMs: number,
  profileFolder: string | undefined,
  metrics: Record<string, Measurement>,
  ratios: Record<string, Measurement>,
  say: (line: string) => void,
): Promise<void> {
  const database = await startDatabase(services, kind);
  pinProcess(1, process.pid);
  const server = await ServerProcess.start(services, 'jibber-process.ts', database);
  let madeBefore = 0;
  for (const load of [oneChat, manyChats]) {
    const writers = await connectWriters(server, load, madeBefore);
    madeBefore += 2 * load.chats;
    if (madeBefore === 2 * load.chats) await saturate(writers, durationMs);
    say(`${kind}${load.name}: ${writers.length} writers are connected`);
    if (profileFolder !== undefined) await server.ask('profile', { writeTo: undefined });
    const perS: number[] = [];
    const toBare: number[] = [];
    const cpuMs: number[] = [];
    const perCommit: number[] = [];
    while (perS.length < repeats) {
      const before = await server.usage();
      const some = turnOf(writers, writersAtOnce[kind], perS.length);
      const { accepted, perS: rate } = await saturate(some, durationMs);
      const after = await server.usage();
      const bare = await server.ask('insertBare', {
        durationMs: durationMs / 2,
        connections: kind === 'pglite' ? 1 : load.connections,
        rowsPerInsert: limits.batchEntries,
        updateBytes,
      });
      perS.push(rate);
      toBare.push(rate / bare.rowsPerS);
      cpuMs.push((after.cpuMs - before.cpuMs) / accepted);
      perCommit.push(accepted / Math.max(1, after.commits - before.commits));
      say(`${kind}${load.name}: ${rate.toFixed(0)}/s, bare ${bare.rowsPerS.toFixed(0)} rows/s`);
    }
    if (profileFolder !== undefined) {
      const file = `ingest-${kind}${load.name}.cpuprofile`;
      await server.ask('profile', { writeTo: join(profileFolder, file) });
    }
    metrics[`${kind}${load.name}PerS`] = summarise(perS);
    metrics[`${kind}${load.name}CpuMsPerMessage`] = summarise(cpuMs);
    metrics[`${kind}${load.name}PerCommit`] = summarise(perCommit);
    ratios[`${kind}${load.name}ToBareInsert`] = summarise(toBare);
    // Over many chats each single message is a commit of its own.
    const median = metrics[`${kind}${load.name}PerS`]?.median ?? 0;
    const ackRate = load.chats === 1 ? median / oneChatShare : singlesPerS;
    await measureAckTimes(writers, ackRate, durationMs, `${kind}${load.name}`, metrics);
    for (const { device } of writers) device.close();
  }
  await server.stop();
}

async function measureAckTimes(
  writers: readonly Writer[],
  perS: number,
  durationMs: number,
  name: string,
  metrics: Record<string, Measurement>,
): Promise<void> {
  const p50Ms: number[] = [];
  const p99Ms: number[] = [];
  let again = 0;
  while (p50Ms.length < repeats) {
    const acks = await measureAcks(writers, perS, durationMs);
    p50Ms.push(quantile(acks.tookMs, 0.5));
    p99Ms.push(quantile(acks.tookMs, 0.99));
    again += acks.again;
  }
  metrics[`${name}AckRatePerS`] = summarise([perS]);
  metrics[`${name}AckP50Ms`] = summarise(p50Ms);
  metrics[`${name}AckP99Ms`] = summarise(p99Ms);
  metrics[`${name}AckAgain`] = summarise([again]);
}

async function connectWriters(
  server: ServerProcess,
  { chats, writersPerChat }: Load,
  madeBefore: number,
): Promise<readonly Writer[]> {
  const people = await server.ask('makePeople', { count: 2 * chats });
  const pairs = Array.from({ length: chats }, (_, chat): [number, number] => [
    madeBefore + 2 * chat,
    madeBefore + 2 * chat + 1,
  ]);
  const chatIds = await server.ask('openChats', { pairs });
  return makeEach(chats * writersPerChat, async (place) => {
    const chat = Math.floor(place / writersPerChat);
    const person = people[2 * chat + (place % 2)];
    const chatId = chatIds[chat];
    if (person === undefined || chatId === undefined) throw new Error('a chat has two people');
    return new Writer(await LoadDevice.greeted(server.port, person.token), chatId);
  });
}

function turnOf(writers: readonly Writer[], atOnce: number, turn: number): readonly Writer[] {
  const from = writers.length <= atOnce ? 0 : (turn * atOnce) % writers.length;
  return writers.slice(from, from + atOnce);
}
