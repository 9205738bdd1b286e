/** What a screen looks like to somebody with little room, large letters or no wish for motion. */
import type { Page } from 'playwright-core';

/** Everything that is painted beyond the sides of the window, or that could only be read by scrolling sideways. */
export function findOverflow(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const name = (element: Element) =>
      `${element.tagName.toLowerCase()} “${(element.getAttribute('aria-label') ?? element.textContent ?? '').slice(0, 40)}”`;
    const isCut = (element: Element): boolean => {
      for (let at: Element | null = element; at !== null; at = at.parentElement) {
        const style = getComputedStyle(at);
        // An ellipsis says that there is more; what only listeners get has no place on the screen.
        if (style.textOverflow === 'ellipsis' || style.clipPath !== 'none') return true;
      }
      return false;
    };
    const found: string[] = [];
    for (const element of document.body.querySelectorAll('*')) {
      const box = element.getBoundingClientRect();
      if (box.width === 0 || box.height === 0 || isCut(element)) continue;
      if (getComputedStyle(element).visibility === 'hidden') continue;
      if (box.left < -0.5 || box.right > innerWidth + 0.5) found.push(`outside: ${name(element)}`);
      if (element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0) {
        const { overflowX } = getComputedStyle(element);
        if (overflowX !== 'visible') found.push(`scrolls sideways: ${name(element)}`);
      }
    }
    if (document.documentElement.scrollWidth > innerWidth) found.push('the page scrolls sideways');
    return found;
  });
}

/** Texts of buttons, links and fields that are cut off without an ellipsis, above or below. */
export function findClipped(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    for (const element of document.body.querySelectorAll('button, a, h1, h2, p, label, input')) {
      const { overflowY, clipPath } = getComputedStyle(element);
      const box = element.getBoundingClientRect();
      if (box.height < 2 || clipPath !== 'none') continue;
      for (const inner of element.querySelectorAll('span, time')) {
        const text = inner.getBoundingClientRect();
        if (text.height < 2 || getComputedStyle(inner).clipPath !== 'none') continue;
        if (text.top < box.top - 1 || text.bottom > box.bottom + 1) {
          found.push(`${inner.textContent?.slice(0, 40)} leaves its ${element.tagName}`);
        }
      }
      if (overflowY === 'hidden' && element.scrollHeight > element.clientHeight + 2) {
        found.push(`${element.tagName} “${element.textContent?.slice(0, 40)}” is cut`);
      }
    }
    return found;
  });
}

/**
 * Begins to note what moves. @returns what has moved since, by names of animations and transitions that
 * take longer than an eye would notice
 */
export async function watchMotion(page: Page): Promise<() => Promise<string[]>> {
  const handle = await page.evaluateHandle(() => {
    const moved: string[] = [];
    const note = (event: AnimationEvent | TransitionEvent) => {
      if (!(event.target instanceof Element)) return;
      const { animationDuration, transitionDuration } = getComputedStyle(event.target);
      const duration = event instanceof AnimationEvent ? animationDuration : transitionDuration;
      if (Math.max(...duration.split(',').map(Number.parseFloat)) < 0.02) return;
      moved.push(event instanceof AnimationEvent ? event.animationName : event.propertyName);
    };
    document.addEventListener('animationstart', note);
    document.addEventListener('transitionrun', note);
    return moved;
  });
  return () => handle.evaluate((moved) => [...moved]);
}

/** A rectangle of the screen, px from its top left corner. */
export type Box = {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
};

export function overlap(one: Box, other: Box): boolean {
  return (
    one.x < other.x + other.width &&
    other.x < one.x + one.width &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height
  );
}
