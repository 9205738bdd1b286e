/**
 * Where a scene is played: a server, and people in front of browsers of one size. Invariant: each
 * scene has browsers of its own, so that no scene depends on another.
 */
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { JourneyServer } from '../../app/e2e/support/server.ts';
import type { World, WorldGroup, WorldPerson } from '../demo/world.ts';
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
  readonly run: Run;
  readonly form: Form;
  readonly server: JourneyServer;
  /** People of the demo world; the first is in most chats. */
  readonly people: readonly WorldPerson[];
  /** Its groups; the first is owned by the first person. */
  readonly groups: readonly WorldGroup[];
  /** A browser of nobody yet, at the address of the app; at that of another server where one is given. */
  visit(origin?: string): Promise<Page>;
  /**
   * Closes the browser of a page, does something to the folder of its profile, and opens it again.
   * @returns its page, at the address of the app
   */
  reopen(page: Page, meanwhile: (profileFolder: string) => Promise<void>): Promise<Page>;
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

  async function visit(origin = server.origin, profileFolder?: string): Promise<Page> {
    const browser = await launchBrowser(run, {
      viewport: form.viewport,
      hasTouch: form.hasTouch,
      ...(form.hasTouch ? { switches: ['--touch-events=enabled'] } : {}),
      ...(profileFolder === undefined ? {} : { profileFolder }),
    });
    browsers.push(browser);
    browser.page.on('console', (line) => {
      if (line.type() === 'error' && !noise.test(line.text()) && !isClosing) {
        complaints.push(line.text());
      }
    });
    browser.page.on('pageerror', (error) => complaints.push(String(error)));
    await browser.page.goto(origin);
    return browser.page;
  }

  async function reopen(
    page: Page,
    meanwhile: (profileFolder: string) => Promise<void>,
  ): Promise<Page> {
    const index = browsers.findIndex((each) => each.page === page);
    const [browser] = browsers.splice(index, index === -1 ? 0 : 1);
    if (browser === undefined) throw new Error('this page is in no browser of the stage');
    await browser.close();
    await meanwhile(browser.profileFolder);
    return visit(server.origin, browser.profileFolder);
  }

  return {
    run,
    form,
    server,
    people: world.people,
    groups: world.groups,
    visit: (origin) => visit(origin),
    reopen,
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
      const pages = browsers.flatMap(({ context }) => context.pages());
      for (const [index, page] of pages.entries()) {
        const path = join(folder, `failed-${scene}-${form.name}-${index}.png`);
        // A page that hangs is a failure that is told already.
        await page.screenshot({ path, timeout: 5000 }).catch((error: unknown) => {
          complaints.push(`no picture of page ${index}: ${String(error)}`);
        });
      }
    },
    errors: () => complaints,
    async close() {
      isClosing = true;
      for (const browser of browsers) await browser.close();
    },
  };
}
