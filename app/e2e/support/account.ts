/** What a person does at the door: makes an account, signs in and out. */
import type { Page } from 'playwright-core';
import {
  type Browser,
  type BrowserOptions,
  launchBrowser,
} from '../../../scripts/services/browser.ts';
import type { Run } from '../../../scripts/services/run.ts';
import { chatList } from './person.ts';

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

/** Fills the form; whatever comes of it is for the caller to see. */
export async function fillNewAccount(page: Page, account: Account): Promise<void> {
  await page.getByLabel('E-mail or phone number').fill(account.address);
  await page.getByLabel('Password', { exact: true }).fill(account.password);
  await page.getByLabel('Name', { exact: true }).fill(account.name);
  await page.getByLabel('Handle', { exact: true }).fill(account.handle);
}

export async function createAccount(page: Page, origin: string, account: Account): Promise<void> {
  await page.goto(origin);
  await page.getByRole('button', { name: 'Create account' }).click();
  await fillNewAccount(page, account);
  await page.getByRole('button', { name: 'Create account' }).click();
  await chatList(page).waitFor();
}

/** Fills and sends the form; whatever comes of it is for the caller to see. */
export async function trySignIn(page: Page, address: string, password: string): Promise<void> {
  await page.getByLabel('E-mail or phone number').fill(address);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

export async function signIn(
  page: Page,
  origin: string,
  { address, password }: Pick<Account, 'address' | 'password'>,
): Promise<void> {
  await page.goto(origin);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await trySignIn(page, address, password);
  await chatList(page).waitFor();
}

/** Opens the question whether to sign out. */
export async function askToSignOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('dialog').waitFor();
}

export async function signOut(page: Page): Promise<void> {
  await askToSignOut(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Create account' }).waitFor();
}

/** A person with a new account in a browser process of his own. */
export async function arrive(
  run: Run,
  origin: string,
  name: string,
  options: BrowserOptions = {},
): Promise<Browser> {
  const browser = await launchBrowser(run, options);
  await createAccount(browser.page, origin, accountOf(name));
  return browser;
}
