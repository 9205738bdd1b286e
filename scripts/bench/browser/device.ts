/** What the browser benchmarks do before they measure. Found by role, as a person would. */
import type { Page } from 'playwright-core';
import type { PreparedServer } from './prepared-server.ts';

/** Signs in as the first person and waits until all chats are here and nothing more is loaded. */
export async function signInAndSync(
  page: Page,
  server: PreparedServer,
  chats: number,
  person = 0,
): Promise<void> {
  const account = server.people[person];
  if (account === undefined) throw new Error(`nobody is number ${person}`);
  page.setDefaultTimeout(120_000);
  await page.goto(server.origin);
  await page
    .getByRole('link', { name: 'Sign in' })
    .or(page.getByRole('button', { name: 'Sign in' }))
    .first()
    .click();
  await page.getByLabel('E-mail or phone number').fill(account.address);
  await page.getByLabel('Password', { exact: true }).fill(account.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForFunction(
    (count) =>
      document.querySelectorAll('a[href*="/chat"], a[href*="chat/"]').length >= Math.min(count, 8),
    chats,
  );
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.getByText('Updating…').waitFor({ state: 'detached' });
}

/** Waits until the app has nothing to do: two seconds of the page's own time without a long task. */
export async function waitForQuiet(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const ends: unknown = Reflect.get(window, 'longTaskEnds');
    const last = Array.isArray(ends) ? Math.max(0, ...ends.map(Number)) : 0;
    return performance.now() - last > 2000;
  });
}
