/**
 * A person in front of a browser: does what people do, and finds things by their roles. Waits for
 * what a person would see.
 */
import type { Locator, Page } from 'playwright-core';

/** The pane of the list: there once somebody is signed in and the app has started. */
export function chatList(page: Page): Locator {
  return page.getByRole('navigation', { name: 'Chats' });
}

/** Row of a chat in the list, with its preview, state and badge. */
export function chatRow(page: Page, name: string): Locator {
  return chatList(page).getByRole('link', { name });
}

/** Looks for a person by handle or address. */
export async function findPerson(page: Page, query: string): Promise<void> {
  await page.getByRole('button', { name: 'New chat' }).first().click();
  const field = page.getByLabel('Chat, handle, e-mail or phone');
  await field.fill(query);
  await page.getByRole('button', { name: 'Find person:' }).click();
}

/** Opens the chat with the person who was found. */
export async function chooseFound(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Write', exact: true }).click();
  await page.getByRole('region', { name: `Chat with ${name}` }).waitFor();
  await composer(page).waitFor();
}

/**
 * Opens the private chat with somebody, found by his handle.
 * @param title what the chat is called where it is not his name
 */
export async function openDirect(page: Page, name: string, title = name): Promise<void> {
  await findPerson(page, `@${name.toLowerCase()}`);
  await chooseFound(page, title);
}

/** Opens a chat that is in the list. */
export async function openChat(page: Page, name: string): Promise<void> {
  await chatRow(page, name).first().click();
  await page.getByRole('region', { name: `Chat with ${name}` }).waitFor();
  await composer(page).waitFor();
}

/** What is said once a connection has been missing for two seconds. */
export function calmLine(page: Page): Locator {
  return page.getByText('No connection. What you write is saved on this device and will be sent.');
}

export function composer(page: Page): Locator {
  return page.getByRole('textbox', { name: 'Message', exact: true });
}

/** Writes a message and sends it by Enter. */
export async function write(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await composer(page).press('Enter');
}

/** Writes a message on a touch screen, where Enter breaks the line. */
export async function writeByTouch(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await page.getByRole('button', { name: 'Send' }).tap();
}

export function timeline(page: Page): Locator {
  return page.getByRole('list', { name: 'Messages' });
}

export function message(page: Page, text: string): Locator {
  return timeline(page).getByRole('listitem').filter({ hasText: text });
}

/** What is said of a message of one's own; one that was sent may also have come further. */
const states = {
  saved: /^Saved on this device, not sent yet$/,
  sent: /^(Sent|Delivered|Read)$/,
  delivered: /^(Delivered|Read)$/,
  read: /^Read$/,
  refused: /^Not sent$/,
} as const;

/** Waits until a message of one's own is painted as having come so far. */
export async function waitForState(
  page: Page,
  text: string,
  state: keyof typeof states,
): Promise<void> {
  await message(page, text).getByText(states[state]).waitFor({ state: 'attached' });
}

/** Chooses something in the menu of a message. */
async function choose(page: Page, text: string, action: string): Promise<void> {
  await message(page, text).hover();
  await message(page, text).getByRole('button', { name: 'Message actions' }).click();
  await page.getByRole('menuitem', { name: action }).click();
}

export async function edit(page: Page, before: string, after: string): Promise<void> {
  await choose(page, before, 'Edit');
  const field = page.getByRole('textbox', { name: 'Edit message' });
  await field.fill(after);
  await field.press('Enter');
}

/** Deletes for everyone; it can be undone for a few seconds. */
export async function remove(page: Page, text: string): Promise<void> {
  await choose(page, text, 'Delete');
}
