/** One's own profile and privacy: changed on one device, offline too, and seen on the other. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Browser, launchBrowser } from '../../scripts/services/browser.ts';
import { type Run, startRun } from '../../scripts/services/run.ts';
import { accountOf, arrive, signIn } from './support/account.ts';
import {
  chatRow,
  composer,
  findPerson,
  message,
  openDirect,
  waitForState,
  write,
} from './support/person.ts';
import { expectAccessible, offlineNoise, refusalNoise, watchForErrors } from './support/screen.ts';
import { type JourneyServer, startServer } from './support/server.ts';

let run: Run;
let server: JourneyServer;
let desk: Browser;
let phone: Browser;
let bob: Browser;
let errors: (() => string[])[];

beforeAll(async () => {
  run = await startRun();
  server = await startServer(run);
  desk = await arrive(run, server.origin, 'Alice');
  phone = await launchBrowser(run, { viewport: { width: 390, height: 844 }, hasTouch: true });
  await signIn(phone.page, server.origin, accountOf('Alice'));
  bob = await arrive(run, server.origin, 'Bob');
  errors = [desk, phone, bob].map(({ page }) =>
    watchForErrors(page, [...offlineNoise, ...refusalNoise]),
  );
});

afterAll(async () => {
  await run?.stop();
});

const settings = (page: Page) => page.getByRole('region', { name: 'Settings' });

async function openSettings(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Settings' }).click();
  await settings(page).getByRole('button', { name: 'Edit profile' }).waitFor();
}

/** Fills the form that is open, and saves it. */
async function changeProfile(page: Page, fields: Readonly<Record<string, string>>): Promise<void> {
  await settings(page).getByRole('button', { name: 'Edit profile' }).click();
  const dialog = page.getByRole('dialog', { name: 'Edit profile' });
  for (const [label, text] of Object.entries(fields)) {
    await dialog.getByLabel(label, { exact: true }).fill(text);
  }
  await dialog.getByRole('button', { name: 'Save' }).click();
}

/** They stand in the composer, or as a message that was not sent. */
async function expectWordsKept(page: Page, text: string): Promise<void> {
  const isKept = async () =>
    (await composer(page).inputValue()) === text || (await message(page, text).count()) === 1;
  await expect.poll(isKept).toBe(true);
}

test('what is changed at the desk is seen on the phone, and by whom one writes with', async () => {
  await openDirect(bob.page, 'Alice');
  await write(bob.page, 'Hello Alice');
  await waitForState(bob.page, 'Hello Alice', 'sent');
  await openSettings(desk.page);
  await expectAccessible(desk.page, 'settings');
  await openSettings(phone.page);
  await changeProfile(desk.page, { Name: 'Alice Liddell', About: 'Down the rabbit hole' });
  for (const { page } of [desk, phone]) {
    await settings(page).getByRole('heading', { name: 'Alice Liddell' }).waitFor();
    await settings(page).getByText('Down the rabbit hole').waitFor();
  }
});

test('the form says what is wrong beside the field, and keeps what was typed', async () => {
  const { page } = phone;
  await settings(page).getByRole('button', { name: 'Edit profile' }).click();
  const dialog = page.getByRole('dialog', { name: 'Edit profile' });
  await dialog.getByLabel('Name', { exact: true }).fill(' ');
  await dialog.getByText('A name has 1 to 64 characters.').waitFor();
  await dialog.getByLabel('Handle', { exact: true }).fill('bob');
  await dialog.getByText('This handle is taken').waitFor();
  await dialog.getByLabel('About', { exact: true }).fill('x'.repeat(301));
  await dialog.getByText('1 character too many').waitFor();
  await expectAccessible(page, 'editing the profile, with problems');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await settings(page).getByRole('heading', { name: 'Alice Liddell' }).waitFor();
});

test('offline a change is kept, said to be pending, survives a restart, and arrives later', async () => {
  await phone.page.context().setOffline(true);
  await changeProfile(phone.page, { Name: 'Alice P.' });
  await settings(phone.page).getByText('Changes are saved on this device, not sent yet.').waitFor();
  await settings(phone.page).getByRole('heading', { name: 'Alice P.' }).waitFor();
  await phone.page.reload();
  await settings(phone.page).getByRole('heading', { name: 'Alice P.' }).waitFor();
  await phone.page.context().setOffline(false);
  await settings(desk.page).getByRole('heading', { name: 'Alice P.' }).waitFor();
  await settings(phone.page)
    .getByText('Changes are saved on this device, not sent yet.')
    .waitFor({ state: 'detached' });
});

test('a handle that somebody took meanwhile is refused in words, and can be let go', async () => {
  const { page } = phone;
  await page.context().setOffline(true);
  await changeProfile(page, { Handle: 'white_rabbit' });
  await settings(page).getByText('@white_rabbit').waitFor();
  await openSettings(bob.page);
  await changeProfile(bob.page, { Handle: 'white_rabbit' });
  await settings(bob.page).getByText('@white_rabbit').waitFor();
  await settings(bob.page)
    .getByText('Changes are saved on this device, not sent yet.')
    .waitFor({ state: 'detached' });
  await page.context().setOffline(false);
  const refusal = settings(page).getByText('Your profile was not changed.');
  await refusal.waitFor();
  await settings(page).getByText('You asked for “@white_rabbit”.').waitFor();
  await settings(page).getByText('@alice', { exact: true }).waitFor();
  await expectAccessible(page, 'a profile that was refused');
  await settings(page).getByRole('button', { name: 'Discard' }).click();
  await refusal.waitFor({ state: 'detached' });
});

test('who does not want to be found is not, and nobody new writes who may not', async () => {
  const { page } = desk;
  await settings(page).getByLabel('my handle').uncheck();
  await settings(page).getByLabel('People I share a chat with').check();
  await expect.poll(() => settings(phone.page).getByLabel('my handle').isChecked()).toBe(false);
  const carol = await arrive(run, server.origin, 'Carol');
  await findPerson(carol.page, '@alice');
  await carol.page.getByText('Nobody is found under “@alice”.').waitFor();
  await carol.page.keyboard.press('Escape');
  await findPerson(carol.page, accountOf('Alice').address);
  await carol.page.getByRole('button', { name: 'Write', exact: true }).click();
  await composer(carol.page).waitFor();
  // Her opening may be refused before or after she writes: either way she is told, with her words.
  await write(carol.page, 'May I?');
  await carol.page.getByText('This person cannot be written to.').first().waitFor();
  await expectWordsKept(carol.page, 'May I?');
  await expect.poll(() => chatRow(desk.page, 'Carol').count()).toBe(0);
  expect(errors.flatMap((of) => of())).toEqual([]);
});
