/** The list, a chat and what can be done in it. */
import type { Locator, Page } from 'playwright-core';
import { newcomer } from './newcomer.ts';
import type { Scene, Stage } from './stage.ts';

const list: Scene = {
  name: 'list',
  async play(stage) {
    const page = await stage.enter(person(stage, 0));
    await stage.shoot(page, 'full');
    await openFirst(page);
    await composer(page).fill('About the keys, I thought we could leave them at the kiosk');
    await page.waitForTimeout(600);
    await leave(stage, page);
    await stage.shoot(page, 'draft');
    const fresh = await stage.visit();
    await newcomer(fresh, stage.form, 'Ada');
    await stage.shoot(fresh, 'empty');
  },
};

const chat: Scene = {
  name: 'chat',
  async play(stage) {
    const page = await stage.enter(person(stage, 0));
    await openFirst(page);
    await stage.shoot(page, 'end');
    await messages(page).evaluate((element) => element.scrollBy(0, -2500));
    await stage.shoot(page, 'further-up');
    await page.getByRole('button', { name: 'Jump to the newest' }).click();
    await composer(page).fill('🧺🥪🍋');
    await send(page);
    await composer(page).fill(
      'The timetable is at https://ferries.example.org/harbour/timetable?day=saturday&direction=outbound and the kiosk sells lemonade. '.repeat(
        3,
      ),
    );
    await send(page);
    await page.getByText('Sent', { exact: true }).first().waitFor({ state: 'attached' });
    await stage.shoot(page, 'sent');
    await openMenu(stage, messages(page).getByRole('listitem').last());
    await stage.shoot(page, 'menu');
    await page.getByRole('menuitem', { name: 'Edit' }).click();
    await stage.shoot(page, 'editing');
    await page.getByRole('textbox', { name: 'Edit message' }).fill('Shorter is better.');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByText('edited', { exact: true }).first().waitFor();
    await openMenu(stage, messages(page).getByRole('listitem').last());
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'Undo' }).waitFor();
    await stage.shoot(page, 'deleted');
    await composer(page).fill('word '.repeat(812));
    await stage.shoot(page, 'near-the-limit');
    await composer(page).fill('word '.repeat(830));
    await stage.shoot(page, 'too-long');
  },
};

const conversation: Scene = {
  name: 'conversation',
  async play(stage) {
    const [one, other] = [await stage.visit(), await stage.visit()];
    const name = 'Hippolyta Wolfeschlegelsteinhausenbergerdorff';
    await newcomer(one, stage.form, name);
    const { handle } = await newcomer(other, stage.form, 'Bo');
    await find(one, handle);
    await one.getByRole('button', { name: 'Write', exact: true }).click();
    await composer(one).waitFor();
    await stage.shoot(one, 'empty');
    await composer(one).fill('Hello Bo');
    await send(one);
    await other.getByRole('link', { name: 'Hippolyta' }).waitFor();
    await stage.shoot(other, 'unread-in-list');
    await other.getByRole('link', { name: 'Hippolyta' }).click();
    await composer(other).pressSequentially('Hello to');
    await one.getByText('typing…').first().waitFor({ state: 'attached' });
    await stage.shoot(one, 'read-and-typing');
    await stage.shoot(other, 'new-messages');
  },
};

const finding: Scene = {
  name: 'new-chat',
  async play(stage) {
    const page = await stage.enter(person(stage, 0));
    await page.getByRole('button', { name: 'New chat' }).first().click();
    await field(page).waitFor();
    await stage.shoot(page, 'open');
    await field(page).fill('mi');
    await stage.shoot(page, 'chats');
    await field(page).fill(`@${person(stage, 20).handle}`);
    await field(page).press('Enter');
    await page.getByRole('button', { name: 'Write', exact: true }).waitFor();
    await stage.shoot(page, 'found');
    await field(page).fill('@nobody_of_that_name');
    await field(page).press('Enter');
    await page.getByText('Nobody is found').waitFor();
    await stage.shoot(page, 'nobody');
  },
};

export function person(stage: Stage, index: number) {
  const found = stage.people[index];
  if (found === undefined) throw new Error(`The world has no person ${index}`);
  return found;
}

export function composer(page: Page): Locator {
  return page.getByRole('textbox', { name: 'Message', exact: true });
}

export async function send(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Send' }).click();
}

export function messages(page: Page): Locator {
  return page.getByRole('list', { name: 'Messages' });
}

export async function openFirst(page: Page): Promise<void> {
  await page.getByRole('navigation', { name: 'Chats' }).getByRole('link').first().click();
  await messages(page).getByRole('listitem').first().waitFor();
}

/** One step back, as it is done on each size. */
export async function leave(stage: Stage, page: Page): Promise<void> {
  if (stage.form.hasTouch) await page.getByRole('button', { name: 'Back' }).click();
  else await page.keyboard.press('Escape');
}

async function openMenu(stage: Stage, row: Locator): Promise<void> {
  if (stage.form.hasTouch) await row.focus();
  else await row.hover();
  await row.getByRole('button', { name: 'Message actions' }).click();
}

function field(page: Page): Locator {
  return page.getByRole('textbox', { name: 'Chat, handle, e-mail or phone' });
}

export async function find(page: Page, handle: string): Promise<void> {
  await page.getByRole('button', { name: 'New chat' }).first().click();
  await field(page).fill(`@${handle}`);
  await field(page).press('Enter');
  await page.getByRole('button', { name: 'Write', exact: true }).waitFor();
}

export const chatScenes: readonly Scene[] = [list, chat, conversation, finding];
