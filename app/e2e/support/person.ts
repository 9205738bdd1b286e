/**
 * A person in front of a browser: does what people do, finds things by their roles, and reads order
 * and "once" from what is painted.
 */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** A message as it is painted. */
export type Painted = {
  readonly id: string;
  readonly text: string;
  readonly isOwn: boolean;
  /** In words: `Sent`, `Read` …; empty for others' messages. */
  readonly state: string;
};

export type Account = {
  readonly address: string;
  readonly password: string;
  readonly name: string;
  readonly handle: string;
};

export function accountOf(name: string): Account {
  const handle = name.toLowerCase();
  return { address: `${handle}@example.org`, password: `${handle} has a secret`, name, handle };
}

export async function createAccount(page: Page, origin: string, account: Account): Promise<void> {
  await page.goto(origin);
  await page
    .getByRole('link', { name: 'Create account' })
    .or(page.getByRole('button', { name: 'Create account' }))
    .first()
    .click();
  await page.getByLabel('E-mail or phone number').fill(account.address);
  await page.getByLabel('Password', { exact: true }).fill(account.password);
  await page.getByLabel('Name', { exact: true }).fill(account.name);
  await page.getByLabel('Handle', { exact: true }).fill(account.handle);
  await page.getByRole('button', { name: 'Create account' }).click();
  await chatList(page).waitFor();
}

export async function signIn(page: Page, origin: string, account: Account): Promise<void> {
  await page.goto(origin);
  await page
    .getByRole('link', { name: 'Sign in' })
    .or(page.getByRole('button', { name: 'Sign in' }))
    .first()
    .click();
  await page.getByLabel('E-mail or phone number').fill(account.address);
  await page.getByLabel('Password', { exact: true }).fill(account.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await chatList(page).waitFor();
}

/** The pane of the list: there once somebody is signed in and the app has started. */
export function chatList(page: Page) {
  return page
    .getByRole('region', { name: 'Chats' })
    .or(page.getByRole('navigation', { name: 'Chats' }));
}

/** Opens the private chat with the person who has this handle. */
export async function openDirect(page: Page, handle: string): Promise<void> {
  await page
    .getByRole('link', { name: 'New chat' })
    .or(page.getByRole('button', { name: 'New chat' }))
    .first()
    .click();
  await page.getByLabel('Chat, handle, e-mail or phone').fill(`@${handle}`);
  await page.getByLabel('Chat, handle, e-mail or phone').press('Enter');
  await page.getByRole('button', { name: 'Write', exact: true }).click();
  await composer(page).waitFor();
}

/** Opens a chat that is in the list. */
export async function openChat(page: Page, name: string): Promise<void> {
  await chatList(page).getByRole('link', { name }).first().click();
  await composer(page).waitFor();
}

export function composer(page: Page) {
  return page.getByRole('textbox', { name: 'Message', exact: true });
}

/** Writes a message and sends it by Enter. */
export async function write(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await composer(page).press('Enter');
}

export function timeline(page: Page) {
  return page.getByRole('list', { name: 'Messages' });
}

export function message(page: Page, text: string) {
  return timeline(page).getByRole('listitem').filter({ hasText: text });
}

/** Waits until a message of one's own is painted with this state, in words. */
export async function waitForState(page: Page, text: string, state: string): Promise<void> {
  await message(page, text).getByText(state, { exact: true }).waitFor({ state: 'attached' });
}

export async function edit(page: Page, before: string, after: string): Promise<void> {
  await message(page, before).getByRole('button', { name: 'Message actions' }).click();
  await page.getByRole('menuitem', { name: 'Edit' }).click();
  const field = page.getByRole('textbox', { name: 'Edit message' });
  await field.fill(after);
  await field.press('Enter');
}

export async function remove(page: Page, text: string): Promise<void> {
  await message(page, text).getByRole('button', { name: 'Message actions' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
}

/**
 * Everything that is painted in the open chat, in the order in which it stands on the screen, from
 * the first message to the last: scrolls up until nothing comes, then down, and reads each row.
 */
export async function readTimeline(page: Page): Promise<Painted[]> {
  const rows = await page.evaluate(async () => {
    const list = document.querySelector('[role="list"][aria-label="Messages"]');
    if (!(list instanceof HTMLElement)) throw new Error('no timeline');
    const frame = () => new Promise((resolve) => requestAnimationFrame(() => resolve(undefined)));
    const settle = async () => {
      for (let still = 0, before = ''; still < 6; ) {
        await frame();
        const now = `${list.scrollTop} ${list.scrollHeight} ${list.querySelector('[role="listitem"]')?.getAttribute('aria-setsize')}`;
        still = now === before ? still + 1 : 0;
        before = now;
      }
    };
    const isAtFirst = () => list.querySelector('[role="listitem"][aria-posinset="1"]') !== null;
    // Up, also over segments that are loaded on the way.
    for (let calm = 0, size = ''; calm < 8; ) {
      list.scrollTop = 0;
      await settle();
      const now = list.querySelector('[role="listitem"]')?.getAttribute('aria-setsize') ?? '';
      calm = now === size && (isAtFirst() || now === '') ? calm + 1 : 0;
      size = now;
    }
    const seen = new Map<
      string,
      { id: string; place: number; text: string; isOwn: boolean; state: string }
    >();
    const read = () => {
      for (const row of list.querySelectorAll('[role="listitem"]')) {
        const bubble = row.querySelector('[data-part="bubble"]');
        const id = row.getAttribute('data-key') ?? '';
        const place = Number(row.getAttribute('aria-posinset'));
        seen.set(`${place} ${id}`, {
          id,
          place,
          text: bubble?.firstElementChild?.textContent ?? '',
          isOwn: row.hasAttribute('data-own'),
          state: bubble?.querySelector('[data-state]')?.textContent?.trim() ?? '',
        });
      }
    };
    for (;;) {
      await settle();
      read();
      const before = list.scrollTop;
      list.scrollTop = before + Math.max(40, list.clientHeight / 2);
      await settle();
      if (list.scrollTop <= before) break;
    }
    read();
    return [...seen.values()].sort((one, other) => one.place - other.place);
  });
  rows.forEach((row, index) => {
    expect(row.place, 'each place is painted once').toBe(index + 1);
  });
  return rows.map(({ id, text, isOwn, state }) => ({ id, text, isOwn, state }));
}

/** Collects what must not happen on a page: errors on the console and uncaught exceptions. */
export function watchForErrors(page: Page, ignore: readonly RegExp[] = []): () => string[] {
  const errors: string[] = [];
  page.on('console', (line) => {
    if (line.type() === 'error') errors.push(line.text());
  });
  page.on('pageerror', (error) => errors.push(String(error)));
  return () => errors.filter((text) => !ignore.some((pattern) => pattern.test(text)));
}

/** What Chromium itself prints when the network or the server is away. */
export const offlineNoise: readonly RegExp[] = [
  /net::ERR_(INTERNET_DISCONNECTED|CONNECTION_REFUSED|CONNECTION_RESET|FAILED|NETWORK_CHANGED|EMPTY_RESPONSE|TIMED_OUT)/,
  /WebSocket connection to .* failed/,
];
