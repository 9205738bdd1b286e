/** Settings, signing out, and what happens when network or storage fail. */
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { changeRecords, evict } from '../../app/e2e/support/device.ts';
import { composer, leave, messages, openFirst, person, send } from './chat-scenes.ts';
import { newcomer } from './newcomer.ts';
import type { Scene } from './stage.ts';

const settings: Scene = {
  name: 'settings',
  async play(stage) {
    const page = await stage.enter(person(stage, 1));
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('heading', { name: 'Settings' }).waitFor();
    await stage.shoot(page, 'open');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('dialog').waitFor();
    await stage.shoot(page, 'sign-out');
  },
};

const offline: Scene = {
  name: 'offline',
  async play(stage) {
    const page = await stage.enter(person(stage, 2));
    await openFirst(page);
    await page.context().setOffline(true);
    await page.reload();
    await composer(page).waitFor();
    await composer(page).fill('Written in the tunnel');
    await send(page);
    await page.getByText('Saved on this device').first().waitFor({ state: 'attached' });
    await page.getByText('No connection.').first().waitFor();
    await stage.shoot(page, 'chat');
    await leave(stage, page);
    await stage.shoot(page, 'list');
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('dialog').waitFor();
    await stage.shoot(page, 'sign-out-with-unsent');
  },
};

const refused: Scene = {
  name: 'refused',
  async play(stage) {
    const page = await stage.visit();
    const account = await newcomer(page, stage.form, 'Ada');
    await page.getByRole('button', { name: 'New chat' }).first().click();
    await page.getByRole('button', { name: 'Notes to self' }).click();
    await composer(page).fill('Passport number is in the blue folder');
    await send(page);
    await page.getByText('Sent', { exact: true }).first().waitFor({ state: 'attached' });
    await stage.shoot(page, 'notes');
    // One device edits without a connection what the other deletes meanwhile.
    await page.context().setOffline(true);
    // An open socket outlives the network in Chromium; a new page finds none.
    await page.reload();
    await messages(page).getByRole('listitem').first().waitFor();
    await composer(page).press('ArrowUp');
    await page.getByRole('textbox', { name: 'Edit message' }).fill('It is in the red folder');
    await page.getByRole('textbox', { name: 'Edit message' }).press('Control+Enter');
    const other = await stage.visit();
    await other.getByRole('button', { name: 'Sign in' }).click();
    await other.getByLabel('E-mail or phone number').fill(account.address);
    await other.getByLabel('Password', { exact: true }).fill(account.password);
    await other.getByRole('button', { name: 'Sign in', exact: true }).click();
    await openFirst(other);
    await other.getByRole('listitem').last().focus();
    await other.keyboard.press('Delete');
    await other.getByRole('button', { name: 'Undo' }).waitFor({ state: 'detached' });
    await other.getByText('Message deleted').first().waitFor({ state: 'attached' });
    await other.getByText('Saved on this device').first().waitFor({ state: 'detached' });
    await page.context().setOffline(false);
    await page.getByRole('button', { name: 'Discard' }).waitFor();
    await stage.shoot(page, 'edit');
  },
};

const storage: Scene = {
  name: 'storage',
  async play(stage) {
    const page = await stage.enter(person(stage, 3));
    const session = await page.context().newCDPSession(page);
    const { origin } = stage.server;
    await openFirst(page);
    // What a full disk does to a page: Chromium's own quota lets small writes through.
    await page.evaluate(() => {
      IDBObjectStore.prototype.put = () => {
        throw new DOMException('The disk is full', 'QuotaExceededError');
      };
    });
    await composer(page).fill('This does not fit');
    await send(page);
    await page.getByText('storage of this device is full').first().waitFor();
    await stage.shoot(page, 'full');
    await page.goto('about:blank');
    await session.send('Storage.clearDataForOrigin', { origin, storageTypes: 'indexeddb' });
    await page.goto(origin);
    await page.getByText('deleted your chats').waitFor();
    await stage.shoot(page, 'evicted');
    await page.getByRole('button', { name: 'Close' }).click();
    await openFirst(page);
    await evict(page, origin);
    if (stage.form.hasTouch) await leave(stage, page);
    await page.getByText('What you wrote and was not sent yet was kept.').waitFor();
    await stage.shoot(page, 'renewed');
  },
};

const damage: Scene = {
  name: 'damage',
  async play(stage) {
    const page = await stage.enter(person(stage, 5));
    await openFirst(page);
    await page.context().setOffline(true);
    await page.reload();
    await composer(page).fill('Written before the damage');
    await send(page);
    await page.getByText('Saved on this device').first().waitFor({ state: 'attached' });
    await changeRecords(page, 'outbox', { intent: 'none' });
    await page.goto('about:blank');
    await page.context().setOffline(false);
    await page.goto(stage.server.origin);
    await page.getByText('Something you wrote on this device cannot be read').waitFor();
    await stage.shoot(page, 'words-unreadable');
    // What a failing disk leaves of the files of the databases.
    const damaged = await stage.reopen(page, async (profileFolder) => {
      const folder = join(profileFolder, 'Default', 'IndexedDB');
      const names = await readdir(folder, { encoding: 'utf8', recursive: true });
      for (const name of names.filter((each) => /\.(log|ldb)$/.test(each))) {
        await writeFile(join(folder, name), 'damaged'.repeat(1000));
      }
    });
    await damaged.getByRole('alert').waitFor();
    await stage.shoot(damaged, 'files');
    // A file where their folder was: no database can be opened or made.
    const broken = await stage.reopen(damaged, async (profileFolder) => {
      const folder = join(profileFolder, 'Default', 'IndexedDB');
      await rm(folder, { recursive: true });
      await writeFile(folder, 'damaged');
    });
    await broken.getByText('The storage of this browser does not work').waitFor();
    await stage.shoot(broken, 'unusable');
  },
};

const firstSync: Scene = {
  name: 'first-sync',
  async play(stage) {
    const page = await stage.visit();
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByLabel('E-mail or phone number').fill(person(stage, 4).address);
    await page.getByLabel('Password', { exact: true }).fill(person(stage, 4).password);
    // A server that never answers, so that what is seen for a moment elsewhere can be looked at.
    await page.routeWebSocket('**/socket', (socket) => {
      socket.onMessage(() => undefined);
    });
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByText('Loading your chats').waitFor({ state: 'attached' });
    await stage.shoot(page, 'skeleton');
  },
};

export const deviceScenes: readonly Scene[] = [
  settings,
  offline,
  refused,
  storage,
  damage,
  firstSync,
];
