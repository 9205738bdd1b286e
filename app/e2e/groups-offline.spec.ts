/** Groups without a connection: what waits is said to wait, and what is refused is explained. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser } from '../../scripts/services/browser.ts';
import { type Run, startRun } from '../../scripts/services/run.ts';
import { arrive } from './support/account.ts';
import { actOnMember, event, groupPanel, leavePanel, openDetails } from './support/group.ts';
import { hintOnline } from './support/network.ts';
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

const waiting = 'Saved on this device, not sent yet';

let run: Run;
let server: JourneyServer;
let alice: Browser;
let bob: Browser;
let errors: (() => string[])[];

beforeAll(async () => {
  run = await startRun();
  server = await startServer(run);
  [alice, bob] = await Promise.all([
    arrive(run, server.origin, 'Alice'),
    arrive(run, server.origin, 'Bob', { viewport: { width: 390, height: 844 } }),
  ]);
  errors = [alice, bob].map(({ page }) => watchForErrors(page, offlineNoise));
  await openDirect(alice.page, 'Bob');
  await write(alice.page, 'Hello Bob');
  await waitForState(alice.page, 'Hello Bob', 'sent');
}, 120_000);

afterAll(async () => {
  await run?.stop();
});

test('a group made without a connection waits, with what is written in it, and is then there for all', async () => {
  const { page } = alice;
  await alice.context.setOffline(true);
  await page.getByText('No connection.').first().waitFor();
  await page.getByRole('button', { name: 'New chat' }).first().click();
  await page.getByRole('button', { name: 'New group' }).click();
  await page.getByRole('checkbox', { name: 'Bob' }).click();
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByLabel('Name of the group').fill('Allotment');
  await page.getByText('The group is kept on this device').waitFor();
  await expectAccessible(page, 'making a group without a connection');
  await page.getByRole('button', { name: 'Create group' }).click();
  await page.getByRole('region', { name: 'Chat with Allotment' }).waitFor();
  await page.getByText('Waits for a connection to be created').waitFor();
  await event(page, 'You created the group “Allotment”')
    .getByText(waiting)
    .waitFor({ state: 'attached' });
  await write(page, 'Who has a spade?');
  await waitForState(page, 'Who has a spade?', 'saved');
  await openDetails(page, 'Allotment');
  await page.getByRole('button', { name: 'Edit group' }).click();
  await page.getByLabel('Name of the group').fill('Allotments');
  await page.getByRole('button', { name: 'Save' }).click();
  await event(page, 'You named the group “Allotments”')
    .getByText(waiting)
    .waitFor({ state: 'attached' });
  await expectAccessible(page, 'a group that is only a wish');

  await alice.context.setOffline(false);
  await hintOnline(page);
  await event(page, 'You named the group “Allotments”')
    .getByText(waiting)
    .waitFor({ state: 'detached' });
  await page.getByText('2 members').first().waitFor();
  await waitForState(page, 'Who has a spade?', 'sent');
  await openChat(bob.page, 'Allotments');
  await event(bob.page, 'Alice created the group “Allotment”').waitFor();
  await message(bob.page, 'Who has a spade?').waitFor();
  await event(bob.page, 'Alice named the group “Allotments”').waitFor();
});

test('of two names given apart the later stands, the same for both', async () => {
  for (const { page } of [bob]) await openDetails(page, 'Allotments');
  await Promise.all([alice.context.setOffline(true), bob.context.setOffline(true)]);
  for (const [{ page }, name] of [
    [alice, 'Spades'],
    [bob, 'Forks'],
  ] as const) {
    await groupPanel(page).getByRole('button', { name: 'Edit group' }).click();
    await page.getByLabel('Name of the group').fill(name);
    await page.getByRole('button', { name: 'Save' }).click();
    await groupPanel(page)
      .getByRole('heading', { name })
      .getByText(waiting)
      .waitFor({ state: 'attached' });
  }
  await alice.context.setOffline(false);
  await hintOnline(alice.page);
  await event(alice.page, 'You named the group “Spades”')
    .getByText(waiting)
    .waitFor({ state: 'detached' });
  await bob.context.setOffline(false);
  await hintOnline(bob.page);
  for (const { page } of [alice, bob]) {
    await groupPanel(page).getByRole('heading', { name: 'Forks' }).waitFor();
    await groupPanel(page).getByText(waiting).waitFor({ state: 'detached' });
  }
  await leavePanel(bob.page);
  await event(bob.page, 'Alice named the group “Spades”').waitFor();
  await event(bob.page, 'You named the group “Forks”').waitFor();
});

test('a change that was refused is explained, and can be thrown away', async () => {
  await bob.context.setOffline(true);
  await openDetails(bob.page, 'Forks');
  await bob.page.getByRole('button', { name: 'Edit group' }).click();
  await bob.page.getByLabel('Name of the group').fill('Rakes');
  await bob.page.getByRole('button', { name: 'Save' }).click();
  await leavePanel(bob.page);
  await event(bob.page, 'You named the group “Rakes”').waitFor();

  await alice.page.getByRole('button', { name: 'Permissions' }).click();
  await alice.page
    .getByRole('group', { name: 'Who can change name, picture and description' })
    .getByRole('radio', { name: 'Administrators' })
    .click();
  await event(alice.page, 'You changed who may do what here').waitFor();
  await leavePanel(alice.page);

  await bob.context.setOffline(false);
  await hintOnline(bob.page);
  const refused = event(bob.page, 'You named the group “Rakes”');
  await refused.getByText('You may not do this in this group.').waitFor();
  await expectAccessible(bob.page, 'a change that was refused');
  await chatRow(alice.page, 'Forks').waitFor();
  await refused.getByRole('button', { name: 'Discard' }).click();
  await refused.waitFor({ state: 'detached' });
  await bob.page.getByRole('button', { name: 'About Forks' }).waitFor();
});

test('who was removed meanwhile keeps what he wrote, and reads why it was not sent', async () => {
  const text = 'I wrote this in the tunnel';
  await bob.context.setOffline(true);
  await write(bob.page, text);
  await waitForState(bob.page, text, 'saved');
  await actOnMember(alice.page, 'Bob', 'Remove from group');
  await alice.page.getByRole('dialog').getByRole('button', { name: 'Remove from group' }).click();
  await event(alice.page, 'You removed Bob').waitFor();
  await bob.context.setOffline(false);
  await hintOnline(bob.page);
  await bob.page.getByText('You were removed from this group.').first().waitFor();
  await waitForState(bob.page, text, 'refused');
  await message(bob.page, text).getByText('You were removed from this group.').waitFor();
  expect(await message(bob.page, text).getByRole('button', { name: 'Retry' }).count()).toBe(0);
  expect(await composer(bob.page).count()).toBe(0);
  await expectAccessible(bob.page, 'removed, with something unsent');
  expect(await message(alice.page, text).count()).toBe(0);
});

test('somebody who is added again reads on, and what was refused stays refused', async () => {
  const text = 'I wrote this in the tunnel';
  await alice.page.getByRole('button', { name: 'Add people' }).click();
  await alice.page.getByRole('checkbox', { name: 'Bob' }).click();
  await alice.page.getByRole('button', { name: 'Add 1 person' }).click();
  await event(alice.page, 'You added Bob').last().waitFor();
  await composer(bob.page).waitFor();
  await message(bob.page, text)
    .getByText('Not sent', { exact: true })
    .waitFor({ state: 'attached' });
  expect(await message(alice.page, text).count()).toBe(0);
  await write(bob.page, 'Back again');
  await message(alice.page, 'Back again').waitFor();
});

test('nothing went wrong on the way', () => {
  expect(errors.flatMap((read) => read())).toEqual([]);
});
