/** Makes an account on a page that shows the first screen. */
import type { Page } from 'playwright-core';
import type { Form } from './stage.ts';

export type Newcomer = {
  readonly address: string;
  readonly password: string;
  readonly handle: string;
};

let made = 0;

/** @param name as others see it. Resolves when the empty list is shown. */
export async function newcomer(page: Page, form: Form, name: string): Promise<Newcomer> {
  made += 1;
  const handle = `${form.name}_${made}_${Date.now().toString(36)}`;
  const account = { address: `${handle}@example.org`, password: 'long enough to be safe', handle };
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByLabel('E-mail or phone number').fill(account.address);
  await page.getByLabel('Password', { exact: true }).fill(account.password);
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Handle').fill(handle);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByText('No chats yet').waitFor();
  return account;
}
