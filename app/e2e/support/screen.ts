/** What must hold on every screen: nothing on the console, nothing that shuts people out. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

declare global {
  var axe: { run(): Promise<AxeResults> } | undefined;
}

const axeSource = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
);

const sizes = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
] as const;
const schemes = ['light', 'dark'] as const;

/** Collects what must not happen on a page: errors on the console and uncaught exceptions. */
export function watchForErrors(page: Page, ignore: readonly RegExp[] = []): () => string[] {
  const errors: string[] = [];
  page.on('console', (line) => {
    if (line.type() === 'error') errors.push(line.text());
  });
  page.on('pageerror', (error) => errors.push(String(error)));
  return () => errors.filter((text) => !ignore.some((pattern) => pattern.test(text)));
}

/** What Chromium itself prints when the network or the server is away. */
export const offlineNoise: readonly RegExp[] = [
  /net::ERR_(INTERNET_DISCONNECTED|CONNECTION_REFUSED|CONNECTION_RESET|FAILED|NETWORK_CHANGED|EMPTY_RESPONSE|TIMED_OUT)/,
  /WebSocket connection to .* failed/,
];

/** What Chromium itself prints of an answer that is a refusal. */
export const refusalNoise: readonly RegExp[] = [
  /^Failed to load resource: the server responded with a status of 4\d\d/,
];

/**
 * Requires that axe finds nothing on the screen as it is, in both themes and both sizes; leaves the
 * page as it was.
 * @param name of the screen, for who reads the failure
 */
export async function expectAccessible(page: Page, name: string): Promise<void> {
  const before = page.viewportSize();
  const found: string[] = [];
  await loadAxe(page);
  for (const size of sizes) {
    await page.setViewportSize(size);
    for (const colorScheme of schemes) {
      await page.emulateMedia({ colorScheme });
      for (const violation of await runAxe(page)) {
        found.push(`${name}, ${size.width} px, ${colorScheme}: ${violation}`);
      }
    }
  }
  await page.emulateMedia({ colorScheme: 'light' });
  if (before !== null) await page.setViewportSize(before);
  expect(found).toEqual([]);
}

/** By the debugger, which the page's content security policy does not bind. */
async function loadAxe(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: axeSource });
  await session.detach();
}

async function runAxe(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    // Colours are compared once nothing fades any more; what fades begins a frame after its cause.
    for (let calm = 0; calm < 3; ) {
      await new Promise(requestAnimationFrame);
      const running = document.getAnimations();
      await Promise.allSettled(running.map((animation) => animation.finished));
      calm = running.length === 0 ? calm + 1 : 0;
    }
    if (globalThis.axe === undefined) throw new Error('axe is not on the page');
    const { violations } = await globalThis.axe.run();
    return violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id} at ${node.html.slice(0, 160)}: ${node.failureSummary ?? ''}`),
    );
  });
}
