/**
 * Chromium as a person has it: one process per person, with a profile folder of its own.
 * Invariant: what is killed here is the browser's whole process group, so nothing of it writes on.
 */
import { readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { findChromium } from '../setup/system-packages.mjs';
import { signalGroup, waitForGroupToEnd } from './process-group.mjs';
import type { Run } from './run.ts';

export type BrowserOptions = {
  /** A new folder of the run unless given; give it to start again on what a killed browser left. */
  readonly profileFolder?: string;
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly colorScheme?: 'light' | 'dark';
  readonly locale?: string;
  readonly hasTouch?: boolean;
  readonly reducedMotion?: 'reduce' | 'no-preference';
  /** Further switches, for example `--use-fake-device-for-media-stream`. */
  readonly switches?: readonly string[];
  /** True where a test certificate is used. */
  readonly ignoresHttpsErrors?: boolean;
};

export interface Browser {
  readonly profileFolder: string;
  readonly context: BrowserContext;
  /** The page that it opened with. */
  readonly page: Page;
  /** Of the browser process itself, for `SIGSTOP` and the like; its group has the same number. */
  readonly processId: number;
  /** As if the battery were taken out: nothing is flushed. Resolves when no process is left. */
  kill(): Promise<void>;
  /** As if closed by its owner. */
  close(): Promise<void>;
}

/** Quick and quiet: no talk with the vendor's services, no sandbox where root runs the tests. */
const switches = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-crash-reporter',
];

/**
 * Starts a browser process on a profile folder.
 * Throws if Chromium is not there, or if the profile is in use.
 */
export async function launchBrowser(run: Run, options: BrowserOptions = {}): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('Chromium was not found');
  const profileFolder = options.profileFolder ?? join(run.folder, `profile-${crypto.randomUUID()}`);
  const context = await chromium.launchPersistentContext(profileFolder, {
    executablePath,
    headless: true,
    // What it would leave in the system's temporary folder when killed goes with the run.
    env: { ...process.env, TMPDIR: run.folder },
    args: [...switches, ...(options.switches ?? [])],
    // The run ends browsers; a second owner of these signals would end the process too early.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    serviceWorkers: 'allow',
    viewport: options.viewport ?? { width: 1280, height: 800 },
    colorScheme: options.colorScheme ?? 'light',
    locale: options.locale ?? 'en-GB',
    hasTouch: options.hasTouch ?? false,
    reducedMotion: options.reducedMotion ?? 'no-preference',
    ignoreHTTPSErrors: options.ignoresHttpsErrors ?? false,
  });
  const processId = findBrowserProcess(profileFolder);
  run.keepGroup(processId);
  return {
    profileFolder,
    context,
    page: context.pages()[0] ?? (await context.newPage()),
    processId,
    async kill() {
      const closed = context.waitForEvent('close');
      signalGroup(processId, 'SIGKILL');
      await closed;
      if (!(await waitForGroupToEnd(processId))) throw new Error('Chromium survives SIGKILL');
      run.releaseGroup(processId);
    },
    async close() {
      await context.close();
      run.releaseGroup(processId);
    },
  };
}

/**
 * Playwright does not tell the process of a persistent context; Chromium's lock on its profile,
 * a link to `<host>-<process id>`, does.
 */
function findBrowserProcess(profileFolder: string): number {
  const lock = readlinkSync(join(profileFolder, 'SingletonLock'));
  const processId = Number(lock.slice(lock.lastIndexOf('-') + 1));
  if (!Number.isInteger(processId)) throw new Error(`Chromium's lock reads ${lock}`);
  return processId;
}
