/**
 * What a browser can do to what is stored: take it away, damage it, block it, have no room. It is
 * noticed, said, and filled again from the server; what was unsent is never thrown away silently.
 */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Browser, launchBrowser } from '../../scripts/services/browser.ts';
import { type Run, startRun } from '../../scripts/services/run.ts';
import { accountOf, signIn } from './support/account.ts';
import {
  changeRecords,
  countRecords,
  evict,
  holdOlderDatabase,
  openWithoutApp,
  useNewerDatabase,
} from './support/device.ts';
import { fillHistory } from './support/history.ts';
import { readTimeline, waitForCount } from './support/painted.ts';
import { composer, message, openChat, waitForState, write } from './support/person.ts';
import { expectAccessible, offlineNoise, watchForErrors } from './support/screen.ts';
import { type JourneyServer, startServer } from './support/server.ts';

const past = 30;

let run: Run;
let server: JourneyServer;
let alice: Browser;
let errors: () => string[];

beforeAll(async () => {
  run = await startRun();
  [server, alice] = await Promise.all([
    startServer(run, { fill: fillHistory({ Bob: past }) }),
    launchBrowser(run),
  ]);
  errors = watchForErrors(alice.page, offlineNoise);
  await signIn(alice.page, server.origin, accountOf('Alice'));
  await openChat(alice.page, 'Bob');
  await message(alice.page, `Bob ${past}`).waitFor();
});

afterAll(async () => {
  await run?.stop();
});

/** What was written here, after the past. */
const written: string[] = [];

async function expectAll(page: Page): Promise<void> {
  await waitForCount(page, past + written.length);
  const texts = (await readTimeline(page)).map(({ text }) => text);
  const before = Array.from({ length: past }, (_, index) => `Bob ${index + 1}`);
  expect(texts).toEqual([...before, ...written]);
}

/** Says what happened, is readable, and goes when it has been read. */
async function expectNote(page: Page, title: string, text: string): Promise<void> {
  await page.getByText(title).waitFor();
  await page.getByText(text).waitFor();
  await expectAccessible(page, title);
  await page.getByRole('button', { name: 'Close' }).click();
  await page.getByText(title).waitFor({ state: 'detached' });
}

test('evicted while it is closed: it is said, and everything comes again from the server', async () => {
  const { page } = alice;
  await page.goto('about:blank');
  await evict(page, server.origin);
  await page.goto(server.origin);
  await expectNote(
    page,
    'This browser deleted your chats from the device',
    'Messages that were not sent yet may be lost.',
  );
  await openChat(page, 'Bob');
  await expectAll(page);
});

test('evicted under an open page: what waits and what is written then is kept, in order', async () => {
  const { page } = alice;
  await alice.context.setOffline(true);
  for (const text of ['Waits, one', 'Waits, two']) {
    await write(page, text);
    await waitForState(page, text, 'saved');
  }
  await evict(page, server.origin);
  await write(page, 'Written after the loss');
  await waitForState(page, 'Written after the loss', 'saved');
  await expectNote(
    page,
    'This browser lost the chats on this device',
    'What you wrote and was not sent yet was kept.',
  );
  await alice.context.setOffline(false);
  await waitForState(page, 'Written after the loss', 'sent');
  written.push('Waits, one', 'Waits, two', 'Written after the loss');
  await expectAll(page);
});

test('evicted under a page at rest: it is noticed without anybody touching it', async () => {
  const { page } = alice;
  await composer(page).fill('Half a thou');
  await expect.poll(() => countRecords(page)).toMatchObject({ drafts: 1 });
  await evict(page, server.origin);
  await page.getByText('This browser lost the chats on this device').waitFor();
  await page.getByRole('button', { name: 'Close' }).click();
  await expectAll(page);
  expect(await composer(page).inputValue()).toBe('Half a thou');
  await page.reload();
  await openChat(page, 'Bob');
  expect(await composer(page).inputValue()).toBe('Half a thou');
  await composer(page).fill('');
});

test('damaged records are fetched again and that is said; what waits beside them is sent', async () => {
  const { page } = alice;
  for (const [table, damage] of [
    ['chats', { head: 'no number' }],
    ['rows', { update: 'no bytes' }],
  ] as const) {
    const text = `Beside the damage of ${table}`;
    await alice.context.setOffline(true);
    await write(page, text);
    await waitForState(page, text, 'saved');
    expect(await changeRecords(page, table, damage)).toBeGreaterThan(0);
    await page.goto('about:blank');
    await alice.context.setOffline(false);
    await page.goto(server.origin);
    written.push(text);
    await openChat(page, 'Bob');
    await expectAll(page);
    await page.getByText('What you wrote and was not sent yet was kept.').waitFor();
    await page.getByRole('button', { name: 'Close' }).click();
  }
});

test('what was written and cannot be read any more is said', async () => {
  const { page } = alice;
  await alice.context.setOffline(true);
  await write(page, 'To be damaged');
  await waitForState(page, 'To be damaged', 'saved');
  expect(await changeRecords(page, 'outbox', { intent: 'none' })).toBe(1);
  await page.goto('about:blank');
  await alice.context.setOffline(false);
  await page.goto(server.origin);
  await expectNote(
    page,
    'Something you wrote on this device cannot be read',
    'It was not sent, and what is stored of it is damaged.',
  );
  await openChat(page, 'Bob');
  await expectAll(page);
  await write(page, 'In its place');
  await waitForState(page, 'In its place', 'sent');
  written.push('In its place');
});

test('full: it is said, the text stays with the person, and goes when there is room', async () => {
  // Chromium remembers for half a minute how much room there was; started anew it asks.
  await alice.close();
  alice = await launchBrowser(run, { profileFolder: alice.profileFolder });
  errors = watchForErrors(alice.page, offlineNoise);
  const { page } = alice;
  const session = await alice.context.newCDPSession(page);
  const { origin } = server;
  const isFull = page.getByText('The storage of this device is full').first();
  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 });
  await page.goto(origin);
  await openChat(page, 'Bob');
  const text = `No room for this. ${'x'.repeat(2000)}`;
  await write(page, text);
  await isFull.waitFor();
  await expect.poll(() => composer(page).inputValue()).toBe(text);
  await expectAccessible(page, 'full');
  await session.send('Storage.overrideQuotaForOrigin', { origin });
  await composer(page).press('Enter');
  await waitForState(page, 'No room for this.', 'sent');
  written.push(text);
  await isFull.waitFor({ state: 'detached' });
  await expectAll(page);
});

test('blocked by an old tab: the page says so, and goes on by itself', async () => {
  const { page } = alice;
  await page.goto('about:blank');
  const old = await openWithoutApp(alice.context, server.origin);
  await holdOlderDatabase(old);
  await useNewerDatabase(page);
  await page.bringToFront();
  await page.goto(server.origin);
  await page.getByText('Another tab holds an older version').waitFor();
  await expectAccessible(page, 'blocked');
  await old.close();
  await openChat(page, 'Bob');
  await expectAll(page);
  expect(errors()).toEqual([]);
});
