/**
 * How soon the app is there: a new browser process on a profile that was used before, the server
 * dead and the network off, the processor four times as slow: list painted, and interactive (no
 * task of more than 50 ms after it).
 */

import { launchBrowser } from '../services/browser.ts';
import { startRun } from '../services/run.ts';
import { type Benchmark, summarise } from './benchmark.ts';
import { signInAndSync, waitForQuiet } from './browser/device.ts';
import {
  lastLongTaskEndMs,
  listPaintedMs,
  preparePage,
  throttle,
} from './browser/page-measures.ts';
import { startPrepared, worldOf } from './browser/prepared-server.ts';

const repeats = 7;
const chats = 200;

export const run: Benchmark = async ({ say }) => {
  const services = await startRun();
  try {
    const server = await startPrepared(services, worldOf(chats, []), say);
    const first = await launchBrowser(services);
    await signInAndSync(first.page, server, chats);
    await first.close();
    await server.kill();
    const metrics: Record<string, ReturnType<typeof summarise>> = {};
    for (const rate of [1, 4]) {
      const painted: number[] = [];
      const interactive: number[] = [];
      for (let round = 0; round <= repeats; round += 1) {
        const browser = await launchBrowser(services, { profileFolder: first.profileFolder });
        await browser.context.setOffline(true);
        const session = await browser.context.newCDPSession(browser.page);
        await throttle(session, rate);
        await preparePage(browser.page);
        await browser.page.goto(server.origin);
        const paintedMs = await listPaintedMs(browser.page);
        await waitForQuiet(browser.page);
        const interactiveMs = Math.max(paintedMs, await lastLongTaskEndMs(browser.page));
        // The first start after the profile was made compiles what later ones find compiled.
        if (round > 0) {
          painted.push(paintedMs);
          interactive.push(interactiveMs);
        }
        await browser.close();
      }
      metrics[`paintedCpu${rate}xMs`] = summarise(painted);
      metrics[`interactiveCpu${rate}xMs`] = summarise(interactive);
    }
    const missedAims: string[] = [];
    if ((metrics.paintedCpu4xMs?.median ?? 0) > 600) missedAims.push('list painted > 600 ms');
    if ((metrics.interactiveCpu4xMs?.median ?? 0) > 900) missedAims.push('interactive > 900 ms');
    return { metrics, ratios: {}, missedAims };
  } finally {
    await services.stop();
  }
};
