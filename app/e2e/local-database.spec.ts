/**
 * The local database over IndexedDB, in Chromium itself: the contract that the memory database passes
 * in Node, and what only a browser can do to it.
 */
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { createServer, type ViteDevServer } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Browser, launchBrowser } from '../../scripts/services/browser.ts';
import { type Run, startRun } from '../../scripts/services/run.ts';

let run: Run;
let modules: ViteDevServer;
let browser: Browser;
let origin: string;

const html = `<!doctype html><title>Local database</title>
<script type="module" src="/e2e/support/local-database-page.ts"></script>`;

beforeAll(async () => {
  run = await startRun();
  modules = await createServer({
    root: fileURLToPath(new URL('..', import.meta.url)),
    configFile: false,
    logLevel: 'error',
    cacheDir: `${run.folder}/vite`,
    server: { host: '127.0.0.1', port: 0, hmr: false, watch: null },
    optimizeDeps: { noDiscovery: true },
    plugins: [
      {
        name: 'page',
        configureServer(server) {
          server.middlewares.use('/page', (_request, response) => {
            response.setHeader('content-type', 'text/html');
            response.end(html);
          });
        },
      },
    ],
  });
  await modules.listen();
  origin = (modules.resolvedUrls?.local[0] ?? '').replace(/\/$/, '');
  browser = await launchBrowser(run);
  await open(browser.page);
});

afterAll(async () => {
  await modules?.close();
  await run?.stop();
});

async function open(page: Page): Promise<void> {
  await page.goto(`${origin}/page`);
  await page.waitForFunction(() => window.databasePage !== undefined);
}

function put(page: Page, name: string, value: string): Promise<string> {
  return page.evaluate(([to, what]) => window.databasePage.put(to, what), [name, value] as const);
}

function read(page: Page, name: string): Promise<string> {
  return page.evaluate((from) => window.databasePage.read(from), name);
}

test('IndexedDB does all that a local database must do', async () => {
  const { failed, count } = await browser.page.evaluate(() => window.databasePage.runContract());
  expect(failed).toEqual([]);
  expect(count).toBeGreaterThan(8);
});

test('a strict write that was told is there after the browser was killed', async () => {
  let killed = await launchBrowser(run);
  await open(killed.page);
  for (let round = 1; round <= 3; round += 1) {
    expect(await put(killed.page, 'killed', `round ${round}`)).toBe('stored');
    await killed.kill();
    killed = await launchBrowser(run, { profileFolder: killed.profileFolder });
    await open(killed.page);
    expect(await read(killed.page, 'killed')).toBe(`round ${round}`);
  }
  await killed.close();
});

test('a database that is deleted is gone for a tab that has it open, which does not stand in the way', async () => {
  expect(await browser.page.evaluate(() => window.databasePage.removeWhileOpen())).toBe(
    'true gone',
  );
});

test('a database of a newer version is told apart', async () => {
  expect(await browser.page.evaluate(() => window.databasePage.openNewer())).toBe('outdated');
});

test('a database of the first version gets the tables of groups, and keeps what is in it', async () => {
  expect(await browser.page.evaluate(() => window.databasePage.upgrade())).toBe(
    'from before, stored, g0193a1b2-0000-7000-8000-000000000001',
  );
});

test('of a transaction the first thing that failed is told, not what failed because of it', async () => {
  expect(await browser.page.evaluate(() => window.databasePage.readAfterFailure())).toBe('corrupt');
  expect(await read(browser.page, 'failing')).toBe('before');
});

test('a record of another shape counts as not there', async () => {
  expect(await browser.page.evaluate(() => window.databasePage.readForeign())).toBe('undefined');
});
