/** Groups: their chat, their details, making one, and the ways in and out. */
import type { Locator, Page } from 'playwright-core';
import { composer, find, messages, person, send } from './chat-scenes.ts';
import { newcomer } from './newcomer.ts';
import type { Scene, Stage } from './stage.ts';

const group: Scene = {
  name: 'group',
  async play(stage) {
    const page = await stage.enter(person(stage, 0));
    const title = await openGroup(stage, page);
    await stage.shoot(page, 'chat');
    await openDetails(page, title);
    await stage.shoot(page, 'details');
    await details(page).getByRole('listitem').getByRole('button').nth(2).click();
    await stage.shoot(page, 'member');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Edit group' }).click();
    await stage.shoot(page, 'edit');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Permissions' }).click();
    await stage.shoot(page, 'permissions');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Add people' }).click();
    await stage.shoot(page, 'add');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Invite link' }).click();
    await page.getByRole('button', { name: 'Make link' }).click();
    await stage.shoot(page, 'new-link');
    await page.getByRole('button', { name: 'Make link' }).click();
    await page.getByRole('button', { name: 'Copy link' }).first().waitFor();
    await stage.shoot(page, 'links');
    await page.getByRole('button', { name: 'Show code' }).first().click();
    await page.getByRole('img').waitFor();
    await stage.shoot(page, 'code');
    const address = (await page.getByRole('img').getAttribute('aria-label')) ?? '';
    await page.getByRole('button', { name: 'Close' }).last().click();

    const guest = await stage.visit(address);
    await guest.getByText('You were invited to a group').waitFor();
    await stage.shoot(guest, 'invited-signed-out');
    const other = await stage.visit();
    await newcomer(other, stage.form, 'Ada');
    await other.goto(address);
    await other.getByRole('button', { name: 'Join', exact: true }).waitFor();
    await stage.shoot(other, 'invited');
    await other.getByRole('button', { name: 'Join', exact: true }).click();
    await composer(other).waitFor();
    await stage.shoot(other, 'joined');
    await other.goto(address.replace(/.$/, address.endsWith('A') ? 'Q' : 'A'));
    await other.getByText('The invitation cannot be used').waitFor();
    await stage.shoot(other, 'link-not-valid');
  },
};

const newGroup: Scene = {
  name: 'new-group',
  async play(stage) {
    const page = await stage.enter(person(stage, 1));
    await page.getByRole('button', { name: 'New chat' }).first().click();
    await page.getByRole('button', { name: 'New group' }).click();
    await page.getByRole('checkbox').first().waitFor();
    await stage.shoot(page, 'people');
    for (const index of [0, 2, 3]) await page.getByRole('checkbox').nth(index).click();
    await stage.shoot(page, 'chosen');
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByLabel('Name of the group').fill('Sunday rowers');
    await stage.shoot(page, 'name');
    await page.context().setOffline(true);
    await page.getByText('The group is kept on this device').waitFor();
    await page.getByLabel('Description').fill(`Rowing, slowly. ${'And then some. '.repeat(17)}`);
    await stage.shoot(page, 'offline');
    await page.getByRole('button', { name: 'Create group' }).click();
    await composer(page).waitFor();
    await stage.shoot(page, 'pending');
    await page.context().setOffline(false);
  },
};

const groupEnds: Scene = {
  name: 'group-ends',
  async play(stage) {
    const [one, other] = [await stage.visit(), await stage.visit()];
    await newcomer(one, stage.form, 'Ada');
    const bo = await newcomer(other, stage.form, 'Bo');
    await find(one, bo.handle);
    await one.getByRole('button', { name: 'Write', exact: true }).click();
    await composer(one).fill('Hello Bo');
    await send(one);
    await other.getByRole('link', { name: 'Ada' }).waitFor();
    await one.goto(`${stage.server.origin}/?panel=new-group`);
    await one.getByRole('checkbox', { name: 'Bo' }).click();
    await one.getByRole('button', { name: 'Next' }).click();
    await one.getByLabel('Name of the group').fill('Allotment');
    await one.getByRole('button', { name: 'Create group' }).click();
    await composer(one).waitFor();
    await other.getByRole('link', { name: 'Allotment' }).click();
    await composer(other).fill('Who has a spade?');
    await send(other);
    await messages(one).getByText('Who has a spade?').first().waitFor();
    await openDetails(one, 'Allotment');
    await one.getByRole('button', { name: 'Permissions' }).click();
    await one
      .getByRole('group', { name: 'Who can write' })
      .getByRole('radio', { name: 'Administrators' })
      .click();
    await other.getByText('Only administrators can write here.').waitFor();
    await stage.shoot(other, 'only-administrators');
    await other.context().setOffline(true);
    await openDetails(other, 'Allotment');
    await other.getByRole('button', { name: 'Edit group' }).click();
    await other.getByLabel('Name of the group').fill('Spades');
    await other.getByRole('button', { name: 'Save' }).click();
    await stage.shoot(other, 'renaming-offline');
    await one.keyboard.press('Escape');
    await details(one).getByRole('listitem').getByRole('button', { name: 'Bo' }).click();
    await one.getByRole('menuitem', { name: 'Remove from group' }).click();
    await stage.shoot(one, 'removing');
    await one.getByRole('dialog').getByRole('button', { name: 'Remove from group' }).click();
    await details(one)
      .getByRole('listitem')
      .getByRole('button', { name: 'Bo' })
      .waitFor({ state: 'detached' });
    await other.keyboard.press('Escape');
    await other.context().setOffline(false);
    await other.evaluate(() => dispatchEvent(new Event('online')));
    await other.getByText('You were removed from this group.').first().waitFor();
    await stage.shoot(other, 'removed');
    await one.getByRole('button', { name: 'More' }).last().click();
    await one.getByRole('menuitem', { name: 'Delete group' }).click();
    await stage.shoot(one, 'deleting');
    await one.keyboard.press('Escape');
    await one.getByRole('button', { name: 'More' }).last().click();
    await one.getByRole('menuitem', { name: 'Leave group' }).click();
    await stage.shoot(one, 'leaving');
  },
};

const invitation: Scene = {
  name: 'invitation',
  async play(stage) {
    const [one, other] = [await stage.visit(), await stage.visit()];
    await newcomer(one, stage.form, 'Hippolyta Wolfeschlegelsteinhausenbergerdorff');
    const bo = await newcomer(other, stage.form, 'Bo');
    await one.goto(`${stage.server.origin}/?panel=new-group`);
    await one.getByRole('textbox', { name: 'Name, handle, e-mail or phone' }).fill(`@${bo.handle}`);
    await one.getByRole('button', { name: 'Find person:' }).click();
    await one.getByRole('button', { name: 'Leave out Bo' }).waitFor();
    await one.getByRole('button', { name: 'Next' }).click();
    await one.getByLabel('Name of the group').fill('Rowing on Sundays');
    await one.getByRole('button', { name: 'Create group' }).click();
    await composer(one).waitFor();
    await other.getByRole('button', { name: 'Accept' }).waitFor();
    await stage.shoot(other, 'list');
    await openDetails(one, 'Rowing on Sundays');
    await stage.shoot(one, 'invited');
    await other.getByRole('button', { name: 'Accept' }).click();
    await other.getByRole('link', { name: 'Rowing' }).click();
    await composer(other).waitFor();
    await stage.shoot(other, 'accepted');
  },
};

/** @returns the name of the group that was opened */
async function openGroup(stage: Stage, page: Page): Promise<string> {
  const [first] = stage.groups;
  if (first === undefined) throw new Error('The world has no group');
  await page.getByRole('link', { name: first.title }).click();
  await messages(page).getByRole('listitem').first().waitFor();
  return first.title;
}

async function openDetails(page: Page, title: string): Promise<void> {
  await page.getByRole('button', { name: `About ${title}` }).click();
  await details(page).getByRole('listitem').getByRole('button').first().waitFor();
}

function details(page: Page): Locator {
  return page.getByRole('region', { name: 'Group', exact: true });
}

export const groupScenes: readonly Scene[] = [group, newGroup, groupEnds, invitation];
