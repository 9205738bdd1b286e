/** Reads how messages stand on the screen: what is above them, how near, how round. */
import type { Page } from 'playwright-core';
import type { Box } from './layout.ts';

export type PaintedBubble = Box & {
  readonly text: string;
  /** What stands between it and the message before: a day, "New messages". */
  readonly above: readonly (Box & { readonly text: string })[];
  /** Radii of its four corners, px: at the author's side those towards neighbours are small. */
  readonly corners: readonly number[];
};

/** The messages that are mounted, from the top of the screen down. */
export function readBubbles(page: Page): Promise<PaintedBubble[]> {
  return page.evaluate(() => {
    const boxOf = (element: Element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      return { x, y, width, height };
    };
    const rows = [
      ...document.querySelectorAll('[role="list"][aria-label="Messages"] [role="listitem"]'),
    ];
    return rows
      .flatMap((row) => {
        const bubble = row.querySelector('[data-part="bubble"]');
        if (bubble === null) return [];
        const style = getComputedStyle(bubble);
        const corners = [
          style.borderTopLeftRadius,
          style.borderTopRightRadius,
          style.borderBottomRightRadius,
          style.borderBottomLeftRadius,
        ].map(Number.parseFloat);
        const above = [...row.querySelectorAll(':scope > p')].map((line) => ({
          text: line.textContent ?? '',
          ...boxOf(line),
        }));
        return [
          { text: bubble.firstElementChild?.textContent ?? '', above, corners, ...boxOf(bubble) },
        ];
      })
      .sort((one, other) => one.y - other.y);
  });
}
