/**
 * What is measured inside a page. Invariant: moments are the page's own (`performance.now`), taken
 * in the frame in which something is painted, not when the test hears of it.
 */
import type { CDPSession, Page } from 'playwright-core';

export async function throttle(session: CDPSession, rate: number): Promise<void> {
  await session.send('Emulation.setCPUThrottlingRate', { rate });
}

/** ms from the start of the navigation until the list was painted. */
export async function listPaintedMs(page: Page): Promise<number> {
  await page.waitForFunction(() => performance.getEntriesByName('list-painted').length > 0);
  return page.evaluate(
    () => performance.getEntriesByName('list-painted')[0]?.startTime ?? Number.NaN,
  );
}

/**
 * Collects tasks of more than 50 ms from the first script on; call before the first navigation.
 * The runner of TypeScript names functions by a helper of its own, which code sent to a page lacks.
 */
export async function preparePage(page: Page): Promise<void> {
  await page.addInitScript(`
    globalThis.__name = (named) => named;
    window.longTaskEnds = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) window.longTaskEnds.push(entry.startTime + entry.duration);
    }).observe({ type: 'longtask', buffered: true });
  `);
}

/** End of the last long task until now, ms from the start of the navigation. */
export async function lastLongTaskEndMs(page: Page): Promise<number> {
  const ends: unknown = await page.evaluate('window.longTaskEnds');
  if (!Array.isArray(ends)) throw new Error('long tasks were not watched');
  return Math.max(0, ...ends.map(Number));
}

/**
 * Clicks a chat in the list and waits until its last screen stands still: three frames with the same
 * place and height, at its end. @returns ms from the click to the first of the three
 */
export async function openChatMs(page: Page, name: string): Promise<number> {
  await page.getByRole('link', { name }).first().waitFor();
  return page.evaluate(async (wanted) => {
    const row = [...document.querySelectorAll('a[href]')].find((link) =>
      link.textContent?.includes(wanted),
    );
    if (!(row instanceof HTMLElement)) throw new Error(`no chat ${wanted}`);
    const started = performance.now();
    row.click();
    let before = '';
    let same = 0;
    let first = 0;
    return new Promise<number>((resolve) => {
      requestAnimationFrame(function look() {
        const list = document.querySelector('[role="list"][aria-label="Messages"]');
        const rows = list?.querySelectorAll('[role="listitem"]').length ?? 0;
        const isChat = document.querySelector(`[aria-label="Chat with ${wanted}"]`) !== null;
        const now = list === null ? '' : `${list.scrollTop}:${list.scrollHeight}:${rows}`;
        if (rows > 0 && isChat && now === before) {
          same += 1;
        } else {
          same = 0;
          first = performance.now();
        }
        before = now;
        if (same >= 2) resolve(first - started);
        else requestAnimationFrame(look);
      });
    });
  }, name);
}

/** Heap after everything that can be collected was. Bytes. */
export async function heapBytes(session: CDPSession): Promise<number> {
  for (let round = 0; round < 3; round += 1) await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return usedSize;
}
