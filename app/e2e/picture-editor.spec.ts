/**
 * From a photo to a picture that others see: the editor and the files of a device, built as the app is
 * and served by the server with all its headers.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fileId, userId } from '@jibber/schema/ids';
import { limits } from '@jibber/schema/limits';
import { readPictureHead } from '@jibber/schema/picture-head';
import { takePicture } from '@jibber/sync-server/files/picture-use';
import type { RunningServer } from '@jibber/sync-server/server';
import { startTestServer } from '@jibber/sync-server/testkit/test-server';
import type { Page } from 'playwright-core';
import { build } from 'vite';
import solid from 'vite-plugin-solid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Browser, launchBrowser } from '../../scripts/services/browser.ts';
import { type Run, startRun } from '../../scripts/services/run.ts';
import { trustTemplates } from '../vite.config.ts';
import { accountOf } from './support/account.ts';
import { expectAccessible, offlineNoise, refusalNoise, watchForErrors } from './support/screen.ts';

let run: Run;
let server: RunningServer;
let browser: Browser;
let origin: string;
let errors: () => string[];

beforeAll(async () => {
  run = await startRun();
  const outDir = join(run.folder, 'pages');
  await build({
    root: fileURLToPath(new URL('..', import.meta.url)),
    configFile: false,
    logLevel: 'error',
    plugins: [solid(), trustTemplates()],
    worker: { format: 'es' },
    build: {
      outDir,
      emptyOutDir: true,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: {
        input: fileURLToPath(new URL('support/picture-page.html', import.meta.url)),
      },
    },
  });
  [server, browser] = await Promise.all([
    startTestServer({}, { appFolder: outDir }),
    launchBrowser(run),
  ]);
  origin = `http://localhost:${server.port}`;
  errors = watchForErrors(browser.page, [...offlineNoise, ...refusalNoise]);
  await open(browser.page);
});

afterAll(async () => {
  await server?.stop();
  await run?.stop();
});

async function open(page: Page): Promise<void> {
  await page.goto(`${origin}/e2e/support/picture-page.html`);
  await page.waitForFunction(() => window.picturePage !== undefined);
}

/** Makes an account in this browser. */
async function arrive(page: Page, name: string): Promise<string> {
  const id = await page.evaluate(async (form) => {
    const answer = await fetch('/api/account', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(form),
    });
    return String((await answer.json()).userId);
  }, accountOf(name));
  return userId(id);
}

/** Opens the editor and chooses a file. */
async function choose(page: Page, name: string, bytes: Buffer) {
  const picked = page.evaluate(() => window.picturePage.edit());
  await page.getByRole('dialog').waitFor();
  const mimeType = 'application/octet-stream';
  await page.locator('input[type=file]').setInputFiles({ name, mimeType, buffer: bytes });
  return picked;
}

/** A picture with four coloured quarters: red and green above blue and white. */
function makeQuarters(page: Page, width: number, height: number, type: string): Promise<number[]> {
  return page.evaluate(
    async ([w, h, mime]) => {
      const canvas = new OffscreenCanvas(Number(w), Number(h));
      const context = canvas.getContext('2d');
      const colours = ['#f00', '#0f0', '#00f', '#fff'];
      for (const [index, colour] of colours.entries()) {
        if (context === null) break;
        context.fillStyle = colour;
        const [x, y] = [(index % 2) * (Number(w) / 2), Math.floor(index / 2) * (Number(h) / 2)];
        context.fillRect(x, y, Number(w) / 2, Number(h) / 2);
      }
      const blob = await canvas.convertToBlob({ type: String(mime), quality: 1 });
      return [...new Uint8Array(await blob.arrayBuffer())];
    },
    [width, height, type] as const,
  );
}

/** A camera's data: to be turned a quarter clockwise, and where it was taken. */
function withExif(jpeg: readonly number[]): Buffer {
  const tiff = Buffer.from(
    '4d4d002a00000008000201120003000000010006000088250004000000010000002600000000',
    'hex',
  );
  const gps = Buffer.from('000100010002000000024e00000000000000', 'hex');
  const exif = Buffer.concat([Buffer.from('Exif\0\0'), tiff, gps, Buffer.from('SECRETPLACE')]);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(exif.length + 2);
  const app = Buffer.concat([Buffer.from([0xff, 0xe1]), length, exif]);
  return Buffer.concat([Buffer.from([0xff, 0xd8]), app, Buffer.from(jpeg.slice(2))]);
}

const isNear = (colour: readonly number[], wanted: readonly number[]) =>
  wanted.every((value, index) => Math.abs((colour[index + 2] ?? 0) - value) < 24);

/** Which quarters stand where, clockwise from the top left. */
async function quarters(page: Page): Promise<string> {
  const names = { red: [255, 0, 0], green: [0, 255, 0], blue: [0, 0, 255], white: [255, 255, 255] };
  const found: string[] = [];
  for (const [right, down] of [
    [0.25, 0.25],
    [0.75, 0.25],
    [0.75, 0.75],
    [0.25, 0.75],
  ] as const) {
    const colour = await page.evaluate(([x, y]) => window.picturePage.colourAt(x, y), [
      right,
      down,
    ] as const);
    found.push(Object.entries(names).find(([, wanted]) => isNear(colour, wanted))?.[0] ?? '?');
  }
  return found.join(' ');
}

const frame = (page: Page) => page.getByRole('application', { name: 'Visible part' });
const use = (page: Page) => page.getByRole('button', { name: 'Use picture' });

test('a photo is turned as its camera says, and nothing of it but the pixels is left', async () => {
  const { page } = browser;
  const photo = withExif(await makeQuarters(page, 800, 600, 'image/jpeg'));
  const picked = choose(page, 'photo.jpg', photo);
  await use(page).click();
  expect(await picked).toBe('image/webp');
  const { bytes } = await page.evaluate(() => window.picturePage.picked());
  const head = readPictureHead(Uint8Array.from(bytes));
  expect(head).toEqual({ type: 'image/webp', width: 512, height: 512 });
  expect(bytes.length).toBeLessThan(limits.pictureBytes);
  const text = Buffer.from(bytes).toString('latin1');
  expect(text).not.toMatch(/Exif|SECRETPLACE|JFIF|XMP/);
  expect(await quarters(page)).toBe('blue red green white');
});

test('it is turned by the button, moved and zoomed by keys, pointer and wheel', async () => {
  const { page } = browser;
  const png = Buffer.from(await makeQuarters(page, 900, 600, 'image/png'));
  let picked = choose(page, 'drawing.png', png);
  await page.getByRole('button', { name: 'Turn' }).click();
  await use(page).click();
  await picked;
  expect(await quarters(page)).toBe('blue red green white');

  picked = choose(page, 'drawing.png', png);
  await frame(page).press('+');
  for (let zooms = 0; zooms < 12; zooms += 1) await page.keyboard.press('+');
  for (let moves = 0; moves < 60; moves += 1) await page.keyboard.press('ArrowRight');
  for (let moves = 0; moves < 60; moves += 1) await page.keyboard.press('ArrowDown');
  await use(page).click();
  await picked;
  expect(await quarters(page)).toBe('white white white white');

  picked = choose(page, 'drawing.png', png);
  const box = await frame(page).boundingBox();
  if (box === null) throw new Error('no frame');
  const middle = [box.x + box.width / 2, box.y + box.height / 2] as const;
  await page.mouse.move(...middle);
  for (let turns = 0; turns < 4; turns += 1) await page.mouse.wheel(0, -200);
  await page.mouse.down();
  await page.mouse.move(middle[0] + 2 * box.width, middle[1] + 2 * box.height, { steps: 4 });
  await page.mouse.up();
  await use(page).click();
  await picked;
  expect(await quarters(page)).toBe('red red red red');
});

test('what cannot be opened is told in words, and another file may be chosen', async () => {
  const { page } = browser;
  const picked = choose(page, 'letter.pdf', Buffer.from('%PDF-1.7 no picture'));
  await page.getByText('cannot be read as a picture').waitFor();
  await expectAccessible(page, 'picture editor, with a fault');
  const bomb = Buffer.from(await makeQuarters(page, 10, 10, 'image/png'));
  bomb.writeUInt32BE(60_000, 16);
  bomb.writeUInt32BE(60_000, 20);
  const input = page.locator('input[type=file]');
  const file = { name: 'bomb.png', mimeType: 'image/png' };
  await input.setInputFiles({ ...file, buffer: bomb });
  await page.getByText('too large to be opened').waitFor();
  const cut = Buffer.from(await makeQuarters(page, 600, 600, 'image/png')).subarray(0, 60);
  await input.setInputFiles({ ...file, buffer: cut });
  await page.getByText('cannot be read as a picture').waitFor();
  const good = Buffer.from(await makeQuarters(page, 60, 60, 'image/png'));
  await input.setInputFiles({ ...file, buffer: good });
  await frame(page).waitFor();
  await expectAccessible(page, 'picture editor, framing');
  await page.keyboard.press('Escape');
  expect(await picked).toBeNull();
});

test('a picture may be pasted and dropped', async () => {
  const { page } = browser;
  const png = await makeQuarters(page, 300, 300, 'image/png');
  for (const kind of ['paste', 'drop'] as const) {
    const picked = page.evaluate(() => window.picturePage.edit());
    await page.getByRole('dialog').waitFor();
    await page.evaluate(
      ([name, bytes]) => {
        const data = new DataTransfer();
        data.items.add(new File([Uint8Array.from(bytes)], 'x.png', { type: 'image/png' }));
        const target = document.querySelector('dialog [role=status]');
        const event =
          name === 'paste'
            ? new ClipboardEvent('paste', { clipboardData: data, bubbles: true })
            : new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true });
        target?.dispatchEvent(event);
      },
      [kind, png] as const,
    );
    await use(page).click();
    expect(await picked).toBe('image/webp');
    expect(await quarters(page)).toBe('red green white blue');
  }
});

test('offline it waits on the device, is brought when there is a way, and is seen by who may', async () => {
  const { page, context } = browser;
  const alice = await arrive(page, 'Alice');
  await context.setOffline(true);
  const id = await page.evaluate((owner) => window.picturePage.keep(owner), alice);
  expect(
    await page.evaluate(([owner, file]) => window.picturePage.isUploaded(owner, file), [
      alice,
      id,
    ] as const),
  ).toBe(false);
  await page.evaluate(([owner, file]) => window.picturePage.show(owner, file), [
    alice,
    id,
  ] as const);
  await page.locator('main img').waitFor();

  // The tab is closed and opened again; the server cannot be reached only then, for the page comes from it.
  await context.setOffline(false);
  await open(page);
  const isUploaded = () =>
    page.evaluate(([owner, file]) => window.picturePage.isUploaded(owner, file), [
      alice,
      id,
    ] as const);
  await expect.poll(isUploaded).toBe(true);
  const { kysely } = server.database;
  const use = { by: 'profile', of: userId(alice) } as const;
  expect(await takePicture(kysely, userId(alice), fileId(id), use, Date.now())).toEqual({
    ok: true,
  });
  await page.evaluate(([owner, file]) => window.picturePage.settle(owner, file), [
    alice,
    id,
  ] as const);
  await context.setOffline(true);
  await page.evaluate(([owner, file]) => window.picturePage.show(owner, file), [
    alice,
    id,
  ] as const);
  await page.locator('main img').waitFor();
  await context.setOffline(false);

  const mallory = await launchBrowser(run);
  await open(mallory.page);
  const stranger = await arrive(mallory.page, 'Mallory');
  await mallory.page.evaluate(([owner, file]) => window.picturePage.show(owner, file), [
    stranger,
    id,
  ] as const);
  const refused = await mallory.page.evaluate(
    async (file) => (await fetch(`/api/files/${file}`)).status,
    id,
  );
  expect(refused).toBe(404);
  expect(await mallory.page.locator('main img').count()).toBe(0);
  expect(errors()).toEqual([]);
});
