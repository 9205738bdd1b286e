/** One picture per screen with all its states, sizes and themes beside each other. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { launchBrowser } from '../services/browser.ts';
import type { Run } from '../services/run.ts';

const sheetWidthPx = 1800;
const heightPx = 360;

/**
 * @param folder holds the pictures, each `<screen>--<state>--<size>-<theme>.png`
 * @param names screens to make a sheet of
 */
export async function writeContactSheets(
  run: Run,
  folder: string,
  names: readonly string[],
): Promise<void> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.png')).sort();
  const browser = await launchBrowser(run, { viewport: { width: sheetWidthPx, height: 900 } });
  for (const name of names) {
    const figures: string[] = [];
    for (const file of files.filter((each) => each.startsWith(`${name}--`))) {
      const picture = (await readFile(join(folder, file))).toString('base64');
      const caption = file
        .replace(/\.png$/, '')
        .split('--')
        .slice(1)
        .join(', ');
      figures.push(
        `<figure><img height="${heightPx}" src="data:image/png;base64,${picture}"><figcaption>${caption}</figcaption></figure>`,
      );
    }
    await browser.page.setContent(
      `<style>body{margin:16px;display:flex;flex-wrap:wrap;gap:16px;font:13px sans-serif}figure{margin:0}img{display:block;border:1px solid #888}</style>${figures.join('')}`,
    );
    await browser.page.screenshot({ path: join(folder, `sheet-${name}.png`), fullPage: true });
  }
  await browser.close();
}
