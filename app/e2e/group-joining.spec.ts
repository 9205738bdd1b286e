/** The ways into a group: by invitation, by link, and by a link that asks first. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Browser, launchBrowser } from '../../scripts/services/browser.ts';
import { type Run, startRun } from '../../scripts/services/run.ts';
import { accountOf, arrive, fillNewAccount } from './support/account.ts';
import { event, leavePanel, makeGroup, memberRow, openDetails } from './support/group.ts';
import { chatRow, composer, message, openChat, write } from './support/person.ts';
import { expectAccessible, offlineNoise, refusalNoise, watchForErrors } from './support/screen.ts';
import { type JourneyServer, startServer } from './support/server.ts';

let run: Run;
let server: JourneyServer;
let alice: Browser;
let dave: Browser;
let erin: Browser;
let frank: Browser;
let errors: (() => string[])[];
/** Of a link that lets in, and of one that asks first. */
let openLink = '';
let askingLink = '';

beforeAll(async () => {
  run = await startRun();
  server = await startServer(run);
  [alice, dave, erin, frank] = await Promise.all([
    arrive(run, server.origin, 'Alice'),
    arrive(run, server.origin, 'Dave', { viewport: { width: 390, height: 844 } }),
    arrive(run, server.origin, 'Erin'),
    launchBrowser(run),
  ]);
  errors = [alice, dave, erin, frank].map(({ page }) =>
    watchForErrors(page, [...offlineNoise, ...refusalNoise]),
  );
  await alice.context.grantPermissions(['clipboard-read', 'clipboard-write']);
}, 120_000);

afterAll(async () => {
  await run?.stop();
});

test('whom one shares no chat with is invited, and comes when he accepts', async () => {
  const { page } = alice;
  await makeGroup(page, 'Choir', []);
  await openDetails(page, 'Choir');
  await page.getByRole('button', { name: 'Add people' }).click();
  const field = page.getByRole('textbox', { name: 'Name, handle, e-mail or phone' });
  for (const name of ['Dave', 'Erin']) {
    await field.fill(`@${name.toLowerCase()}`);
    await page.getByRole('button', { name: 'Find person:' }).click();
    await page.getByRole('button', { name: `Leave out ${name}` }).waitFor();
  }
  await expectAccessible(page, 'adding people');
  await page.getByRole('button', { name: 'Add 2 people' }).click();
  await event(page, 'You invited Dave and Erin').waitFor();
  await page.getByRole('heading', { name: 'Invited' }).waitFor();
  await page.getByRole('button', { name: 'Withdraw the invitation of Dave' }).waitFor();

  await dave.page.getByText('Alice invites you').waitFor();
  await expectAccessible(dave.page, 'an invitation');
  await dave.page.getByRole('button', { name: 'Accept the invitation to Choir' }).click();
  await chatRow(dave.page, 'Choir').waitFor();
  await event(page, 'Dave accepted your invitation').waitFor();
  await openChat(dave.page, 'Choir');
  await write(dave.page, 'Here I am');
  await message(page, 'Here I am').waitFor();

  await erin.page.getByText('Alice invites you').waitFor();
  await erin.page.getByRole('button', { name: 'Decline the invitation to Choir' }).click();
  await erin.page.getByText('Alice invites you').waitFor({ state: 'detached' });
  await page.getByRole('heading', { name: 'Invited' }).waitFor({ state: 'detached' });
  expect(await memberRow(page, 'Erin').count()).toBe(0);
});

test('links are made, copied and shown as a code', async () => {
  const { page } = alice;
  await page.getByRole('button', { name: 'Invite link' }).click();
  await page.getByText('No link yet').waitFor();
  await expectAccessible(page, 'no invite links');
  await page.getByRole('button', { name: 'Make link' }).click();
  await expectAccessible(page, 'making an invite link');
  await page.getByRole('radio', { name: 'Once' }).click();
  await page.getByRole('button', { name: 'Make link' }).click();
  await page.getByText('1 use left').waitFor();
  await page.getByRole('button', { name: 'Copy link' }).click();
  await page.getByText('Link copied.').waitFor();
  openLink = await page.evaluate(() => navigator.clipboard.readText());
  await page.getByRole('button', { name: 'Make link' }).click();
  await page.getByRole('switch', { name: 'An administrator lets in' }).click();
  await page.getByRole('button', { name: 'Make link' }).click();
  await page.getByText('asks first').waitFor();
  await page.getByRole('button', { name: 'Copy link' }).first().click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).not.toBe(openLink);
  askingLink = await page.evaluate(() => navigator.clipboard.readText());
  await page.getByRole('button', { name: 'Show code' }).first().click();
  await page.getByRole('img', { name: askingLink }).waitFor();
  await expectAccessible(page, 'a link as a code');
  await page.getByRole('button', { name: 'Close' }).click();
});

test('whoever is not signed in makes an account and is back at the invitation', async () => {
  const { page } = frank;
  await page.goto(openLink);
  await page.getByText('You were invited to a group').waitFor();
  await expectAccessible(page, 'an invitation without an account');
  await page.getByRole('button', { name: 'Create account' }).click();
  await fillNewAccount(page, accountOf('Frank'));
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByRole('heading', { name: 'Choir' }).waitFor();
  await page.getByText('2 members').waitFor();
  await expectAccessible(page, 'an invitation by link');
  await page.getByRole('button', { name: 'Join', exact: true }).click();
  await page.getByRole('region', { name: 'Chat with Choir' }).waitFor();
  await composer(page).waitFor();
  await event(page, 'You joined by a link from Alice').waitFor();
  await event(alice.page, 'Frank joined by your link').waitFor();
  await message(page, 'Here I am').waitFor();
  await page.goto(openLink);
  await page.getByText('This invitation is not valid any more. Ask for a new one.').waitFor();
  await expectAccessible(page, 'a link that was used up');
});

test('where a link asks first, an administrator lets in whoever comes', async () => {
  const { page } = erin;
  await page.goto(askingLink);
  await page.getByRole('button', { name: 'Ask to join' }).click();
  await page.getByText('You have asked.').waitFor();
  await expectAccessible(page, 'asked to join');
  const asking = event(alice.page, 'Erin asked to join');
  await asking.waitFor();
  await expectAccessible(alice.page, 'somebody asks to join');
  await asking.getByRole('button', { name: 'Let in' }).click();
  await event(alice.page, 'You let Erin in').waitFor();
  await chatRow(page, 'Choir').waitFor();
  await event(dave.page, 'Alice let Erin in').waitFor();
});

test('a link that was revoked lets nobody in', async () => {
  const { page } = alice;
  await page.getByRole('button', { name: 'Revoke' }).first().click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await page.getByText('No link yet').waitFor();
  await leavePanel(page);
  await dave.page.goto(askingLink);
  await dave.page.getByText('This invitation is not valid any more.').waitFor();
});

test('nothing went wrong on the way', () => {
  expect(errors.flatMap((read) => read())).toEqual([]);
});
