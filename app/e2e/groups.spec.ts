/** A group from its making to its end: members, roles, settings, and what others see of it. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser } from '../../scripts/services/browser.ts';
import { type Run, startRun } from '../../scripts/services/run.ts';
import { arrive } from './support/account.ts';
import {
  actOnMember,
  chooseInMore,
  event,
  groupPanel,
  leavePanel,
  makeGroup,
  memberRow,
  openDetails,
} from './support/group.ts';
import {
  chatList,
  chatRow,
  composer,
  message,
  openChat,
  openDirect,
  timeline,
  waitForState,
  write,
} from './support/person.ts';
import { expectAccessible, offlineNoise, watchForErrors } from './support/screen.ts';
import { type JourneyServer, startServer } from './support/server.ts';

let run: Run;
let server: JourneyServer;
let alice: Browser;
let bob: Browser;
let carol: Browser;
let errors: (() => string[])[];

beforeAll(async () => {
  run = await startRun();
  server = await startServer(run);
  [alice, bob, carol] = await Promise.all([
    arrive(run, server.origin, 'Alice'),
    arrive(run, server.origin, 'Bob'),
    arrive(run, server.origin, 'Carol', { viewport: { width: 390, height: 844 } }),
  ]);
  errors = [alice, bob, carol].map(({ page }) => watchForErrors(page, offlineNoise));
  for (const name of ['Bob', 'Carol']) {
    await openDirect(alice.page, name);
    await write(alice.page, `Hello ${name}`);
    await waitForState(alice.page, `Hello ${name}`, 'sent');
  }
}, 120_000);

afterAll(async () => {
  await run?.stop();
});

test('a group that somebody makes is there for everybody, with what was done in it', async () => {
  const { page } = alice;
  await page.getByRole('button', { name: 'New chat' }).first().click();
  await page.getByRole('button', { name: 'New group' }).click();
  await page.getByRole('checkbox', { name: 'Bob' }).waitFor();
  await page.getByRole('checkbox', { name: 'Bob' }).click();
  await expectAccessible(page, 'choosing people');
  await page.getByRole('checkbox', { name: 'Carol' }).click();
  await page.getByRole('button', { name: 'Leave out Bob' }).click();
  await page.getByRole('checkbox', { name: 'Bob' }).click();
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByLabel('Name of the group').fill('Sailing');
  await page.getByLabel('Description').fill('Every other Sunday');
  await expectAccessible(page, 'naming a group');
  await page.getByRole('button', { name: 'Create group' }).click();
  await page.getByRole('region', { name: 'Chat with Sailing' }).waitFor();
  await event(page, 'You created the group “Sailing”').waitFor();
  await page.getByText('3 members').first().waitFor();
  await chatRow(bob.page, 'Sailing').waitFor();
  await chatRow(carol.page, 'Sailing').waitFor();
  await openChat(bob.page, 'Sailing');
  await event(bob.page, 'Alice created the group “Sailing”').waitFor();
  await write(bob.page, 'Ahoy');
  await message(page, 'Ahoy').getByRole('button', { name: 'Bob' }).waitFor();
  await chatRow(carol.page, 'Sailing').getByText('Bob: Ahoy').waitFor();
  await expectAccessible(page, 'a group');
});

test('from a private chat a group is made with the person in it', async () => {
  const { page } = alice;
  await openDirect(page, 'Bob');
  await page.getByRole('button', { name: 'About Bob' }).click();
  await page.getByRole('button', { name: 'New group with Bob' }).click();
  await page.getByRole('button', { name: 'Leave out Bob' }).waitFor();
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByText('With Bob.').waitFor();
  await page.getByLabel('Name of the group').fill('The two of us');
  await page.getByRole('button', { name: 'Create group' }).click();
  await page.getByRole('region', { name: 'Chat with The two of us' }).waitFor();
  await chatRow(bob.page, 'The two of us').waitFor();
  await openChat(page, 'Sailing');
});

test('a new name, another role: told in place, and what one may do follows at once', async () => {
  const { page } = alice;
  await openDetails(page, 'Sailing');
  await groupPanel(page).getByText('Every other Sunday').waitFor();
  await expectAccessible(page, 'details of a group');
  await page.getByRole('button', { name: 'Edit group' }).click();
  await page.getByLabel('Name of the group').fill('Sailing club');
  await page.getByRole('button', { name: 'Save' }).click();
  await event(page, 'You named the group “Sailing club”').waitFor();
  await event(bob.page, 'Alice named the group “Sailing club”').waitFor();
  await chatRow(carol.page, 'Sailing club').waitFor();

  await actOnMember(page, 'Bob', 'Make administrator');
  await event(page, 'You made Bob administrator').waitFor();
  await event(bob.page, 'Alice made you administrator').waitFor();
  await memberRow(page, 'Bob').getByText('Administrator').waitFor();
  await openDetails(bob.page, 'Sailing club');
  await bob.page.getByRole('button', { name: 'Permissions' }).waitFor();
  await memberRow(bob.page, 'Alice').click();
  expect(await bob.page.getByRole('menuitem').allInnerTexts()).toEqual([
    'Write a message',
    'Show profile',
  ]);
  await bob.page.keyboard.press('Escape');
  await memberRow(bob.page, 'Carol').click();
  await expectAccessible(bob.page, 'what can be done with a member');
  expect(await bob.page.getByRole('menuitem').allInnerTexts()).toEqual([
    'Write a message',
    'Show profile',
    'Make administrator',
    'Remove from group',
  ]);
  await bob.page.keyboard.press('Escape');
  await leavePanel(bob.page);
});

test('only administrators may write once that is set, and anybody again when it is not', async () => {
  const { page } = alice;
  await openChat(carol.page, 'Sailing club');
  await page.getByRole('button', { name: 'Permissions' }).click();
  const write = page.getByRole('group', { name: 'Who can write' });
  await expectAccessible(page, 'permissions');
  await write.getByRole('radio', { name: 'Administrators' }).click();
  await event(page, 'You changed who may do what here').waitFor();
  await carol.page.getByText('Only administrators can write here.').waitFor();
  expect(await composer(carol.page).count()).toBe(0);
  await expectAccessible(carol.page, 'a group in which one cannot write');
  await composer(bob.page).waitFor();
  await write.getByRole('radio', { name: 'All members' }).click();
  await composer(carol.page).waitFor();
  await leavePanel(page);
  await leavePanel(page);
});

test('administrators take away what others wrote, and everybody reads by whom', async () => {
  await write(carol.page, 'Something unkind');
  await message(bob.page, 'Something unkind').hover();
  await message(bob.page, 'Something unkind')
    .getByRole('button', { name: 'Message actions' })
    .click();
  await bob.page.getByRole('menuitem', { name: 'Remove for everyone' }).click();
  await message(carol.page, 'Removed by Bob').waitFor({ timeout: 20_000 });
  await message(bob.page, 'Removed by you').waitFor();
});

test('a member reports a message, and sees who has read his own', async () => {
  const { page } = carol;
  await write(bob.page, 'Nothing wrong with this');
  const row = message(page, 'Nothing wrong with this');
  await row.hover();
  await row.getByRole('button', { name: 'Message actions' }).click();
  await page.getByRole('menuitem', { name: 'Report to administrators' }).click();
  await page.getByLabel('What is wrong with it?').fill('I only try it');
  await expectAccessible(page, 'reporting a message');
  await page.getByRole('button', { name: 'Report', exact: true }).click();
  await page.getByText('The administrators will be told.').waitFor();
  await alice.page.getByRole('button', { name: '1 message was reported' }).click();
  const reports = alice.page.getByRole('region', { name: 'Reported messages' });
  await reports.getByText('I only try it').waitFor();
  await reports.getByText('Nothing wrong with this').waitFor();
  await expectAccessible(alice.page, 'reported messages');
  await reports.getByRole('button', { name: 'Leave it' }).click();
  await reports.getByText('Nothing is reported.').waitFor();
  await alice.page
    .getByRole('button', { name: '1 message was reported' })
    .waitFor({ state: 'detached' });
  await leavePanel(alice.page);

  await write(page, 'Who has read this?');
  await waitForState(page, 'Who has read this?', 'read');
  await message(page, 'Who has read this?').hover();
  await message(page, 'Who has read this?')
    .getByRole('button', { name: 'Message actions' })
    .click();
  await page.getByRole('menuitem', { name: 'Message info' }).click();
  const info = page.getByRole('dialog', { name: 'Message info' });
  await info.getByText('Read by 2').waitFor();
  await expectAccessible(page, 'who has read a message');
  expect((await info.getByRole('listitem').allInnerTexts()).map(lastLine)).toEqual([
    'Alice',
    'Bob',
  ]);
  await info.getByRole('button', { name: 'Close' }).click();
});

/** Without the letters that stand for a picture. */
function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}

test('who is removed reads what he has, writes no more, and may delete it from his device', async () => {
  const { page } = alice;
  await composer(carol.page).fill('Not yet sent');
  await openDetails(page, 'Sailing club');
  await actOnMember(page, 'Carol', 'Remove from group');
  await expectAccessible(page, 'asking whether to remove somebody');
  await page.getByRole('dialog').getByRole('button', { name: 'Remove from group' }).click();
  await event(page, 'You removed Carol').waitFor();
  await carol.page.getByText('You were removed from this group.').waitFor();
  expect(await composer(carol.page).count()).toBe(0);
  await message(carol.page, 'Who has read this?').waitFor();
  await expectAccessible(carol.page, 'a group one was removed from');
  await write(bob.page, 'Carol does not get this');
  await message(page, 'Carol does not get this').waitFor();
  expect(await message(carol.page, 'Carol does not get this').count()).toBe(0);
  await carol.page.getByRole('button', { name: 'Delete from this device' }).click();
  await carol.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await chatList(carol.page).waitFor();
  await chatRow(carol.page, 'Sailing club').waitFor({ state: 'detached' });
});

test('an owner who leaves hears who follows him, and the group has an owner', async () => {
  const { page } = alice;
  await chooseInMore(page, 'Leave group');
  await page.getByRole('dialog').getByText('Bob becomes the owner.').waitFor();
  await expectAccessible(page, 'asking whether to leave');
  await page.getByRole('dialog').getByRole('button', { name: 'Leave', exact: true }).click();
  await page.getByText('You left this group.').waitFor();
  await event(bob.page, 'Alice left the group. You are the owner now').waitFor();
  await openDetails(bob.page, 'Sailing club');
  await memberRow(bob.page, 'You').getByText('Owner').waitFor();
});

test('a group that its owner deletes is gone for everybody', async () => {
  const { page } = bob;
  await makeGroup(alice.page, 'Short-lived', ['Bob']);
  await chatRow(page, 'Short-lived').waitFor();
  await openDetails(alice.page, 'Short-lived');
  await chooseInMore(alice.page, 'Delete group');
  const dialog = alice.page.getByRole('dialog');
  const confirm = dialog.getByRole('button', { name: 'Delete for everybody' });
  expect(await confirm.getAttribute('aria-disabled')).toBe('true');
  await dialog.getByLabel('Type the name of the group to go on').fill('short-lived');
  await expectAccessible(alice.page, 'asking whether to delete a group');
  await confirm.click();
  for (const person of [page, alice.page]) {
    await chatRow(person, 'Short-lived')
      .getByText('This group was deleted by its owner.')
      .waitFor();
  }
  await chatRow(page, 'Short-lived').click();
  await page.getByRole('button', { name: 'Delete from this device' }).waitFor();
  expect(await timeline(page).count()).toBe(0);
  await expectAccessible(page, 'a group that was deleted');
  await page.getByRole('button', { name: 'Delete from this device' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await chatRow(page, 'Short-lived').waitFor({ state: 'detached' });
});

test('nothing went wrong on the way', () => {
  expect(errors.flatMap((read) => read())).toEqual([]);
});
