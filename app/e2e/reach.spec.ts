/**
 * Within everybody's reach: by keyboard alone, on a phone with its own way back, on 320 px, with letters
 * of twice the size, without motion, and installed like an app.
 */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Browser, launchBrowser } from '../../scripts/services/browser.ts';
import { type Run, startRun } from '../../scripts/services/run.ts';
import { accountOf, signIn } from './support/account.ts';
import { fillHistory } from './support/history.ts';
import { findClipped, findOverflow, watchMotion } from './support/layout.ts';
import {
  chatList,
  chatRow,
  composer,
  message,
  openChat,
  timeline,
  waitForState,
  write,
  writeByTouch,
} from './support/person.ts';
import { offlineNoise, watchForErrors } from './support/screen.ts';
import { type JourneyServer, startServer } from './support/server.ts';

const longName = 'Hippolyta Wolfeschlegelsteinhausenbergerdorff';
const longWord = 'Donaudampfschifffahrtsgesellschaftskapitän'.repeat(4);
const longLink = `https://example.org/${'timetable-of-the-harbour-ferries/'.repeat(8)}`;

let run: Run;
let server: JourneyServer;
let desk: Browser;
let phone: Browser;
let errors: (() => string[])[];

beforeAll(async () => {
  run = await startRun();
  server = await startServer(run, {
    async fill(database) {
      await fillHistory({ Bob: 20, Hippolyta: 8, Carol: 4 })(database);
      const named = database.kysely.updateTable('accounts').set({ name: longName });
      await named.where('handle', '=', 'hippolyta').execute();
    },
  });
  [desk, phone] = await Promise.all([
    launchBrowser(run),
    launchBrowser(run, { viewport: { width: 390, height: 844 }, hasTouch: true }),
  ]);
  errors = [desk, phone].map(({ page }) => watchForErrors(page, offlineNoise));
  await Promise.all(
    [desk, phone].map(({ page }) => signIn(page, server.origin, accountOf('Alice'))),
  );
});

afterAll(async () => {
  await run?.stop();
});

function finder(page: Page) {
  return page.getByLabel('Chat, handle, e-mail or phone');
}

/** Name of the region that has the focus. */
function focusedRegion(page: Page): Promise<string> {
  return page.evaluate(() => {
    const region = document.activeElement?.closest('[data-landmark]');
    return region?.getAttribute('aria-label') ?? 'none';
  });
}

test('Ctrl or ⌘ and K finds a chat from anywhere; Esc goes one step back, and no further', async () => {
  const { page } = desk;
  await openChat(page, 'Bob');
  for (const keys of ['Control+k', 'Meta+k']) {
    await page.keyboard.press(keys);
    await finder(page).waitFor();
    await expect
      .poll(() => finder(page).evaluate((field) => field === document.activeElement))
      .toBe(true);
    await page.keyboard.press('Escape');
    await finder(page).waitFor({ state: 'detached' });
    expect(new URL(page.url()).pathname).toMatch(/^\/chat\//);
  }
  await page.keyboard.press('Control+k');
  await page.keyboard.type('caro');
  await page
    .getByRole('region', { name: 'New chat' })
    .getByRole('link', { name: 'Carol' })
    .waitFor();
  await page.keyboard.press('Escape');
  await composer(page).waitFor();
  await page.keyboard.press('Escape');
  await composer(page).waitFor({ state: 'detached' });
  expect(await chatRow(page, 'Bob').evaluate((row) => row === document.activeElement)).toBe(true);
  const { length } = await page.evaluate(() => ({ length: history.length }));
  await page.keyboard.press('Escape');
  expect(await page.evaluate(() => history.length)).toBe(length);
  await chatList(page).waitFor();
});

test('Enter sends, with Shift it breaks the line', async () => {
  const { page } = desk;
  await openChat(page, 'Bob');
  await composer(page).pressSequentially('First line');
  await composer(page).press('Shift+Enter');
  await composer(page).pressSequentially('second line');
  expect(await composer(page).inputValue()).toBe('First line\nsecond line');
  await composer(page).press('Enter');
  expect(await composer(page).inputValue()).toBe('');
  const sent = message(page, 'second line').locator('[data-part="bubble"] > :first-child');
  await sent.waitFor();
  expect(await sent.evaluate((text) => text.textContent)).toBe('First line\nsecond line');
  await waitForState(page, 'second line', 'sent');
});

test('F6 goes from region to region; arrows go through the messages; Alt and an arrow through the chats', async () => {
  const { page } = desk;
  await composer(page).focus();
  const seen: string[] = [];
  for (let step = 0; step < 3; step += 1) {
    await page.keyboard.press('F6');
    seen.push(await focusedRegion(page));
  }
  expect(seen).toEqual(['Chats', 'Messages', 'Write a message']);
  await page.keyboard.press('Shift+F6');
  expect(await focusedRegion(page)).toBe('Messages');
  const focusedText = () =>
    page.evaluate(
      () =>
        document.activeElement?.querySelector('[data-part="bubble"] > :first-child')?.textContent,
    );
  await expect.poll(focusedText).toContain('second line');
  await page.keyboard.press('ArrowUp');
  await expect.poll(focusedText).toContain('Bob 20');
  await page.keyboard.press('Home');
  await expect.poll(focusedText).toBe('Bob 1');
  await page.keyboard.press('Enter');
  await page.getByRole('menu').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('menu').waitFor({ state: 'detached' });
  await expect.poll(focusedText).toBe('Bob 1');
  await page.keyboard.press('Alt+ArrowDown');
  await page.getByRole('region', { name: `Chat with ${longName}` }).waitFor();
  await page.keyboard.press('Alt+ArrowUp');
  await page.getByRole('region', { name: 'Chat with Bob' }).waitFor();
});

test('on a phone its own way back leads from a chat to the list, also where it was opened by address', async () => {
  const { page } = phone;
  await chatRow(page, 'Bob').tap();
  await composer(page).waitFor();
  expect(await chatList(page).isVisible()).toBe(false);
  await page.goBack();
  await chatList(page).waitFor();
  expect(await composer(page).count()).toBe(0);
  await page.goForward();
  await composer(page).waitFor();
  const address = page.url();
  await page.goBack();
  await page.getByRole('button', { name: 'Settings' }).tap();
  await page.getByRole('heading', { name: 'Settings' }).waitFor();
  await page.goBack();
  await chatRow(page, 'Bob').waitFor();
  await page.goto(address);
  await composer(page).waitFor();
  await page.getByRole('button', { name: 'Back' }).tap();
  await chatList(page).waitFor();
  expect(new URL(page.url()).pathname).toBe('/');
});

/** The screens of somebody who is signed in, one after the other. */
async function eachScreen(page: Page, look: (name: string) => Promise<void>): Promise<void> {
  await chatList(page).waitFor();
  await look('list');
  await page.getByRole('button', { name: 'Settings' }).tap();
  await page.getByRole('heading', { name: 'Settings' }).waitFor();
  await look('settings');
  await page.getByRole('button', { name: 'Sign out' }).tap();
  await page.getByRole('dialog').waitFor();
  await look('signing out');
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).tap();
  await page.goBack();
  await page.getByRole('button', { name: 'New chat' }).first().tap();
  await finder(page).fill('an');
  await look('new chat');
  await page.goBack();
  await chatRow(page, longName).tap();
  await composer(page).waitFor();
  await timeline(page).getByRole('listitem').first().waitFor();
  await look('chat');
  const last = timeline(page).getByRole('listitem').last();
  await last.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menu').waitFor();
  await look('menu of a message');
  await page.keyboard.press('Escape');
  await composer(page).fill(longWord);
  await look('a long word being written');
  await composer(page).fill('');
  await page.goBack();
}

test('on 320 px nothing has to be scrolled sideways', async () => {
  const { page } = phone;
  await chatRow(page, longName).tap();
  for (const text of [longWord, longLink]) await writeByTouch(page, text);
  await waitForState(page, longLink, 'sent');
  await page.goBack();
  await page.setViewportSize({ width: 320, height: 640 });
  await eachScreen(page, async (name) => expect(await findOverflow(page), name).toEqual([]));
  const fresh = await launchBrowser(run, { viewport: { width: 320, height: 640 } });
  await fresh.page.goto(server.origin);
  for (const button of ['Create account', 'Sign in']) {
    await fresh.page.getByRole('button', { name: button }).first().click();
    await fresh.page.getByLabel('E-mail or phone number').waitFor();
    expect(await findOverflow(fresh.page), button).toEqual([]);
    await fresh.page.goBack();
    await fresh.page.getByRole('heading', { level: 1 }).waitFor();
    expect(await findOverflow(fresh.page), 'welcome').toEqual([]);
  }
  await fresh.close();
  await page.setViewportSize({ width: 390, height: 844 });
});

test('with letters of twice the size everything can still be read and reached', async () => {
  const { page } = phone;
  const session = await page.context().newCDPSession(page);
  // The size of letters that a person sets in his browser; half of it is usual.
  await session.send('Page.setFontSizes', { fontSizes: { standard: 32, fixed: 26 } });
  await page.reload();
  await chatList(page).waitFor();
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize)).toBe(
    '32px',
  );
  await eachScreen(page, async (name) => {
    expect(await findOverflow(page), name).toEqual([]);
    expect(await findClipped(page), name).toEqual([]);
  });
  await session.detach();
  await page.reload();
});

test('who asked for no motion sees none', async () => {
  const { page } = desk;
  for (const reducedMotion of ['no-preference', 'reduce'] as const) {
    await page.emulateMedia({ reducedMotion });
    const moved = await watchMotion(page);
    await write(page, `Without motion: ${reducedMotion}`);
    await waitForState(page, `Without motion: ${reducedMotion}`, 'sent');
    await page.keyboard.press('Control+k');
    await finder(page).waitFor();
    await page.keyboard.press('Escape');
    await finder(page).waitFor({ state: 'detached' });
    await chatRow(page, 'Carol').hover();
    await openChat(page, 'Carol');
    await openChat(page, 'Bob');
    if (reducedMotion === 'reduce') expect(await moved()).toEqual([]);
    else expect((await moved()).length, 'otherwise something moves').toBeGreaterThan(1);
  }
  await page.emulateMedia({ reducedMotion: 'no-preference' });
});

test('it can be installed: the browser finds nothing missing, and every icon has the size it names', async () => {
  const { page } = desk;
  const session = await page.context().newCDPSession(page);
  const manifest = await session.send('Page.getAppManifest');
  expect(manifest.errors).toEqual([]);
  expect(await session.send('Page.getInstallabilityErrors')).toEqual({ installabilityErrors: [] });
  const icons = await page.evaluate(async () => {
    const found: unknown = await (await fetch('/manifest.webmanifest')).json();
    const list =
      typeof found === 'object' && found !== null && 'icons' in found && Array.isArray(found.icons)
        ? found.icons
        : [];
    return Promise.all(
      list.map(async ({ src, sizes, type, purpose }) => {
        const response = await fetch(String(src));
        const image = new Image();
        image.src = String(src);
        await image.decode();
        const size = sizes === 'any' ? 'any' : `${image.naturalWidth}x${image.naturalHeight}`;
        return { purpose, sizes, size, type, served: response.headers.get('content-type') };
      }),
    );
  });
  expect(icons.length).toBeGreaterThan(3);
  for (const { sizes, size, type, served } of icons) {
    expect(size).toBe(sizes);
    expect(served).toContain(type);
  }
  expect(icons.map(({ purpose }) => purpose)).toContain('maskable');
  expect(errors.flatMap((each) => each())).toEqual([]);
});
