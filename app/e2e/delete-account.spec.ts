/** Deleting an account: what is said before, what is gone afterwards, and what others see. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Browser, launchBrowser } from '../../scripts/services/browser.ts';
import { type Run, startRun } from '../../scripts/services/run.ts';
import { accountOf, arrive, signIn, trySignIn } from './support/account.ts';
import { event, makeGroup } from './support/group.ts';
import { findOverflow } from './support/layout.ts';
import { hintOnline } from './support/network.ts';
import { readTimeline } from './support/painted.ts';
import {
  chatRow,
  composer,
  message,
  openChat,
  openDirect,
  waitForState,
  write,
} from './support/person.ts';
import { expectAccessible, offlineNoise, refusalNoise, watchForErrors } from './support/screen.ts';
import { type JourneyServer, startServer } from './support/server.ts';

let run: Run;
let server: JourneyServer;
let alice: Browser;
let tablet: Browser;
let bob: Browser;
let errors: (() => string[])[];

const wiped = 'The account was deleted, and everything of it has been deleted from this device.';
const phone = { viewport: { width: 390, height: 844 } };

beforeAll(async () => {
  run = await startRun();
  server = await startServer(run);
  [alice, bob, tablet] = await Promise.all([
    arrive(run, server.origin, 'Alice'),
    arrive(run, server.origin, 'Bob', phone),
    launchBrowser(run),
  ]);
  const noise = [...offlineNoise, ...refusalNoise];
  errors = [alice, bob, tablet].map(({ page }) => watchForErrors(page, noise));
  await openDirect(alice.page, 'Bob');
  await write(alice.page, 'Only for Bob');
  await waitForState(alice.page, 'Only for Bob', 'sent');
  await makeGroup(alice.page, 'Allotment', ['Bob']);
  await write(alice.page, 'Who waters on Sunday?');
  await waitForState(alice.page, 'Who waters on Sunday?', 'sent');
  await openChat(bob.page, 'Allotment');
  await write(bob.page, 'I do');
  await waitForState(bob.page, 'I do', 'sent');
  await signIn(tablet.page, server.origin, accountOf('Alice'));
  await openChat(tablet.page, 'Allotment');
}, 120_000);

afterAll(async () => {
  await run?.stop();
});

test('before it is done one reads what goes and what stays, and needs the password', async () => {
  const { page } = alice;
  await tablet.context.setOffline(true);
  await write(tablet.page, 'Never sent');
  await waitForState(tablet.page, 'Never sent', 'saved');

  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Delete my account' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete your account?' });
  await dialog.waitFor();
  for (const text of ['This cannot be undone.', 'You leave all groups.', 'Deleted account']) {
    await dialog.getByText(text).first().waitFor();
  }
  await expectAccessible(page, 'deleting the account');
  for (const width of [1280, 390, 320]) {
    await page.setViewportSize({ width, height: 800 });
    expect(await findOverflow(page)).toEqual([]);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  const confirm = dialog.getByRole('button', { name: 'Delete account' });
  await confirm.click();
  await dialog.getByText('Fill this in.').waitFor();
  await dialog.getByLabel('Password', { exact: true }).fill('not the secret');
  await confirm.click();
  await dialog.getByText('This is not the password of this account.').waitFor();
  await expectAccessible(page, 'deleting the account, wrong password');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.waitFor({ state: 'hidden' });
});

test('without a connection nothing is deleted, and that is said', async () => {
  const { page } = alice;
  await alice.context.setOffline(true);
  await page.getByText('The export comes from the server and needs one.').waitFor();
  await page.getByRole('button', { name: 'Delete my account' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete your account?' });
  await dialog.getByLabel('Password', { exact: true }).fill(accountOf('Alice').password);
  await dialog.getByRole('button', { name: 'Delete account' }).click();
  await dialog.getByText('An account can only be deleted with one.').waitFor();
  await alice.context.setOffline(false);
  await hintOnline(page);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
});

test('once deleted nothing is left on any device of it, unsent messages neither', async () => {
  const { page } = alice;
  await page.getByRole('button', { name: 'Delete my account' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete your account?' });
  await dialog.getByRole('radio', { name: 'Are deleted for everyone' }).check();
  await dialog.getByLabel('Password', { exact: true }).fill(accountOf('Alice').password);
  await dialog.getByRole('button', { name: 'Delete account' }).click();
  await page.getByText(wiped).waitFor();
  await expectAccessible(page, 'account deleted');

  await tablet.context.setOffline(false);
  await hintOnline(tablet.page);
  await tablet.page.getByText(wiped).waitFor();
  for (const each of [page, tablet.page]) {
    const held = await each.evaluate(async () => ({
      databases: (await indexedDB.databases()).map(({ name }) => name),
      storage: JSON.stringify({ ...localStorage }),
    }));
    expect(held.databases).toEqual([]);
    expect(held.storage).not.toContain('lice');
    await each.reload();
    await each.getByText(wiped).waitFor();
  }

  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  const { address, password } = accountOf('Alice');
  await trySignIn(page, address, password);
  await page.getByText('The address or the password is not right.').waitFor();
});

test('others keep the chats, without a text of hers, and under no name of hers', async () => {
  const { page } = bob;
  await event(page, 'Deleted account left the group. You are the owner now').waitFor();
  await message(page, 'Who waters on Sunday?').waitFor({ state: 'hidden' });
  const texts = (await readTimeline(page)).map(({ text }) => text);
  expect(texts).toContain('I do');
  expect(texts).not.toContain('Who waters on Sunday?');
  await write(page, 'Then I water alone');
  await waitForState(page, 'Then I water alone', 'sent');
  await expectAccessible(page, 'a group that somebody left by deleting the account');

  await page.keyboard.press('Escape');
  const row = chatRow(page, 'Deleted account');
  await row.waitFor();
  expect(await page.content()).not.toContain('Alice');
  await row.click();
  await page.getByRole('region', { name: 'Chat with Deleted account' }).waitFor();
  await message(page, 'Only for Bob').waitFor({ state: 'hidden' });
  await composer(page).fill('Are you there?');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByText('This person cannot be written to.').first().waitFor();
  await message(page, 'Are you there?').waitFor();
  await expectAccessible(page, 'the chat with a deleted account');
  for (const each of errors) expect(each()).toEqual([]);
});

test('with messages that stay, another may take the handle and the address', async () => {
  const { page } = bob;
  const carol = await arrive(run, server.origin, 'Carol');
  await openDirect(carol.page, 'Bob');
  await page.getByRole('button', { name: 'Back' }).click();
  await openChat(page, 'Carol');
  await write(page, 'This may stay');
  await waitForState(page, 'This may stay', 'sent');
  await page.getByRole('button', { name: 'Back' }).click();
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Delete my account' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete your account?' });
  expect(await findOverflow(page)).toEqual([]);
  await dialog.getByLabel('Password', { exact: true }).fill(accountOf('Bob').password);
  await dialog.getByRole('button', { name: 'Delete account' }).click();
  await page.getByText(wiped).waitFor();
  await message(carol.page, 'This may stay').waitFor();
  await arrive(run, server.origin, 'Bob').then((again) => again.close());
  await carol.close();
});
