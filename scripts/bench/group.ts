/**
 * `npm run bench -- group [--repeats N]`: what a large group costs next to one of a tenth: making it,
 * adding everybody, a message and a new title until the last of all connected devices has it, and
 * memory of the server. Durable, on Postgres; all devices belong to different people.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { limits } from '@jibber/schema/limits';
import { startRun } from '../services/run.ts';
import { type Benchmark, type Measurement, summarise } from './benchmark.ts';
import { startDatabase } from './load/bench-database.ts';
import { benchText } from './load/bench-text.ts';
import { GroupCrowd } from './load/group-crowd.ts';
import { describeRaised } from './load/raised-settings.ts';
import { ServerProcess } from './load/server-process.ts';
import { pinProcess } from './pinning.ts';
import { median } from './statistics.ts';

const small = 100;
const large = limits.groupMembers;
const ratioAim = 12;
const turns = 10;
/** What a server does once everybody is there is over by then. */
const settleMs = 500;

type Costs = {
  readonly createMs: number;
  readonly addAllMs: number;
  readonly messageMs: number;
  readonly messageCpuMs: number;
  readonly renameMs: number;
  readonly renameCpuMs: number;
  readonly memoryKiB: number;
};
const measured = [
  'createMs',
  'addAllMs',
  'messageMs',
  'messageCpuMs',
  'renameMs',
  'renameCpuMs',
  'memoryKiB',
] as const satisfies readonly (keyof Costs)[];

export const run: Benchmark = async ({ args, say }) => {
  const { values } = parseArgs({
    args: [...args],
    options: { repeats: { type: 'string', default: '3' } },
  });
  say(describeRaised());
  const services = await startRun();
  try {
    const database = await startDatabase(services, 'postgres');
    pinProcess(1, process.pid);
    const server = await ServerProcess.start(services, 'jibber-process.ts', database);
    const smalls: Costs[] = [];
    const larges: Costs[] = [];
    let madeBefore = 0;
    const measure = async (size: number): Promise<Costs> => {
      const costs = await measureGroup(server, size, madeBefore);
      madeBefore += size;
      const figures = measured.map((name) => `${name} ${costs[name].toFixed(1)}`);
      say(`${size} members: ${figures.join(', ')}`);
      return costs;
    };
    // The first of a server warms it up, and is not counted.
    await measure(small);
    while (larges.length < Number(values.repeats)) {
      smalls.push(await measure(small));
      larges.push(await measure(large));
    }
    await server.stop();
    const metrics: Record<string, Measurement> = {};
    const ratios: Record<string, Measurement> = {};
    const missedAims: string[] = [];
    for (const name of measured) {
      metrics[`of${small}.${name}`] = summarise(smalls.map((costs) => costs[name]));
      metrics[`of${large}.${name}`] = summarise(larges.map((costs) => costs[name]));
      const ratio = summarise(
        larges.map((costs, index) => costs[name] / (smalls[index]?.[name] ?? Number.NaN)),
      );
      ratios[name] = ratio;
      if (!(ratio.median <= ratioAim)) {
        missedAims.push(`${name} ${ratio.median.toFixed(1)} > ${ratioAim}`);
      }
    }
    return { metrics, ratios, missedAims };
  } finally {
    await services.stop();
  }
};

async function measureGroup(
  server: ServerProcess,
  size: number,
  madeBefore: number,
): Promise<Costs> {
  const people = await server.ask('makePeople', { count: size });
  const pairs = Array.from({ length: size - 1 }, (_, place): [number, number] => [
    madeBefore,
    madeBefore + 1 + place,
  ]);
  await server.ask('openChats', { pairs });
  const before = await server.usage({ collect: true });
  const crowd = await GroupCrowd.connect(server, people);
  const createMs = await crowd.create();
  const addAllMs = await crowd.addAll();
  await delay(settleMs);
  const message = await inTurns(server, (turn) =>
    crowd.tellAll({ kind: 'message.send', text: benchText(turn), writtenAt: Date.now() }),
  );
  const rename = await inTurns(server, (turn) =>
    crowd.tellAll({ kind: 'group.rename', title: `Bench ${turn}` }),
  );
  const after = await server.usage({ collect: true });
  crowd.close();
  return {
    createMs,
    addAllMs,
    messageMs: message.ms,
    messageCpuMs: message.cpuMs,
    renameMs: rename.ms,
    renameCpuMs: rename.cpuMs,
    memoryKiB: after.residentKiB - before.residentKiB,
  };
}

/** Median of the times, and processor time of the server for each. */
async function inTurns(
  server: ServerProcess,
  take: (turn: number) => Promise<number>,
): Promise<{ readonly ms: number; readonly cpuMs: number }> {
  const before = await server.usage();
  const times: number[] = [];
  while (times.length < turns) times.push(await take(times.length));
  const after = await server.usage();
  return { ms: median(times), cpuMs: (after.cpuMs - before.cpuMs) / turns };
}
