/**
 * Without a connection, in each way there is to have none: what is written is kept, arrives once, and
 * stands in one order on every screen.
 */
import { limits } from '@jibber/schema/limits';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Browser, launchBrowser } from '../../scripts/services/browser.ts';
import { type Run, startRun } from '../../scripts/services/run.ts';
import { accountOf, signIn } from './support/account.ts';
import { fillHistory } from './support/history.ts';
import { hintOnline } from './support/network.ts';
import { readOrder, waitForCount } from './support/painted.ts';
import {
  calmLine,
  edit,
  message,
  openChat,
  remove,
  waitForState,
  write,
} from './support/person.ts';
import { expectAccessible, offlineNoise, watchForErrors } from './support/screen.ts';
import { type JourneyServer, startServer } from './support/server.ts';

/** So many that what is written now crosses into the second segment. */
const before = 960;

let run: Run;
let server: JourneyServer;
let alice: Browser;
let bob: Browser;
let errors: () => string[];

beforeAll(async () => {
  run = await startRun();
  server = await startServer(run, { fill: fillHistory({ Bob: before }) });
  [alice, bob] = await Promise.all([launchBrowser(run), launchBrowser(run)]);
  errors = watchForErrors(bob.page, offlineNoise);
  await Promise.all([
    signIn(alice.page, server.origin, accountOf('Alice')),
    signIn(bob.page, server.origin, accountOf('Bob')),
  ]);
  await Promise.all([openChat(alice.page, 'Bob'), openChat(bob.page, 'Alice')]);
});

afterAll(async () => {
  server?.thaw();
  await run?.stop();
});

/** Writes while there is no connection, waits for the calm line, and has it sent afterwards. */
async function endure(page: Page, text: string, reconnect: () => Promise<unknown>): Promise<void> {
  await write(page, text);
  await waitForState(page, text, 'saved');
  await calmLine(page).waitFor();
  await write(page, `${text}, and goes on`);
  await waitForState(page, `${text}, and goes on`, 'saved');
  await reconnect();
  await waitForState(page, `${text}, and goes on`, 'sent');
  await calmLine(page).waitFor({ state: 'detached' });
  await message(bob.page, `${text}, and goes on`).waitFor();
}

test('the network is off: a calm line says so, but not before two seconds', async () => {
  const { page, context } = alice;
  const sinceMs = performance.now();
  await context.setOffline(true);
  await endure(page, 'Network off', async () => {
    expect(performance.now() - sinceMs).toBeGreaterThan(2000);
    await expectAccessible(page, 'offline');
    await context.setOffline(false);
  });
});

test('the server is killed', async () => {
  await server.kill();
  await endure(alice.page, 'Server gone', async () => {
    await server.start();
    await hintOnline(alice.page, bob.page);
  });
});

test('bytes stop, and nothing closes the connection', async () => {
  server.freeze();
  await endure(alice.page, 'Bytes stopped', async () => {
    server.thaw();
    await hintOnline(alice.page, bob.page);
  });
});

/** As many as people write in a day without a network, and changes of old and new. */
async function writeMuch(page: Page, name: string, old: string): Promise<string[]> {
  const texts = Array.from({ length: 50 }, (_, index) => `${name} offline ${index + 1}`);
  await edit(page, old, `${old}, changed`);
  for (const text of texts.slice(0, 48)) await write(page, text);
  await edit(page, `${name} offline 48`, `${name} offline, changed`);
  await remove(page, `${name} offline 47`);
  for (const text of texts.slice(48)) await write(page, text);
  await waitForState(page, `${name} offline 50`, 'saved');
  return texts
    .filter((text) => !text.endsWith(' 47'))
    .map((text) => (text.endsWith(' 48') ? `${name} offline, changed` : text));
}

test('days of two devices, over a segment and a restart, arrive once and in one order', async () => {
  await Promise.all([alice.context.setOffline(true), bob.context.setOffline(true)]);
  const [byAlice, byBob] = await Promise.all([
    writeMuch(alice.page, 'Alice', 'Server gone, and goes on'),
    writeMuch(bob.page, 'Bob', `Bob ${before}`),
  ]);
  // Killed right after "saved here", and started cold without a network.
  await write(alice.page, 'The last thing she wrote');
  await waitForState(alice.page, 'The last thing she wrote', 'saved');
  await alice.kill();
  await server.kill();
  alice = await launchBrowser(run, { profileFolder: alice.profileFolder });
  await alice.page.goto(server.origin);
  await openChat(alice.page, 'Bob');
  await waitForState(alice.page, 'The last thing she wrote', 'saved');
  byAlice.push('The last thing she wrote');

  await server.start();
  await bob.context.setOffline(false);
  await message(bob.page, 'Bob offline, changed').waitFor();
  await server.kill();
  await server.start();
  const tablet = await launchBrowser(run);
  await signIn(tablet.page, server.origin, accountOf('Alice'));
  await hintOnline(alice.page, bob.page);
  await openChat(tablet.page, 'Bob');
  // Two in each of the three ways, fifty each, and the last thing before the kill. Once a third
  // device holds all of it nothing waits anywhere; what comes then stands at the end of it.
  const count = before + 6 + 100 + 1;
  // It has opened the newest segment alone when that began before it came.
  await waitForCount(tablet.page, count, count - limits.segmentMessages);
  await write(bob.page, 'The end');
  const screens = [alice.page, bob.page, tablet.page];
  for (const page of screens) await message(page, 'The end').waitFor();
  const [first = [], ...others] = await Promise.all(screens.map(readOrder));
  for (const other of others) expect(other).toEqual(first);
  expect(new Set(first.map(([id]) => id)).size).toBe(first.length);
  expect(first).toHaveLength(count + 1);
  const texts = first.map(([, text]) => text);
  for (const written of [byAlice, byBob]) {
    expect(texts.filter((text) => written.includes(text))).toEqual(written);
  }
  expect(texts.filter((text) => text === 'Message deleted')).toHaveLength(2);
  expect(texts[before - 1]).toBe(`Bob ${before}, changed`);
  expect(errors()).toEqual([]);
});
