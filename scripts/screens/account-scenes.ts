/** Screens of somebody who is not signed in, or not any more. */
import type { Page } from 'playwright-core';
import { newcomer } from './newcomer.ts';
import type { Scene } from './stage.ts';

const welcome: Scene = {
  name: 'welcome',
  async play(stage) {
    const page = await stage.visit();
    await page.getByRole('heading', { level: 1 }).waitFor();
    await stage.shoot(page, 'first');
  },
};

const createAccount: Scene = {
  name: 'create-account',
  async play(stage) {
    const page = await stage.visit();
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByLabel('E-mail or phone number').waitFor();
    await stage.shoot(page, 'empty');
    await page.getByLabel('Handle').fill('a_free_handle');
    await page.getByText('is free').waitFor();
    await stage.shoot(page, 'handle-free');
    await page.getByLabel('Handle').fill(stage.people[0]?.handle ?? '');
    await page.getByText('This handle is taken').waitFor();
    await page.getByLabel('E-mail or phone number').fill('somebody');
    await page.getByLabel('Password', { exact: true }).fill('short');
    await page.getByRole('button', { name: 'Create account' }).click();
    await stage.shoot(page, 'refused');
  },
};

const signIn: Scene = {
  name: 'sign-in',
  async play(stage) {
    const page = await stage.visit();
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByLabel('E-mail or phone number').waitFor();
    await stage.shoot(page, 'empty');
    await fill(page, 'nobody@example.org', 'not the password');
    await page.getByText('is not right').waitFor();
    await page.getByRole('button', { name: 'Show password' }).click();
    await stage.shoot(page, 'wrong');
    await page.context().setOffline(true);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByText('No connection').waitFor();
    await stage.shoot(page, 'no-connection');
  },
};

async function fill(page: Page, address: string, password: string): Promise<void> {
  await page.getByLabel('E-mail or phone number').fill(address);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

const expired: Scene = {
  name: 'expired',
  async play(stage) {
    const page = await stage.visit();
    await newcomer(page, stage.form, 'Wilhelmina Featherstonehaugh-Cholmondeley');
    await page.context().clearCookies();
    await page.reload();
    await page.getByRole('heading', { name: 'to continue' }).waitFor();
    await stage.shoot(page, 'locked');
    await page.getByRole('button', { name: 'Use another account' }).click();
    await page.getByRole('dialog').waitFor();
    await stage.shoot(page, 'leaving');
  },
};

const ended: Scene = {
  name: 'signed-out-elsewhere',
  async play(stage) {
    const page = await stage.visit();
    const account = await newcomer(page, stage.form, 'Ada');
    const other = await stage.visit();
    await other.getByRole('button', { name: 'Sign in' }).click();
    await fill(other, account.address, account.password);
    await other.getByText('No chats yet').waitFor();
    await other.evaluate(async (password) => {
      await fetch('/api/password', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ current: password, next: `${password} again` }),
      });
    }, account.password);
    await page.getByText('You were signed out').waitFor();
    await stage.shoot(page, 'ended');
  },
};

export const accountScenes: readonly Scene[] = [welcome, createAccount, signIn, expired, ended];
