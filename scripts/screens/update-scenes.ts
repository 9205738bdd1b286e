/** What is said while one version of the app takes the place of another. */
import { openWithoutApp } from '../../app/e2e/support/device.ts';
import { composer, send } from './chat-scenes.ts';
import { newcomer } from './newcomer.ts';
import { startUpdatedServer } from './next-version.ts';
import type { Scene } from './stage.ts';

const update: Scene = {
  name: 'update',
  async play(stage) {
    const server = await startUpdatedServer(stage.run);
    try {
      const old = await stage.visit(server.origin);
      await newcomer(old, stage.form, 'Ada');
      await old.getByRole('button', { name: 'New chat' }).first().click();
      await old.getByRole('button', { name: 'Notes to self' }).click();
      await composer(old).fill('The ferry leaves at ten past');
      await send(old);
      await old.getByText('Sent', { exact: true }).first().waitFor({ state: 'attached' });
      await old.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));

      await server.update();
      const page = await old.context().newPage();
      await page.setViewportSize(stage.form.viewport);
      await page.goto(server.origin);
      const ready = page.getByText('A new version is ready.').first();
      await ready.waitFor();
      await stage.shoot(page, 'ready-list');
      await page.getByRole('link', { name: 'Notes to self' }).click();
      await composer(page).waitFor();
      await stage.shoot(page, 'ready-chat');

      // A tab that does not give way, as one that hangs.
      const hanging = await openWithoutApp(old.context(), server.origin);
      await hanging.evaluate(async () => {
        const [found] = await indexedDB.databases();
        await new Promise<void>((resolve) => {
          indexedDB.open(found?.name ?? '').onsuccess = () => resolve();
        });
      });
      await page.bringToFront();
      await page.getByRole('button', { name: 'Update now' }).first().click();
      await page.getByText('Another tab holds an older version').waitFor();
      await stage.shoot(page, 'blocked');

      await hanging.close();
      await composer(page).waitFor();
      await old.bringToFront();
      await old.getByText('This app is older than its server').first().waitFor();
      await stage.shoot(old, 'outdated');
    } finally {
      await server.stop();
    }
  },
};

export const updateScenes: readonly Scene[] = [update];
