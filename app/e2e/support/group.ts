/** What people do in groups: make one, look at it, and act in it. */
import type { Locator, Page } from 'playwright-core';
import { composer, timeline } from './person.ts';

/** Makes a group with people one has chats with. Resolves in the chat of it. */
export async function makeGroup(
  page: Page,
  title: string,
  names: readonly string[],
): Promise<void> {
  await page.getByRole('button', { name: 'New chat' }).first().click();
  await page.getByRole('button', { name: 'New group' }).click();
  for (const name of names) await page.getByRole('checkbox', { name }).click();
  await page
    .getByRole('button', { name: names.length === 0 ? 'Skip, add people later' : 'Next' })
    .click();
  await page.getByLabel('Name of the group').fill(title);
  await page.getByRole('button', { name: 'Create group' }).click();
  await page.getByRole('region', { name: `Chat with ${title}` }).waitFor();
  await composer(page).waitFor();
}

/** The details of the open group. */
export function groupPanel(page: Page): Locator {
  return page.getByRole('region', { name: 'Group', exact: true });
}

export async function openDetails(page: Page, title: string): Promise<void> {
  await page.getByRole('button', { name: `About ${title}` }).click();
  await groupPanel(page).waitFor();
}

/** One step back from whatever lies over the chat or beside it. */
export async function leavePanel(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
}

/** Chooses something in the menu of a member; the details are open. */
export async function actOnMember(page: Page, name: string, action: string): Promise<void> {
  await memberRow(page, name).click();
  await page.getByRole('menuitem', { name: action, exact: true }).click();
}

export function memberRow(page: Page, name: string): Locator {
  return groupPanel(page).getByRole('listitem').getByRole('button', { name });
}

/** Leaves the group, or deletes it, from its details; what is asked then is for the caller. */
export async function chooseInMore(page: Page, action: string): Promise<void> {
  await groupPanel(page).getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: action, exact: true }).click();
}

/** A line that tells what was done. */
export function event(page: Page, text: string): Locator {
  return timeline(page).getByRole('listitem').filter({ hasText: text });
}
