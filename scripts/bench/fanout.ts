/**
 * `npm run bench -- fanout [--seconds N] [--repeats N] [--only NAME] [--profile DIR]`: what it costs to show a
 * message to everybody. Ours (durable, on Postgres, whose time is not counted), a bare uWebSockets.js
 * publish of the same bytes in the same turns, and Hocuspocus, one after the other in each repeat, so
 * that a busy machine is busy for all three.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startRun } from '../services/run.ts';
import { type Benchmark, type Measurement, summarise } from './benchmark.ts';
import { startDatabase } from './load/bench-database.ts';
import type { Crowd, Scenario } from './load/crowd.ts';
import { type Fanout, measureFanout } from './load/fanout-window.ts';
import { connectHocuspocus } from './load/hocuspocus-crowd.ts';
import { makeIdlePeople, measureIdleSockets } from './load/idle-sockets.ts';
import { connectJibber } from './load/jibber-crowd.ts';
import { installPeers, peersFolder } from './load/peers.ts';
import { describeRaised } from './load/raised-settings.ts';
import { connectRaw, type RawCrowd } from './load/raw-crowd.ts';
import { ServerProcess } from './load/server-process.ts';
import { pinProcess } from './pinning.ts';

const scenarios: readonly (Scenario & { readonly aim: number })[] = [
  { name: 'oneChat', chats: 1, devicesPerChat: 50, messagesPerS: 200, aim: 2 },
  { name: 'manyChats', chats: 200, devicesPerChat: 5, messagesPerS: 200, aim: 3 },
];
const socketAimKiB = 16;

type Crowds = { readonly jibber: Crowd; readonly raw: RawCrowd; readonly hocuspocus: Crowd };
type Round = { readonly jibber: Fanout; readonly raw: Fanout; readonly hocuspocus: Fanout };

export const run: Benchmark = async ({ args, say }) => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seconds: { type: 'string', default: '3' },
      repeats: { type: 'string', default: '5' },
      only: { type: 'string' },
      profile: { type: 'string' },
    },
  });
  const durationMs = Number(values.seconds) * 1000;
  installPeers(say);
  say(describeRaised());
  const services = await startRun();
  try {
    const database = await startDatabase(services, 'postgres');
    pinProcess(1, process.pid);
    const [jibber, raw, hocuspocus] = await Promise.all([
      ServerProcess.start(services, 'jibber-process.ts', database),
      ServerProcess.start(services, 'raw-process.ts', {}),
      ServerProcess.start(services, 'hocuspocus-process.ts', { peersFolder }),
    ]);
    const servers = { jibber, raw, hocuspocus };
    const metrics: Record<string, Measurement> = {};
    const ratios: Record<string, Measurement> = {};
    const missedAims: string[] = [];
    let madeBefore = 0;
    for (const scenario of scenarios) {
      if ((values.only ?? scenario.name) !== scenario.name) continue;
      say(`${scenario.name}: ${scenario.chats} x ${scenario.devicesPerChat} devices`);
      const ours = await connectJibber(jibber, scenario, { count: madeBefore });
      madeBefore += ours.people.length;
      const crowds: Crowds = {
        jibber: ours.crowd,
        raw: await connectRaw(raw, scenario),
        hocuspocus: await connectHocuspocus(hocuspocus, scenario),
      };
      if (values.profile !== undefined) {
        await profileOnce(jibber, ours.crowd, scenario, durationMs, values.profile);
      }
      const rounds: Round[] = [];
      while (rounds.length < Number(values.repeats)) {
        const round = await measureRound(servers, crowds, scenario, durationMs);
        rounds.push(round);
        const [ours, bare, peer] = [round.jibber, round.raw, round.hocuspocus].map(
          ({ cpuSPer1000 }) => cpuSPer1000.toFixed(4),
        );
        say(`  CPU s per 1,000: ${ours}, raw ${bare}, Hocuspocus ${peer}`);
      }
      for (const crowd of Object.values(crowds)) crowd.close();
      describe(scenario.name, rounds, metrics, ratios);
      const ratio = ratios[`${scenario.name}CpuToRaw`]?.median ?? Number.NaN;
      if (!(ratio <= scenario.aim)) {
        missedAims.push(`${scenario.name}CpuToRaw ${ratio.toFixed(2)} > ${scenario.aim}`);
      }
    }
    if (values.only !== undefined) return { metrics, ratios, missedAims };
    say('idle sockets');
    const idlePeople = await makeIdlePeople(jibber, madeBefore);
    await Promise.all([jibber.stop(), raw.stop(), hocuspocus.stop()]);
    const idle = await ServerProcess.start(services, 'jibber-process.ts', database);
    const perSocket = await measureIdleSockets(idle, idlePeople);
    await idle.stop();
    metrics.perSocketKiB = perSocket;
    if (!(perSocket.median <= socketAimKiB)) {
      missedAims.push(`perSocketKiB ${perSocket.median.toFixed(1)} > ${socketAimKiB}`);
    }
    return { metrics, ratios, missedAims };
  } finally {
    await services.stop();
  }
};

/** Before what is measured, because profiling itself costs. */
async function profileOnce(
  server: ServerProcess,
  crowd: Crowd,
  scenario: Scenario,
  durationMs: number,
  folder: string,
): Promise<void> {
  await measureFanout(server, crowd, scenario, durationMs);
  await server.ask('profile', { writeTo: undefined });
  await measureFanout(server, crowd, scenario, durationMs);
  await server.ask('profile', { writeTo: join(folder, `${scenario.name}.cpuprofile`) });
}

async function measureRound(
  servers: { readonly [Name in keyof Crowds]: ServerProcess },
  crowds: Crowds,
  scenario: Scenario,
  durationMs: number,
): Promise<Round> {
  const jibber = await measureFanout(servers.jibber, crowds.jibber, scenario, durationMs);
  // One publish for each message that a device of ours received, as large as those were.
  crowds.raw.perPublish = jibber.deliveriesPerMessage;
  await servers.raw.ask('shape', {
    payloadBytes: Math.round(jibber.messageBytes),
    everyNth: jibber.deliveriesPerMessage,
  });
  return {
    jibber,
    raw: await measureFanout(servers.raw, crowds.raw, scenario, durationMs),
    hocuspocus: await measureFanout(servers.hocuspocus, crowds.hocuspocus, scenario, durationMs),
  };
}

function describe(
  name: string,
  rounds: readonly Round[],
  metrics: Record<string, Measurement>,
  ratios: Record<string, Measurement>,
): void {
  const of = (pick: (round: Round) => number) => summarise(rounds.map(pick));
  metrics[`${name}DeliveriesPerS`] = of(({ jibber }) => jibber.deliveriesPerS);
  metrics[`${name}P50Ms`] = of(({ jibber }) => jibber.p50Ms);
  metrics[`${name}P99Ms`] = of(({ jibber }) => jibber.p99Ms);
  metrics[`${name}CpuSPer1000`] = of(({ jibber }) => jibber.cpuSPer1000);
  metrics[`${name}DeliveriesPerMessage`] = of(({ jibber }) => jibber.deliveriesPerMessage);
  metrics[`${name}MessageBytes`] = of(({ jibber }) => jibber.messageBytes);
  metrics[`${name}RawCpuSPer1000`] = of(({ raw }) => raw.cpuSPer1000);
  metrics[`${name}HocuspocusCpuSPer1000`] = of(({ hocuspocus }) => hocuspocus.cpuSPer1000);
  metrics[`${name}HocuspocusP50Ms`] = of(({ hocuspocus }) => hocuspocus.p50Ms);
  metrics[`${name}HocuspocusP99Ms`] = of(({ hocuspocus }) => hocuspocus.p99Ms);
  ratios[`${name}CpuToRaw`] = of(({ jibber, raw }) => jibber.cpuSPer1000 / raw.cpuSPer1000);
  ratios[`${name}CpuToHocuspocus`] = of(
    ({ jibber, hocuspocus }) => jibber.cpuSPer1000 / hocuspocus.cpuSPer1000,
  );
}
