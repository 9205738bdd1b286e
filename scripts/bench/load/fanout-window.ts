/**
 * One measured stretch of a crowd that talks at a rate.
 * Invariant: it ends when everything said in it was shown to everybody; what that cost is in it.
 */
import { quantile } from '../statistics.ts';
import type { Crowd, Scenario } from './crowd.ts';
import { pace, untilCount } from './pace.ts';
import type { ServerProcess } from './server-process.ts';

export type Fanout = {
  readonly deliveriesPerS: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Seconds of the server's processor time for 1,000 deliveries. */
  readonly cpuSPer1000: number;
  /** Deliveries that shared one message of a socket. */
  readonly deliveriesPerMessage: number;
  readonly messageBytes: number;
};

const warmUpMs = 700;

export async function measureFanout(
  server: ServerProcess,
  crowd: Crowd,
  scenario: Scenario,
  durationMs: number,
): Promise<Fanout> {
  await talk(crowd, scenario, warmUpMs);
  const before = await server.usage();
  const startedAtMs = performance.now();
  await talk(crowd, scenario, durationMs);
  const tookMs = performance.now() - startedAtMs;
  const after = await server.usage();
  const { deliveries, latenciesMs, received, receivedBytes } = crowd.tally;
  // A server that hands over no ids has no latencies.
  const latencies = latenciesMs.length > 0 ? latenciesMs : [0];
  return {
    deliveriesPerS: (deliveries * 1000) / tookMs,
    p50Ms: quantile(latencies, 0.5),
    p99Ms: quantile(latencies, 0.99),
    cpuSPer1000: (after.cpuMs - before.cpuMs) / deliveries,
    deliveriesPerMessage: deliveries / received,
    messageBytes: receivedBytes / received,
  };
}

/** Until everything said is shown. */
async function talk(crowd: Crowd, scenario: Scenario, durationMs: number): Promise<void> {
  crowd.tally.begin();
  const said = await pace(scenario.messagesPerS, durationMs, (turn) => crowd.say(turn));
  const due = said * scenario.devicesPerChat;
  const mayLag = scenario.devicesPerChat * crowd.mayLag;
  await untilCount('deliveries', due - mayLag, () => crowd.tally.deliveries);
}
