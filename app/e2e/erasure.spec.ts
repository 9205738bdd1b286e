/**
 * P5 over the running app: what was deleted, and what stood there before an edit, is a minute later
 * nowhere any more: in no column, no frame, no answer, no line of the log, and on no device that has
 * connected since. The server is that of `npm start` with its clock moved by hand.
 */
import { columnsWith } from '@jibber/sync-server/testkit/stored-text';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Browser, launchBrowser } from '../../scripts/services/browser.ts';
import { type Run, startRun } from '../../scripts/services/run.ts';
import { accountOf, arrive, signIn } from './support/account.ts';
import { hintOnline } from './support/network.ts';
import { readTimeline } from './support/painted.ts';
import {
  chatRow,
  composer,
  edit,
  message,
  openChat,
  openDirect,
  remove,
  timeline,
  waitForState,
  write,
} from './support/person.ts';
import { type JourneyServer, startServer } from './support/server.ts';
import { hearEverything, placesOnDevice } from './support/traces.ts';

/** Of ASCII, so that it stands in every encoding as it is written. */
const deleted = 'the-text-that-must-go';
const edited = 'the-first-words-that-must-go';
const kept = 'the-text-that-stays';

let run: Run;
let server: JourneyServer;
let alice: Browser;
let tablet: Browser;
let bob: Browser;

beforeAll(async () => {
  run = await startRun();
  server = await startServer(run, {
    hasMovableClock: true,
    environment: { LOG_LEVEL: 'debug' },
  });
  [alice, bob] = await Promise.all([
    arrive(run, server.origin, 'Alice'),
    arrive(run, server.origin, 'Bob'),
  ]);
  tablet = await launchBrowser(run);
  await signIn(tablet.page, server.origin, accountOf('Alice'));
});

afterAll(async () => {
  await run?.stop();
});

/** Which of the texts that must go a device holds, and where. */
async function held(page: Page): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const secret of [deleted, edited]) {
    const places = await placesOnDevice(page, secret);
    if (places.length > 0) found[secret] = places;
  }
  return found;
}

/** A device that was never here signs in and gets the chat. @returns texts that must go and were heard */
async function hearAsFresh(name: 'Alice' | 'Bob', other: string): Promise<string[]> {
  const fresh = await launchBrowser(run);
  const heard = hearEverything(fresh.page);
  await signIn(fresh.page, server.origin, accountOf(name));
  await openChat(fresh.page, other);
  await timeline(fresh.page).getByText(kept).waitFor();
  const found: string[] = [];
  for (const secret of [deleted, edited]) {
    for (const place of await heard.holding(secret)) found.push(`${secret} from ${place}`);
    if ((await placesOnDevice(fresh.page, secret)).length > 0) found.push(`${secret} is kept`);
  }
  expect(await heard.holding(kept), 'what stays is heard, so this hears').not.toEqual([]);
  await fresh.close();
  return found;
}

test('before, both texts are on every device and in the database', async () => {
  await openDirect(alice.page, 'Bob');
  await write(alice.page, deleted);
  await write(alice.page, edited);
  await write(alice.page, kept);
  await waitForState(alice.page, kept, 'sent');
  await openChat(bob.page, 'Alice');
  await message(bob.page, kept).waitFor();
  await openChat(tablet.page, 'Bob');
  await message(tablet.page, kept).waitFor();
  // Also as drafts that were begun with the same words.
  await composer(alice.page).fill('');
  for (const { page } of [alice, tablet, bob]) {
    expect(Object.keys(await held(page)).sort()).toEqual([edited, deleted].sort());
  }
  // Bob's device is away when it happens.
  await bob.close();
});

test('within its minute a text is told to nobody any more, and the devices that are here have lost it', async () => {
  await edit(alice.page, edited, 'the last words');
  await remove(alice.page, deleted);
  await message(tablet.page, 'the last words').waitFor();
  await message(tablet.page, deleted).waitFor({ state: 'detached' });
  await chatRow(tablet.page, 'Bob').waitFor();
  for (const { page } of [alice, tablet]) await expect.poll(() => held(page)).toEqual({});

  // A minute passes on the server; what is due is done in its next round.
  server.passMinute();
  await expect.poll(() => hearAsFresh('Alice', 'Bob'), { timeout: 60_000 }).toEqual([]);
  expect(await hearAsFresh('Bob', 'Alice')).toEqual([]);
});

test('a device that was away shows and holds it until it connects, and then no more', async () => {
  bob = await launchBrowser(run, { profileFolder: bob.profileFolder });
  await bob.context.setOffline(true);
  await bob.page.goto(server.origin);
  await openChat(bob.page, 'Alice');
  await message(bob.page, deleted).waitFor();
  const heard = hearEverything(bob.page);
  await bob.context.setOffline(false);
  await hintOnline(bob.page);
  await message(bob.page, deleted).waitFor({ state: 'detached' });
  await message(bob.page, 'the last words').waitFor();
  await expect.poll(() => held(bob.page)).toEqual({});
  expect(await heard.holding(deleted)).toEqual([]);
  expect(await heard.holding(edited)).toEqual([]);
  const texts = (await readTimeline(bob.page)).map(({ text }) => text);
  expect(texts).toEqual(['Message deleted', 'the last words', kept]);
});

test('no column of the database and no line of the log has it', async () => {
  expect(await server.stop()).toBe(0);
  const columns = await server.withDatabase(async ({ kysely }) => ({
    deleted: await columnsWith(kysely, deleted),
    edited: await columnsWith(kysely, edited),
    kept: await columnsWith(kysely, kept),
  }));
  expect(columns).toMatchObject({ deleted: [], edited: [] });
  expect(columns.kept, 'what stays is found, so this finds').not.toEqual([]);
  const log = server.output();
  expect(log).toContain('"level"');
  for (const secret of [deleted, edited, kept]) expect(log).not.toContain(secret);
  for (const { page } of [alice, tablet, bob]) expect(await held(page)).toEqual({});
});
