/** The network as a browser notices it. */
import type { Page } from 'playwright-core';

/**
 * The system says that there may be a network again, so that pages try at once and not after their
 * present wait, which is up to 30 s long. That they come back by themselves path.spec.ts shows.
 */
export async function hintOnline(...pages: readonly Page[]): Promise<void> {
  await Promise.all(pages.map((page) => page.evaluate(() => dispatchEvent(new Event('online')))));
}
