/** Groups for everybody: by keys alone, in little room, with long names, from right to left. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser } from '../../scripts/services/browser.ts';
import { type Run, startRun } from '../../scripts/services/run.ts';
import { arrive } from './support/account.ts';
import { event, groupPanel, openDetails } from './support/group.ts';
import { findClipped, findOverflow } from './support/layout.ts';
import { chatRow, composer, openDirect, waitForState, write } from './support/person.ts';
import { offlineNoise, watchForErrors } from './support/screen.ts';
import { type JourneyServer, startServer } from './support/server.ts';

const title = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunter';

let run: Run;
let server: JourneyServer;
let alice: Browser;
let errors: () => string[];

beforeAll(async () => {
  run = await startRun();
  server = await startServer(run);
  alice = await arrive(run, server.origin, 'Alice');
  await arrive(run, server.origin, 'Bob');
  errors = watchForErrors(alice.page, offlineNoise);
  await openDirect(alice.page, 'Bob');
  await write(alice.page, 'Hello Bob');
  await waitForState(alice.page, 'Hello Bob', 'sent');
}, 120_000);

afterAll(async () => {
  await run?.stop();
});

test('a group is made, looked at and left alone again by keys', async () => {
  const { page } = alice;
  await page.keyboard.press('Control+k');
  await page.getByLabel('Chat, handle, e-mail or phone').waitFor();
  await tabTo(page, 'New group');
  await page.keyboard.press('Enter');
  const search = page.getByRole('textbox', { name: 'Name, handle, e-mail or phone' });
  await search.waitFor();
  expect(await search.evaluate((field) => field === document.activeElement)).toBe(true);
  await page.keyboard.type('bo');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Leave out Bob' }).waitFor();
  await page.keyboard.press('Backspace');
  await page.getByRole('button', { name: 'Leave out Bob' }).waitFor({ state: 'detached' });
  await page.keyboard.type('bo');
  await page.keyboard.press('Enter');
  await tabTo(page, 'Next');
  await page.keyboard.press('Enter');
  await page.getByLabel('Name of the group').waitFor();
  await page.keyboard.type(title);
  await page.keyboard.press('Enter');
  await page.getByRole('region', { name: `Chat with ${title}` }).waitFor();
  await event(page, 'You created the group').waitFor();
  await page.getByRole('button', { name: `About ${title}` }).focus();
  await page.keyboard.press('Enter');
  await groupPanel(page).waitFor();
  await tabTo(page, 'Bob');
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: 'Write a message' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('menu').waitFor({ state: 'detached' });
  await groupPanel(page).waitFor();
  await page.keyboard.press('Escape');
  await groupPanel(page).waitFor({ state: 'detached' });
  await composer(page).waitFor();
});

/** Until what has the focus is called so. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let step = 0; step < 40; step += 1) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');
    if (focused.endsWith(name)) return;
  }
  throw new Error(`Tab does not lead to ${name}.`);
}

test.each(['ltr', 'rtl'])('at 320 px nothing of a group is cut, %s', async (direction) => {
  const { page } = alice;
  await page.setViewportSize({ width: 320, height: 640 });
  await page.evaluate((dir) => {
    document.documentElement.dir = dir;
  }, direction);
  await composer(page).waitFor();
  const look = async (name: string) => {
    // A field of one line follows what is typed in it.
    const beyond = (await findOverflow(page)).filter((found) => !found.includes('input “”'));
    expect([name, beyond, await findClipped(page)]).toEqual([name, [], []]);
  };
  await look('chat');
  await openDetails(page, title);
  await look('details');
  for (const name of ['Add people', 'Invite link', 'Edit group', 'Permissions']) {
    await page.getByRole('button', { name }).click();
    await page.getByRole('button', { name }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Back' }).waitFor();
    await look(name);
    await page.getByRole('button', { name: 'Back' }).click();
    await groupPanel(page).waitFor();
  }
  await groupPanel(page).getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Delete group' }).click();
  await look('deleting');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Back' }).click();
  await composer(page).waitFor();
});

test('one goes back from a group step by step, as far as the list', async () => {
  const { page } = alice;
  await openDetails(page, title);
  await page.getByRole('button', { name: 'Permissions' }).click();
  await page.getByRole('group', { name: 'Who can write' }).waitFor();
  await page.goBack();
  await groupPanel(page).waitFor();
  await page.goBack();
  await composer(page).waitFor();
  await page.goBack();
  await chatRow(page, title).waitFor();
});

test('nothing went wrong on the way', () => {
  expect(errors()).toEqual([]);
});
