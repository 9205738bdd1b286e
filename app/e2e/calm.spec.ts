/**
 * Nothing that comes to the screen by itself covers or moves what is read; and a chat on paper is the
 * whole of what is loaded.
 */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Browser, launchBrowser } from '../../scripts/services/browser.ts';
import { type Run, startRun } from '../../scripts/services/run.ts';
import { accountOf, signIn } from './support/account.ts';
import { readBubbles } from './support/bubbles.ts';
import { fillHistory } from './support/history.ts';
import { overlap } from './support/layout.ts';
import {
  calmLine,
  chatRow,
  composer,
  message,
  openChat,
  remove,
  timeline,
  waitForState,
} from './support/person.ts';
import { expectAccessible, offlineNoise, watchForErrors } from './support/screen.ts';
import { startServer } from './support/server.ts';
import { readPlace, scrollTo, settle } from './support/timeline-place.ts';

const manyMessages = 300;

let run: Run;
let alice: Browser;
let errors: () => string[];

beforeAll(async () => {
  run = await startRun();
  const server = await startServer(run, { fill: fillHistory({ Bob: 12, Dan: manyMessages }) });
  alice = await launchBrowser(run);
  errors = watchForErrors(alice.page, offlineNoise);
  await signIn(alice.page, server.origin, accountOf('Alice'));
  await openChat(alice.page, 'Bob');
});

afterAll(async () => {
  await run?.stop();
});

/** Whether the notice on the screen lies over a message, the composer or the way back. */
async function findCovered(page: Page): Promise<string[]> {
  const notice = await page
    .getByRole('status')
    .filter({ hasText: 'Undo' })
    .locator('> *')
    .boundingBox();
  if (notice === null) throw new Error('no notice is on the screen');
  const form = await composer(page).boundingBox();
  const back = page.getByRole('button', { name: 'Back' });
  const way = (await back.isVisible()) ? await back.boundingBox() : null;
  const under = [...(await readBubbles(page)), ...[form, way].flatMap((box) => box ?? [])];
  return under
    .filter((box) => overlap(box, notice))
    .map((box) => ('text' in box ? box.text : `at ${box.x}, ${box.y}`));
}

test('the notice with Undo covers no message, no composer and no way back', async () => {
  const { page } = alice;
  for (const size of [
    { width: 390, height: 844 },
    { width: 1280, height: 800 },
  ]) {
    await page.setViewportSize(size);
    const text = `Gone at ${size.width}`;
    await composer(page).fill(text);
    await page.getByRole('button', { name: 'Send' }).click();
    await waitForState(page, text, 'sent');
    await remove(page, text);
    await page.getByRole('button', { name: 'Undo' }).waitFor();
    await settle(page);
    expect(await findCovered(page)).toEqual([]);
    if (size.width > 1000) await expectAccessible(page, 'a deletion that can be undone');
    await page.getByRole('button', { name: 'Undo' }).click();
    await message(page, text).waitFor();
  }
});

test('the line about the connection comes and goes without moving what is read, also while it scrolls', async () => {
  const { page } = alice;
  await openChat(page, 'Dan');
  await message(page, `Dan ${manyMessages}`).waitFor();
  await settle(page);
  for (const change of ['comes', 'goes'] as const) {
    await scrollTo(page, { byPx: change === 'comes' ? -1500 : -400 });
    const watched = await watchWhileScrolling(page);
    await alice.context.setOffline(change === 'comes');
    await calmLine(page).waitFor({ state: change === 'comes' ? 'visible' : 'detached' });
    const steps = await watched.end();
    expect(steps.length, 'frames watched').toBeGreaterThan(20);
    expect(
      steps.filter((step) => Math.abs(step) > 3),
      `the line ${change}`,
    ).toEqual([]);
  }
  await page.getByRole('button', { name: /Jump to the newest/ }).click();
  await expect.poll(() => readPlace(page)).toMatchObject({ toEndPx: 0 });
  await alice.context.setOffline(true);
  await calmLine(page).waitFor();
  await settle(page);
  expect(await readPlace(page)).toMatchObject({ toEndPx: 0 });
  await alice.context.setOffline(false);
  await calmLine(page).waitFor({ state: 'detached' });
  expect(errors()).toEqual([]);
});

/**
 * Scrolls up by some px in each frame, as a hand does, and notes how far a message moved on the screen
 * beyond that, from one painted frame to the next.
 */
async function watchWhileScrolling(page: Page) {
  const handle = await timeline(page).evaluateHandle((list) => {
    const stepPx = 2;
    const excess: number[] = [];
    let isOver = false;
    let watched: Element | undefined;
    let beforePx = 0;
    let scrolledPx = 0;
    let linesPainted = 0;
    const lines = () => document.querySelectorAll('[role="status"] > *').length;
    const findMiddle = () => {
      const centre = list.getBoundingClientRect().top + list.clientHeight / 2;
      return [...list.querySelectorAll('[role="listitem"]')].find((row) => {
        const box = row.getBoundingClientRect();
        return box.top <= centre && box.bottom > centre;
      });
    };
    // What is read in a task after the frame is what was painted in it, unless the line came or went
    // in between: then it is read with the next.
    const read = () => {
      if (lines() === linesPainted) {
        if (watched?.isConnected) {
          excess.push(watched.getBoundingClientRect().top - beforePx - scrolledPx);
        }
        watched = findMiddle();
        beforePx = watched?.getBoundingClientRect().top ?? 0;
        scrolledPx = 0;
      }
      if (!isOver && list.scrollTop > 200) requestAnimationFrame(step);
    };
    const step = () => {
      linesPainted = lines();
      scrolledPx += stepPx;
      list.dispatchEvent(new WheelEvent('wheel', { deltaY: -stepPx, bubbles: true }));
      list.scrollBy(0, -stepPx);
      setTimeout(read);
    };
    requestAnimationFrame(step);
    return {
      excess,
      end: () => {
        isOver = true;
      },
    };
  });
  return {
    end: () =>
      handle.evaluate(async (watch) => {
        for (let later = 0; later < 30; later += 1) await new Promise(requestAnimationFrame);
        watch.end();
        return watch.excess;
      }),
  };
}

test('a chat is printed as text, every message that is loaded, without what stands around it', async () => {
  const { page } = alice;
  await openChat(page, 'Dan');
  await message(page, `Dan ${manyMessages}`).waitFor();
  const printed = page.evaluate(
    () =>
      new Promise<{ mounted: number; text: string }>((resolve) => {
        window.addEventListener(
          'beforeprint',
          () => {
            const list = document.querySelector('[role="list"][aria-label="Messages"]');
            resolve({
              mounted: list?.querySelectorAll('[role="listitem"]').length ?? 0,
              text: list?.nextElementSibling?.textContent ?? '',
            });
          },
          { once: true },
        );
      }),
  );
  const pdf = await page.pdf({ format: 'A4' });
  const { mounted, text } = await printed;
  expect(mounted).toBeLessThan(manyMessages / 2);
  for (const each of Array.from({ length: manyMessages }, (_, index) => `Dan ${index + 1}`))
    expect(text).toContain(each);
  // The title stands before the first day.
  expect(text).toMatch(/^Dan(?! \d)/);
  expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0).toBeGreaterThan(5);
  await page.emulateMedia({ media: 'print' });
  expect(await composer(page).isVisible()).toBe(false);
  expect(await chatRow(page, 'Bob').isVisible()).toBe(false);
  await page.emulateMedia({ media: 'screen' });
  await composer(page).waitFor();
});
