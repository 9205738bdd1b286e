/**
 * Where a scene is played: a server, and people in front of browsers of one size. Invariant: each
 * scene has browsers of its own, so that no scene depends on another.
 */
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { JourneyServer } from '../../app/e2e/support/server.ts';
import type { World, WorldPerson } from '../demo/world.ts';
import { type Browser, launchBrowser } from '../services/browser.ts';
import type { Run } from '../services/run.ts';

export type Form = {
  readonly name: 'phone' | 'desk';
  readonly viewport: { readonly width: number; readonly height: number };
  readonly hasTouch: boolean;
};

export const forms: readonly Form[] = [
  { name: 'phone', viewport: { width: 390, height: 844 }, hasTouch: true },
  { name: 'desk', viewport: { width: 1280, height: 800 }, hasTouch: false },
];

export const themes = ['light', 'dark'] as const;

export type Scene = {
  /** Name of the screen; its states are files of their own. */
  readonly name: string;
  play(stage: Stage): Promise<void>;
};

export interface Stage {
  readonly form: Form;
  readonly server: JourneyServer;
  /** People of the demo world; the first is in most chats. */
  readonly people: readonly WorldPerson[];
  /** A browser of nobody yet, at the address of the app. */
  visit(): Promise<Page>;
  /** A browser in which a person of the world is signed in and sees the list. */
  enter(person: WorldPerson): Promise<Page>;
  /** Takes the screen in both themes. */
  shoot(page: Page, state: string): Promise<void>;
  /** What everybody sees now, for whoever has to find out why a scene stopped. */
  shootFailure(): Promise<void>;
  /** What the pages complained of, the network's own noise left out. */
  errors(): string[];
  close(): Promise<void>;
}

type StageOptions = {
  readonly run: Run;
  readonly server: JourneyServer;
  readonly world: World;
  readonly form: Form;
  readonly folder: string;
  readonly scene: string;
};

const noise = /net::ERR_|WebSocket connection to|Failed to load resource/;
/** For transitions of at most 200 ms and a frame or two. */
const calmMs = 350;

export async function openStage(options: StageOptions): Promise<Stage> {
  const { run, server, world, form, folder, scene } = options;
  const browsers: Browser[] = [];
  const complaints: string[] = [];
  let isClosing = false;

  async function visit(): Promise<Page> {
    const browser = await launchBrowser(run, {
      viewport: form.viewport,
      hasTouch: form.hasTouch,
      ...(form.hasTouch ? { switches: ['--touch-events=enabled'] } : {}),
    });
    browsers.push(browser);
    browser.page.on('console', (line) => {
      if (line.type() === 'error' && !noise.test(line.text()) && !isClosing) {
        complaints.push(line.text());
      }
    });
    browser.page.on('pageerror', (error) => complaints.push(String(error)));
    await browser.page.goto(server.origin);
    return browser.page;
  }

  return {
    form,
    server,
    people: world.people,
    visit,
    async enter(person) {
      const page = await visit();
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByLabel('E-mail or phone number').fill(person.address);
      await page.getByLabel('Password', { exact: true }).fill(person.password);
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      const chats = page.getByRole('navigation', { name: 'Chats' });
      await chats.getByRole('link').first().waitFor();
      await chats.getByRole('link', { name: 'Someone' }).first().waitFor({ state: 'detached' });
      return page;
    },
    async shoot(page, state) {
      for (const theme of themes) {
        await page.emulateMedia({ colorScheme: theme });
        await page.waitForTimeout(calmMs);
        await page.screenshot({
          path: join(folder, `${scene}--${state}--${form.name}-${theme}.png`),
        });
      }
    },
    async shootFailure() {
      for (const [index, { page }] of browsers.entries()) {
        await page.screenshot({ path: join(folder, `failed-${scene}-${form.name}-${index}.png`) });
      }
    },
    errors: () => complaints,
    async close() {
      isClosing = true;
      for (const browser of browsers) await browser.close();
    },
  };
}
