/** Reads what is painted. Invariant: order and "once" are read from the screen, from nothing else. */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** A message as it is painted. */
export type Painted = {
  readonly id: string;
  readonly text: string;
  readonly isOwn: boolean;
  /** In words: `Sent`, `Read` …; empty for others' messages. */
  readonly state: string;
};

/** So that a thousand messages are read in a few screens. */
const tallPx = 4000;

/**
 * Everything that is painted in the open chat, in the order in which it stands on the screen, from
 * the first message to the last: scrolls up until nothing comes, then down, and reads each row. The
 * window is tall meanwhile.
 */
export async function readTimeline(page: Page): Promise<Painted[]> {
  const before = page.viewportSize();
  if (before !== null) await page.setViewportSize({ width: before.width, height: tallPx });
  const rows = await page.evaluate(readRows);
  if (before !== null) await page.setViewportSize(before);
  rows.forEach((row, index) => {
    expect(row.place, 'each place is painted once').toBe(index + 1);
  });
  return rows.map(({ id, text, isOwn, state }) => ({ id, text, isOwn, state }));
}

/** Ids and texts of what is painted: what must be equal on all screens. */
export async function readOrder(page: Page): Promise<[string, string][]> {
  return (await readTimeline(page)).map(({ id, text }) => [id, text]);
}

/**
 * Waits until the open chat has so many messages, wherever it is scrolled to.
 * @param counts more than one where it depends on the moment which segments a device has opened
 */
export async function waitForCount(page: Page, ...counts: readonly number[]): Promise<void> {
  const rows = counts.map((count) => `[role="listitem"][aria-setsize="${count}"]`);
  await page.locator(rows.join()).first().waitFor();
}

/** Runs in the page. */
async function readRows() {
  const list = document.querySelector('[role="list"][aria-label="Messages"]');
  if (!(list instanceof HTMLElement)) throw new Error('no timeline');
  const frame = () => new Promise((resolve) => requestAnimationFrame(() => resolve(undefined)));
  const settle = async () => {
    for (let still = 0, before = ''; still < 3; ) {
      await frame();
      const first = list.querySelector('[role="listitem"]');
      const size = first?.getAttribute('aria-setsize');
      const now = `${list.scrollTop} ${list.scrollHeight} ${list.clientHeight} ${size}`;
      still = now === before ? still + 1 : 0;
      before = now;
    }
  };
  const size = () => list.querySelector('[role="listitem"]')?.getAttribute('aria-setsize');
  const isAtFirst = () => list.querySelector('[role="listitem"][aria-posinset="1"]') !== null;
  const scroll = (top: number) => {
    // As by hand: the timeline tells a reader who moves from a list that changes its size.
    list.dispatchEvent(new WheelEvent('wheel'));
    list.scrollTop = top;
  };
  // Up, also over segments that are loaded on the way.
  for (let calm = 0, before = size(); calm < 8; ) {
    scroll(0);
    await settle();
    calm = size() === before && isAtFirst() ? calm + 1 : 0;
    before = size();
  }
  const seen = new Map<
    string,
    { id: string; place: number; text: string; isOwn: boolean; state: string }
  >();
  const read = () => {
    for (const row of list.querySelectorAll('[role="listitem"]')) {
      const bubble = row.querySelector('[data-part="bubble"]');
      const id = row.getAttribute('data-key') ?? '';
      const place = Number(row.getAttribute('aria-posinset'));
      seen.set(`${place} ${id}`, {
        id,
        place,
        text: bubble?.firstElementChild?.textContent ?? '',
        isOwn: row.hasAttribute('data-own'),
        state: bubble?.querySelector('[data-state]')?.textContent?.trim() ?? '',
      });
    }
  };
  for (let before = -1; list.scrollTop > before; ) {
    read();
    before = list.scrollTop;
    scroll(before + Math.max(40, list.clientHeight * 0.8));
    await settle();
  }
  read();
  return [...seen.values()].sort((one, other) => one.place - other.place);
}
