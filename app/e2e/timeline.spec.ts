/**
 * The timeline keeps its place: whatever is written, loaded, rotated or covered by a keyboard, the
 * line that is read does not move, and who is at the end stays there. On a chat of several segments
 * that this device does not hold yet, from a real server.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeWorld } from '../../scripts/demo/world.ts';
import { writeWorld } from '../../scripts/demo/write-world.ts';
import { type Browser, launchBrowser } from '../../scripts/services/browser.ts';
import { type Run, startRun } from '../../scripts/services/run.ts';
import { chatList, composer, openChat, timeline, write } from './support/person.ts';
import { type JourneyServer, startServer } from './support/server.ts';
import { findRow, middleRow, readPlace, scrollTo, settle } from './support/timeline-place.ts';

const viewport = { width: 390, height: 844 };
const keyboard = { width: 390, height: 500 };
const world = makeWorld({
  people: 2,
  chats: 1,
  messages: 2600,
  seed: 3,
  until: Date.now() - 60_000,
});

let run: Run;
let server: JourneyServer;
let alice: Browser;
let bob: Browser;

beforeAll(async () => {
  run = await startRun();
  server = await startServer(run, {
    fill: (database) => writeWorld(database, world, () => undefined),
  });
  [alice, bob] = await Promise.all([launchBrowser(run, { viewport }), launchBrowser(run)]);
  await Promise.all([enter(alice, 0), enter(bob, 1)]);
}, 180_000);

afterAll(async () => {
  await run?.stop();
});

/** Signs a person of the world in and opens the chat with the other. */
async function enter(browser: Browser, index: 0 | 1): Promise<void> {
  const [me, other] = [world.people[index], world.people[1 - index]];
  if (me === undefined || other === undefined) throw new Error('The world has two people.');
  const { page } = browser;
  await page.goto(server.origin);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByLabel('E-mail or phone number').fill(me.address);
  await page.getByLabel('Password', { exact: true }).fill(me.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await chatList(page).getByRole('link', { name: other.name }).waitFor();
  await openChat(page, other.name);
  await timeline(page).getByRole('listitem').first().waitFor();
  await page
    .getByRole('button', { name: /Jump to the newest/ })
    .or(composer(page))
    .first()
    .waitFor();
}

async function goToEnd(): Promise<void> {
  const jump = alice.page.getByRole('button', { name: /Jump to the newest/ });
  if (await jump.isVisible()) await jump.click();
  await settle(alice.page);
  expect(await readPlace(alice.page)).toMatchObject({ toEndPx: 0 });
}

test('who is at the end stays there, whatever comes and however the screen changes', async () => {
  const { page } = alice;
  await goToEnd();
  await write(bob.page, 'A word');
  await page.getByText('A word').last().waitFor();
  await expect.poll(() => readPlace(page)).toMatchObject({ toEndPx: 0 });

  await write(bob.page, 'A long story. '.repeat(200));
  await page.getByText('A long story.').last().waitFor();
  await expect.poll(() => readPlace(page)).toMatchObject({ toEndPx: 0 });

  await composer(page).fill('one\ntwo\nthree\nfour\nfive');
  await expect.poll(() => readPlace(page)).toMatchObject({ toEndPx: 0 });
  await composer(page).fill('');
  for (const size of [keyboard, viewport, { width: 320, height: 844 }, viewport]) {
    await page.setViewportSize(size);
    await expect.poll(() => readPlace(page)).toMatchObject({ toEndPx: 0 });
  }
});

test('who reads further up is left alone by what arrives, and is told how much it is', async () => {
  const { page } = alice;
  await goToEnd();
  await scrollTo(page, { byPx: -2500 });
  const before = await middleRow(page);
  await write(bob.page, 'You are not here');
  await page.getByRole('button', { name: 'Jump to the newest message, 1 new' }).waitFor();
  expect(await findRow(page, before.key)).toBe(before.topPx);

  await page.getByRole('button', { name: /Jump to the newest/ }).click();
  await page.getByText('You are not here').last().waitFor();
  await expect.poll(() => readPlace(page)).toMatchObject({ toEndPx: 0 });
});

test('a keyboard lifts what is read by its height and lets it down again', async () => {
  const { page } = alice;
  await goToEnd();
  await scrollTo(page, { byPx: -3000 });
  const before = await middleRow(page);
  await page.setViewportSize(keyboard);
  await expect
    .poll(() => findRow(page, before.key))
    .toBe(before.topPx - (viewport.height - keyboard.height));
  await page.setViewportSize(viewport);
  await expect.poll(() => findRow(page, before.key)).toBe(before.topPx);
});

test('segments that are loaded on the way up never move the line that is read', async () => {
  const { page } = alice;
  await goToEnd();
  let count = (await readPlace(page)).messages;
  let prepends = 0;
  for (let step = 0; step < 400 && count < 2600; step += 1) {
    await scrollTo(page, { byPx: -1400 });
    const before = await middleRow(page);
    // Two frames: what is loaded in them is put above what is looked at.
    await page.evaluate(
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
    );
    expect(Math.abs(((await findRow(page, before.key)) ?? 9999) - before.topPx)).toBeLessThan(2);
    const { messages, topPx } = await readPlace(page);
    if (messages > count) prepends += 1;
    count = messages;
    if (topPx > 0 || count >= 2600) continue;
    // What comes before is on its way.
    await expect.poll(async () => (await readPlace(page)).messages).toBeGreaterThan(count);
  }
  expect(prepends).toBeGreaterThanOrEqual(2);
  expect(count).toBeGreaterThanOrEqual(2600);
});
