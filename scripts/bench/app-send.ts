/**
 * From Enter to the bubble, to "sent", and to the other person's screen; two browser processes, one
 * server on the embedded database. Moments are taken in the pages, by one clock of the machine.
 */
import type { Page } from 'playwright-core';
import { launchBrowser } from '../services/browser.ts';
import { startRun } from '../services/run.ts';
import { type Benchmark, type Measurement, summarise } from './benchmark.ts';
import { signInAndSync } from './browser/device.ts';
import { openChatMs, preparePage, throttle } from './browser/page-measures.ts';
import { startPrepared, worldOf } from './browser/prepared-server.ts';

const repeats = 15;
/** At the full speed of the processor; slowed down, the figures are for comparing. */
const aims: Readonly<Record<string, number>> = {
  bubbleCpu1xMs: 50,
  sentCpu1xMs: 100,
  otherScreenCpu1xMs: 150,
};

export const run: Benchmark = async ({ say }) => {
  const services = await startRun();
  try {
    const server = await startPrepared(services, worldOf(10, [500]), say);
    const [alice, bob] = [await launchBrowser(services), await launchBrowser(services)];
    await Promise.all([preparePage(alice.page), preparePage(bob.page)]);
    await signInAndSync(alice.page, server, 11, 0);
    await signInAndSync(bob.page, server, 1, 1);
    await openChatMs(alice.page, server.people[1]?.name ?? '');
    await openChatMs(bob.page, server.people[0]?.name ?? '');
    const session = await alice.context.newCDPSession(alice.page);
    const taken = new Map<string, number[]>();
    const note = (name: string, ms: number) => taken.set(name, [...(taken.get(name) ?? []), ms]);
    for (const rate of [1, 4]) {
      await throttle(session, rate);
      for (let round = 0; round <= repeats; round += 1) {
        const text = `Message ${rate} ${round}`;
        const seen = await Promise.all([watchFor(alice.page, text), watchFor(bob.page, text)]);
        await alice.page.getByRole('textbox', { name: 'Message', exact: true }).fill(text);
        const enter = await watchEnter(alice.page);
        await alice.page.keyboard.press('Enter');
        const [pressed, own, others] = await Promise.all([
          enter.result(),
          seen[0].result(),
          seen[1].result(),
        ]);
        if (round === 0) continue;
        note(`bubbleCpu${rate}xMs`, own.painted - pressed);
        note(`sentCpu${rate}xMs`, own.sent - pressed);
        note(`otherScreenCpu${rate}xMs`, others.painted - pressed);
      }
    }
    const metrics: Record<string, Measurement> = {};
    for (const [name, values] of taken) metrics[name] = summarise(values);
    const missedAims = Object.entries(aims)
      .filter(([name, aim]) => (metrics[name]?.median ?? Number.POSITIVE_INFINITY) > aim)
      .map(([name, aim]) => `${name} ${metrics[name]?.median.toFixed(0)} > ${aim}`);
    return { metrics, ratios: {}, missedAims };
  } finally {
    await services.stop();
  }
};

/** Listens for the key; `result` is the wall-clock moment, ms, at which the page heard it. */
async function watchEnter(page: Page) {
  const handle = await page.evaluateHandle(() => ({
    result: new Promise<number>((resolve) => {
      window.addEventListener(
        'keydown',
        (event) => resolve(performance.timeOrigin + event.timeStamp),
        { capture: true, once: true },
      );
    }),
  }));
  return { result: () => handle.evaluate(({ result }) => result) };
}

/** Starts to watch before anything is written; `result` is when it was painted and marked as sent. */
async function watchFor(page: Page, text: string) {
  const handle = await page.evaluateHandle((wanted) => {
    const now = () => performance.timeOrigin + performance.now();
    const result = new Promise<{ painted: number; sent: number }>((resolve) => {
      let painted = 0;
      requestAnimationFrame(function look() {
        const bubble = [...document.querySelectorAll('[data-part="bubble"]')].find(
          (each) => each.firstElementChild?.textContent === wanted,
        );
        if (bubble !== undefined && painted === 0) painted = now();
        const row = bubble?.closest('[role="listitem"]');
        const isOwn = row?.hasAttribute('data-own') ?? false;
        const state = bubble?.querySelector('[data-state]')?.getAttribute('data-state');
        const isSent =
          bubble !== undefined && (!isOwn || (state !== 'saved' && state !== undefined));
        if (isSent) resolve({ painted, sent: now() });
        else requestAnimationFrame(look);
      });
    });
    return { result };
  }, text);
  return { result: () => handle.evaluate(({ result }) => result) };
}
