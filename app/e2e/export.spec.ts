/** Taking everything along: the archive as it comes, and its pages, which open without us. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { unzipSync } from 'fflate';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Browser, launchBrowser } from '../../scripts/services/browser.ts';
import { type Run, startRun } from '../../scripts/services/run.ts';
import { accountOf, arrive, createAccount } from './support/account.ts';
import { makeGroup } from './support/group.ts';
import { findOverflow } from './support/layout.ts';
import { hintOnline } from './support/network.ts';
import { openChat, openDirect, waitForState, write } from './support/person.ts';
import { expectAccessible, offlineNoise, watchForErrors } from './support/screen.ts';
import { type JourneyServer, startServer } from './support/server.ts';

let run: Run;
let server: JourneyServer;
let alice: Browser;
let mallory: Browser;
let errors: (() => string[])[];

const hostileName = `<img src=x onerror="document.title='taken'">`;
const hostileText = `</p><script>document.title='taken'</script> "&lt;"`;
const arabic = 'مرحبا، كيف الحال؟';

beforeAll(async () => {
  run = await startRun();
  server = await startServer(run);
  [alice, mallory] = await Promise.all([
    arrive(run, server.origin, 'Alice'),
    launchBrowser(run, { viewport: { width: 390, height: 844 } }),
  ]);
  await createAccount(mallory.page, server.origin, {
    ...accountOf('Mallory'),
    name: hostileName,
  });
  errors = [alice, mallory].map(({ page }) => watchForErrors(page, offlineNoise));
  await openDirect(alice.page, 'Mallory', hostileName);
  await write(alice.page, arabic);
  await waitForState(alice.page, arabic, 'sent');
  await openChat(mallory.page, 'Alice');
  await write(mallory.page, hostileText);
  await makeGroup(alice.page, '../../Allotment', [hostileName]);
  await write(alice.page, 'Sunday at ten');
  await waitForState(alice.page, 'Sunday at ten', 'sent');
}, 120_000);

afterAll(async () => {
  await run?.stop();
});

/** Downloads the archive and unpacks it. @returns the folder */
async function takeAlong(page: Page, name: string): Promise<string> {
  await page.getByRole('button', { name: 'Settings' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export my data' }).click(),
  ]);
  await page.getByText('The download begins.').waitFor();
  expect(download.suggestedFilename()).toMatch(/^jibber-export-\d{4}-\d\d-\d\d\.zip$/);
  const folder = join(run.folder, name);
  for (const [path, bytes] of Object.entries(unzipSync(await readFile(await download.path())))) {
    const place = join(folder, path);
    expect(place.startsWith(folder)).toBe(true);
    await mkdir(dirname(place), { recursive: true });
    await writeFile(place, bytes);
  }
  return folder;
}

/** Opens the pages as anybody would, in a browser that never heard of the server. */
async function openPages(folder: string, viewport: { width: number; height: number }) {
  const reader = await launchBrowser(run, { viewport });
  const { page } = reader;
  const asked: string[] = [];
  const failed = watchForErrors(page);
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(pathToFileURL(join(folder, 'index.html')).href);
  return { reader, page, asked, failed };
}

test('without a connection the export says that it needs one', async () => {
  const { page } = alice;
  await alice.context.setOffline(true);
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByText('No connection. The export comes from the server and needs one.').waitFor();
  await expectAccessible(page, 'settings, without a connection');
  await alice.context.setOffline(false);
  await hintOnline(page);
  await page.getByText('The export comes from the server').waitFor({ state: 'hidden' });
  await page.keyboard.press('Escape');
});

test.each([
  ['a desk', { width: 1280, height: 800 }, () => alice],
  ['a phone', { width: 390, height: 844 }, () => mallory],
])(
  'at %s everything comes as one file, whose pages open offline and run nothing',
  async (name, viewport, who) => {
    const { page: own } = who();
    if (viewport.width < 640) await own.getByRole('button', { name: 'Back' }).click();
    const folder = await takeAlong(own, name.replace(' ', '-'));
    await expectAccessible(own, `settings, after an export at ${name}`);
    expect(await findOverflow(own)).toEqual([]);

    const { reader, page, asked, failed } = await openPages(folder, viewport);
    await page.getByRole('heading', { name: /^Chats of / }).waitFor();
    const list = page.url();
    const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(background).not.toBe('rgba(0, 0, 0, 0)');
    await page.getByRole('link', { name: 'Allotment' }).click();
    await page.getByText('Sunday at ten').waitFor();
    const group = page.url();
    await page.getByRole('link', { name: 'All chats' }).click();
    await page.getByRole('listitem').filter({ hasText: 'Private chat' }).getByRole('link').click();
    const rightToLeft = page.getByText(arabic);
    await rightToLeft.waitFor();
    expect(await rightToLeft.evaluate((text) => getComputedStyle(text).direction)).toBe('rtl');
    await page.getByText(hostileText).waitFor();
    expect(await page.title()).not.toBe('taken');
    expect(await page.locator('script, img[src="x"]').count()).toBe(0);
    expect(asked.filter((url) => !url.startsWith('file:'))).toEqual([]);
    expect(failed()).toEqual([]);

    // Last, because axe itself asks for the style sheet, which the pages do not let anybody.
    for (const url of [page.url(), group, list]) {
      await page.goto(url);
      await expectAccessible(page, `${url} of an export at ${name}`);
      expect(await findOverflow(page)).toEqual([]);
    }
    await reader.close();
  },
);

test('what comes is of oneself alone', async () => {
  const folder = join(run.folder, 'a-desk');
  const read = async (name: string): Promise<unknown> =>
    JSON.parse(await readFile(join(folder, name), 'utf8'));
  expect(await read('profile.json')).toMatchObject({
    name: 'Alice',
    handle: 'alice',
    email: accountOf('Alice').address,
  });
  expect(await read('export.json')).toMatchObject({
    format: 'jibber-export',
    by: { name: 'Alice' },
    chats: [expect.anything(), expect.anything()],
  });
  for (const each of errors) expect(each()).toEqual([]);
});
