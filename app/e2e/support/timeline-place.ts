/** Reads and changes where the open timeline stands. */
import type { Page } from 'playwright-core';

const list = '[role="list"][aria-label="Messages"]';

export type Place = {
  readonly topPx: number;
  readonly toEndPx: number;
  /** Messages in the timeline, mounted or not. */
  readonly messages: number;
};

export function readPlace(page: Page): Promise<Place> {
  return page.evaluate((selector) => {
    const element = document.querySelector(selector);
    if (element === null) throw new Error('no timeline');
    const row = element.querySelector('[role="listitem"]');
    return {
      topPx: Math.round(element.scrollTop),
      toEndPx: Math.round(element.scrollHeight - element.scrollTop - element.clientHeight),
      messages: Number(row?.getAttribute('aria-setsize') ?? 0),
    };
  }, list);
}

/** Resolves when the timeline has stood still for a while: a list that goes to its end measures on. */
export async function settle(page: Page): Promise<void> {
  await page.evaluate(async (selector) => {
    const element = document.querySelector(selector);
    if (element === null) throw new Error('no timeline');
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    for (let still = 0, before = ''; still < 24; ) {
      await frame();
      const now = `${element.scrollTop} ${element.scrollHeight}`;
      still = now === before ? still + 1 : 0;
      before = now;
    }
  }, list);
}

/** Scrolls as a hand does, and waits until what came into sight is painted. */
export async function scrollTo(page: Page, by: { readonly byPx: number }): Promise<void> {
  await page.evaluate(
    async ({ selector, byPx }) => {
      const frame = () => new Promise((done) => requestAnimationFrame(done));
      const element = document.querySelector(selector);
      element?.dispatchEvent(new WheelEvent('wheel', { deltaY: byPx, bubbles: true }));
      element?.scrollBy(0, byPx);
      for (let count = 0; count < 4; count += 1) await frame();
    },
    { selector: list, byPx: by.byPx },
  );
}

/** The row in the middle of the screen. */
export function middleRow(page: Page): Promise<{ readonly key: string; readonly topPx: number }> {
  return page.evaluate((selector) => {
    const element = document.querySelector(selector);
    if (element === null) throw new Error('no timeline');
    const middle = element.getBoundingClientRect().top + element.clientHeight / 2;
    for (const row of element.querySelectorAll('[data-key]')) {
      const box = row.getBoundingClientRect();
      if (box.top <= middle && box.bottom > middle) {
        return { key: row.getAttribute('data-key') ?? '', topPx: Math.round(box.top) };
      }
    }
    throw new Error('no row in the middle of the screen');
  }, list);
}

/** Where a row is now, px from the top of the screen; undefined when it is not mounted. */
export function findRow(page: Page, key: string): Promise<number | undefined> {
  return page.evaluate(
    ({ selector, wanted }) => {
      const row = [...document.querySelectorAll(`${selector} [data-key]`)].find(
        (each) => each.getAttribute('data-key') === wanted,
      );
      return row === undefined ? undefined : Math.round(row.getBoundingClientRect().top);
    },
    { selector: list, wanted: key },
  );
}
