/**
 * From the click on a chat to its last screen standing still, for chats of 100, 10,000 and 100,000
 * messages, the processor four times as slow. Every opening is on a page that was just loaded.
 */
import { launchBrowser } from '../services/browser.ts';
import { startRun } from '../services/run.ts';
import { type Benchmark, type Measurement, summarise } from './benchmark.ts';
import { signInAndSync, waitForQuiet } from './browser/device.ts';
import { listPaintedMs, openChatMs, preparePage, throttle } from './browser/page-measures.ts';
import { startPrepared, worldOf } from './browser/prepared-server.ts';

const repeats = 7;
const lengths = [100, 10_000, 100_000];
const smallChats = 20;
const aimMs = 250;

export const run: Benchmark = async ({ say }) => {
  const services = await startRun();
  try {
    const server = await startPrepared(services, worldOf(smallChats, lengths), say);
    const browser = await launchBrowser(services);
    const { page } = browser;
    await preparePage(page);
    await signInAndSync(page, server, smallChats + lengths.length);
    const session = await browser.context.newCDPSession(page);
    const metrics: Record<string, Measurement> = {};
    for (const [index, length] of lengths.entries()) {
      const name = server.people[index + 1]?.name ?? '';
      const taken: number[] = [];
      for (let round = 0; round <= repeats; round += 1) {
        await page.goto(server.origin);
        await listPaintedMs(page);
        await waitForQuiet(page);
        await throttle(session, 4);
        const ms = await openChatMs(page, name);
        await throttle(session, 1);
        if (round > 0) taken.push(ms);
      }
      metrics[`open${length}Cpu4xMs`] = summarise(taken);
      say(`${length} messages: ${metrics[`open${length}Cpu4xMs`]?.median.toFixed(0)} ms`);
    }
    const [few, , many] = lengths.map((length) => metrics[`open${length}Cpu4xMs`]?.median ?? 0);
    const missedAims = Object.entries(metrics)
      .filter(([, { median }]) => median > aimMs)
      .map(([name, { median }]) => `${name} ${median.toFixed(0)} > ${aimMs}`);
    return { metrics, ratios: { of100000To100: (many ?? 0) / (few ?? 1) }, missedAims };
  } finally {
    await services.stop();
  }
};
