/** Blocking somebody: nothing of his comes any more, on any device, and he is not told. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Browser, launchBrowser } from '../../scripts/services/browser.ts';
import { type Run, startRun } from '../../scripts/services/run.ts';
import { accountOf, arrive, signIn } from './support/account.ts';
import {
  chatRow,
  composer,
  message,
  openChat,
  openDirect,
  waitForState,
  write,
} from './support/person.ts';
import { expectAccessible, offlineNoise, watchForErrors } from './support/screen.ts';
import { type JourneyServer, startServer } from './support/server.ts';

let run: Run;
let server: JourneyServer;
let desk: Browser;
let phone: Browser;
let mallory: Browser;
let errors: (() => string[])[];

beforeAll(async () => {
  run = await startRun();
  server = await startServer(run);
  desk = await arrive(run, server.origin, 'Alice');
  phone = await launchBrowser(run, { viewport: { width: 390, height: 844 }, hasTouch: true });
  await signIn(phone.page, server.origin, accountOf('Alice'));
  mallory = await arrive(run, server.origin, 'Mallory');
  errors = [desk, phone, mallory].map(({ page }) => watchForErrors(page, offlineNoise));
});

afterAll(async () => {
  await run?.stop();
});

async function openDetails(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'About Mallory' }).click();
  await page.getByRole('region', { name: 'Profile' }).waitFor();
}

const bar = (page: Page) => page.getByText('You blocked Mallory.');

test('a block is asked for, and stands in place of the composer on every device', async () => {
  await openDirect(mallory.page, 'Alice');
  await write(mallory.page, 'Hello Alice');
  await waitForState(mallory.page, 'Hello Alice', 'sent');
  for (const { page } of [desk, phone]) {
    await openChat(page, 'Mallory');
    await message(page, 'Hello Alice').waitFor();
  }
  await openDetails(desk.page);
  await expectAccessible(desk.page, 'the person of a chat');
  await desk.page.getByRole('button', { name: 'Block Mallory' }).click();
  const dialog = desk.page.getByRole('dialog', { name: 'Block Mallory?' });
  await dialog.waitFor();
  await expectAccessible(desk.page, 'asking whether to block');
  await dialog.getByRole('button', { name: 'Block', exact: true }).click();
  for (const { page } of [desk, phone]) {
    await bar(page).waitFor();
    await composer(page).waitFor({ state: 'detached' });
  }
  await expectAccessible(phone.page, 'a chat with somebody who is blocked');
});

test('what the blocked person writes is refused in words, and reaches nobody', async () => {
  await write(mallory.page, 'Answer me');
  await waitForState(mallory.page, 'Answer me', 'refused');
  await mallory.page.getByText('This person cannot be written to.').first().waitFor();
  expect(await message(desk.page, 'Answer me').count()).toBe(0);
  expect(await message(phone.page, 'Answer me').count()).toBe(0);
});

test('unblocked on the phone without a connection: pending there, then everywhere', async () => {
  const { page } = phone;
  await page.context().setOffline(true);
  await page.getByRole('button', { name: 'Unblock' }).click();
  await composer(page).waitFor();
  await bar(desk.page).waitFor();
  await page.context().setOffline(false);
  await composer(desk.page).waitFor();
  await write(mallory.page, 'Sorry');
  await waitForState(mallory.page, 'Sorry', 'sent');
  for (const device of [desk, phone]) await message(device.page, 'Sorry').waitFor();
});

test('the list of blocked people stands in settings, and leads back', async () => {
  const { page } = desk;
  await page.getByRole('button', { name: 'Block Mallory' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Block', exact: true }).click();
  await bar(page).waitFor();
  await page.getByRole('button', { name: 'Settings' }).click();
  const list = page.getByRole('list', { name: 'Blocked people' });
  await list.getByText('Mallory').waitFor();
  await expectAccessible(page, 'the list of blocked people');
  await list.getByRole('button', { name: 'Unblock Mallory' }).click();
  await page.getByText('You have blocked nobody.').waitFor();
  await page.keyboard.press('Escape');
  await chatRow(page, 'Mallory').first().click();
  await composer(page).waitFor();
  expect(errors.flatMap((of) => of())).toEqual([]);
});
