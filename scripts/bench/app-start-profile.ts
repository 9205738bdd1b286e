/**
 * Where the time of a cold start goes, for whoever wants to shorten it: moments of the start and the
 * busiest work of the page's main thread until the list is painted, in the same start as `app-start`.
 * `--trace FILE` writes what Chromium's performance panel can load. Being watched costs time itself.
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { CDPSession, Page } from 'playwright-core';
import * as v from 'valibot';
import { launchBrowser } from '../services/browser.ts';
import { startRun } from '../services/run.ts';
import { type Benchmark, summarise } from './benchmark.ts';
import { signInAndSync, waitForQuiet } from './browser/device.ts';
import { listPaintedMs, preparePage, throttle } from './browser/page-measures.ts';
import { startPrepared, worldOf } from './browser/prepared-server.ts';

const chats = 200;
const repeats = 4;
const rate = 4;
const shownNames = 14;
const categories = [
  'devtools.timeline',
  'blink.user_timing',
  'v8',
  'disabled-by-default-v8.cpu_profiler',
];

const eventSchema = v.object({
  name: v.string(),
  ph: v.string(),
  ts: v.number(),
  pid: v.number(),
  tid: v.number(),
  dur: v.optional(v.number()),
  args: v.optional(v.record(v.string(), v.unknown())),
});
type TraceEvent = v.InferOutput<typeof eventSchema>;

export const run: Benchmark = async ({ args, say }) => {
  const { values } = parseArgs({ args: [...args], options: { trace: { type: 'string' } } });
  const services = await startRun();
  try {
    const server = await startPrepared(services, worldOf(chats, []), () => undefined);
    const first = await launchBrowser(services);
    await signInAndSync(first.page, server, chats);
    await first.close();
    await server.kill();
    const painted: number[] = [];
    for (let round = 0; round <= repeats; round += 1) {
      const browser = await launchBrowser(services, { profileFolder: first.profileFolder });
      await browser.context.setOffline(true);
      const session = await browser.context.newCDPSession(browser.page);
      await throttle(session, rate);
      await preparePage(browser.page);
      const endTrace = await startTrace(session);
      await browser.page.goto(server.origin);
      const paintedMs = await listPaintedMs(browser.page);
      await waitForQuiet(browser.page);
      const events = await endTrace();
      say(`round ${round}: painted after ${paintedMs.toFixed(0)} ms`);
      for (const line of await readMoments(browser.page)) say(line);
      for (const line of summariseWork(events)) say(line);
      if (values.trace !== undefined) {
        await writeFile(values.trace, JSON.stringify({ traceEvents: events }));
      }
      if (round > 0) painted.push(paintedMs);
      await browser.close();
    }
    return { metrics: { tracedCpu4xMs: summarise(painted) }, ratios: {} };
  } finally {
    await services.stop();
  }
};

/** Begins to record what the browser does. @returns ends it and gives what was recorded */
async function startTrace(session: CDPSession): Promise<() => Promise<TraceEvent[]>> {
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => {
    for (const each of value) {
      const event = v.safeParse(eventSchema, each);
      if (event.success) events.push(event.output);
    }
  });
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: categories },
  });
  return async () => {
    const complete = new Promise<void>((resolve) => {
      session.once('Tracing.tracingComplete', () => resolve());
    });
    await session.send('Tracing.end');
    await complete;
    return events;
  };
}

/** Moments of the page's own clock, ms from the start of the navigation. */
async function readMoments(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const lines: [number, string][] = [];
    const [navigation] = performance.getEntriesByType('navigation');
    if (navigation instanceof PerformanceNavigationTiming) {
      for (const name of ['workerStart', 'fetchStart', 'responseStart', 'responseEnd'] as const) {
        lines.push([navigation[name], `navigation ${name}`]);
      }
      lines.push([navigation.domInteractive, 'domInteractive']);
    }
    for (const entry of performance.getEntriesByType('resource')) {
      if (!(entry instanceof PerformanceResourceTiming)) continue;
      const name = entry.name.split('/').at(-1) ?? '';
      lines.push([entry.responseEnd, `${name} came, asked for at ${entry.startTime.toFixed(0)}`]);
    }
    for (const entry of performance.getEntriesByType('mark'))
      lines.push([entry.startTime, entry.name]);
    for (const entry of performance.getEntriesByType('paint'))
      lines.push([entry.startTime, entry.name]);
    return lines
      .sort(([one], [other]) => one - other)
      .map(([ms, name]) => `${ms.toFixed(0).padStart(5)} ms  ${name}`);
  });
}

/** Total time by kind of work on the main thread of the page, until the list was painted. */
function summariseWork(events: readonly TraceEvent[]): string[] {
  const painted = events.find(({ name, ph }) => name === 'list-painted' && ph !== 'e');
  if (painted === undefined) return ['the list was not painted'];
  const totals = new Map<string, number>();
  for (const event of events) {
    if (event.pid !== painted.pid || event.tid !== painted.tid) continue;
    if (event.ph !== 'X' || event.ts > painted.ts || event.dur === undefined) continue;
    totals.set(event.name, (totals.get(event.name) ?? 0) + event.dur / 1000);
  }
  return [...totals]
    .sort(([, one], [, other]) => other - one)
    .slice(0, shownNames)
    .map(([name, ms]) => `${ms.toFixed(0).padStart(5)} ms of ${name}`);
}
