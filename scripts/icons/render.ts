/**
 * Renders the PNG icons of the app from their SVG sources: `node --import tsx scripts/icons/render.ts`.
 * Invariant: a PNG is never drawn by hand; whoever changes an SVG runs this and commits both.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { chromium } from 'playwright-core';

const publicFolder = new URL('../../app/public/', import.meta.url);
const sourceFolder = new URL('./', import.meta.url);

const icons = [
  { source: new URL('icon.svg', publicFolder), target: 'icon-192.png', sizePx: 192 },
  { source: new URL('icon.svg', publicFolder), target: 'icon-512.png', sizePx: 512 },
  {
    source: new URL('icon-maskable.svg', sourceFolder),
    target: 'icon-maskable-512.png',
    sizePx: 512,
  },
  {
    source: new URL('icon-monochrome.svg', sourceFolder),
    target: 'icon-monochrome-512.png',
    sizePx: 512,
  },
];

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run'],
});
try {
  for (const icon of icons) {
    const svg = await readFile(icon.source, 'utf8');
    const page = await browser.newPage({
      viewport: { width: icon.sizePx, height: icon.sizePx },
    });
    await page.setContent(
      `<style>*{margin:0}svg{display:block;width:100vw;height:100vh}</style>${svg}`,
    );
    const png = await page.screenshot({ omitBackground: true });
    await writeFile(new URL(icon.target, publicFolder), png);
    await page.close();
  }
} finally {
  await browser.close();
}
