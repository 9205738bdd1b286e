/** Several tabs and devices of one account at once: one person, whichever of them he uses. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Browser, launchBrowser } from '../../scripts/services/browser.ts';
import { type Run, startRun } from '../../scripts/services/run.ts';
import { accountOf, signIn } from './support/account.ts';
import { fillHistory } from './support/history.ts';
import { readOrder, waitForCount } from './support/painted.ts';
import {
  calmLine,
  chatRow,
  message,
  openChat,
  timeline,
  waitForState,
  write,
  writeByTouch,
} from './support/person.ts';
import { expectAccessible, offlineNoise, watchForErrors } from './support/screen.ts';
import { type JourneyServer, startServer } from './support/server.ts';

const others = [
  'Bob',
  'Carol',
  'Dan',
  'Erin',
  'Fay',
  'Gus',
  'Hal',
  'Ida',
  'Jon',
  'Kim',
  'Leo',
  'Mia',
];
const fewMessages = 12;
const bobsMessages = 1030;

let run: Run;
let server: JourneyServer;
let laptop: Browser;
let tablet: Browser;
let bob: Browser;
let errors: (() => string[])[];

beforeAll(async () => {
  run = await startRun();
  const few = others.map((name) => [name, fewMessages]);
  const fill = fillHistory({ ...Object.fromEntries(few), Bob: bobsMessages });
  server = await startServer(run, { fill });
  [laptop, tablet, bob] = await Promise.all([
    launchBrowser(run),
    launchBrowser(run, { viewport: { width: 390, height: 844 }, hasTouch: true }),
    launchBrowser(run),
  ]);
  errors = [laptop, tablet, bob].map(({ page }) => watchForErrors(page, offlineNoise));
  await Promise.all([
    signIn(laptop.page, server.origin, accountOf('Alice')),
    signIn(bob.page, server.origin, accountOf('Bob')),
  ]);
});

afterAll(async () => {
  await run?.stop();
});

test('a new device gets every chat with its whole past, and keeps it without a connection', async () => {
  const { page } = tablet;
  await signIn(page, server.origin, accountOf('Alice'));
  for (const name of ['Bob', 'Kim']) await chatRow(page, name).waitFor();
  await page.getByText('Updating…').waitFor({ state: 'detached' });
  await expectAccessible(page, 'list of chats');
  await openChat(page, 'Kim');
  expect((await readOrder(page)).map(([, text]) => text)).toEqual(
    Array.from({ length: fewMessages }, (_, index) => `Kim ${index + 1}`),
  );
  await page.getByRole('button', { name: 'Back' }).click();
  await openChat(page, 'Bob');
  await message(page, `Bob ${bobsMessages}`).waitFor();
  const texts = (await readOrder(page)).map(([, text]) => text);
  expect(texts).toEqual(Array.from({ length: bobsMessages }, (_, index) => `Bob ${index + 1}`));
  await tablet.context.setOffline(true);
  await page.reload();
  await timeline(page).getByText(`Bob ${bobsMessages}`).waitFor();
  await calmLine(page).waitFor();
  expect((await readOrder(page)).map(([, text]) => text)).toEqual(texts);
  await tablet.context.setOffline(false);
});

test('what is read on one device is unread on none', async () => {
  await openChat(bob.page, 'Alice');
  await openChat(laptop.page, 'Carol');
  await tablet.page.getByRole('button', { name: 'Back' }).click();
  await write(bob.page, 'Read this where you like');
  const marks = [laptop, tablet].map(({ page }) =>
    chatRow(page, 'Bob').getByText('1 unread message', { exact: true }),
  );
  await Promise.all(marks.map((mark) => mark.waitFor({ state: 'attached' })));
  await openChat(tablet.page, 'Bob');
  await Promise.all(marks.map((mark) => mark.waitFor({ state: 'detached' })));
  await waitForState(bob.page, 'Read this where you like', 'read');
});

/** Writes many messages, one after the other. */
async function writeMany(page: Page, texts: readonly string[]): Promise<void> {
  for (const text of texts) await (page === tablet.page ? writeByTouch : write)(page, text);
}

test('tabs and devices that all write at once show one list, each message once', async () => {
  await openChat(laptop.page, 'Bob');
  const tabs = await Promise.all([laptop.context.newPage(), laptop.context.newPage()]);
  for (const tab of tabs) {
    errors.push(watchForErrors(tab, offlineNoise));
    await tab.goto(laptop.page.url());
    await message(tab, 'Read this where you like').waitFor();
  }
  const pages = [laptop.page, ...tabs, tablet.page, bob.page];
  const names = ['Laptop', 'Second tab', 'Third tab', 'Tablet', 'Bob'];
  const count = 20;
  const texts = names.map((name) =>
    Array.from({ length: count }, (_, index) => `${name} writes ${index + 1}`),
  );
  await tabs[0]?.bringToFront();
  await Promise.all(pages.map((page, index) => writeMany(page, texts[index] ?? [])));
  const all = bobsMessages + 1 + names.length * count;
  await waitForCount(bob.page, all);
  await write(bob.page, 'The end');
  for (const page of pages) {
    await page.bringToFront();
    await message(page, 'The end').waitFor();
  }
  // A tab that is not in front paints nothing, so one after the other is read.
  const atTablet = readOrder(tablet.page);
  const atBob = readOrder(bob.page);
  const orders = [await atTablet, await atBob];
  for (const page of [laptop.page, ...tabs]) {
    await page.bringToFront();
    orders.push(await readOrder(page));
  }
  const [first = []] = orders;
  for (const order of orders) expect(order).toEqual(first);
  expect(new Set(first.map(([id]) => id)).size).toBe(all + 1);
  for (const written of texts) {
    const found = first.map(([, text]) => text).filter((text) => written.includes(text));
    expect(found).toEqual(written);
  }
  expect(errors.flatMap((errorsOf) => errorsOf())).toEqual([]);
});
