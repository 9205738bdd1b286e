/**
 * The main job, on real input: two people in two browsers, one server; the server is killed, one of
 * them starts cold, offline, writes, and his browser is killed; when the server is back both screens
 * show the same list, each message once.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Browser, launchBrowser } from '../../scripts/services/browser.ts';
import { type Run, startRun } from '../../scripts/services/run.ts';
import { accountOf, createAccount } from './support/account.ts';
import { readTimeline } from './support/painted.ts';
import { openChat, openDirect, waitForState, write } from './support/person.ts';
import { offlineNoise, watchForErrors } from './support/screen.ts';
import { type JourneyServer, startServer } from './support/server.ts';

let run: Run;
let server: JourneyServer;
let alice: Browser;
let bob: Browser;

beforeAll(async () => {
  run = await startRun();
  [server, alice, bob] = await Promise.all([
    startServer(run),
    launchBrowser(run),
    launchBrowser(run),
  ]);
});

afterAll(async () => {
  await run?.stop();
});

test('what was written offline, in a browser that was then killed, arrives once and in one order', async () => {
  const aliceErrors = watchForErrors(alice.page, offlineNoise);
  await createAccount(alice.page, server.origin, accountOf('Alice'));
  await createAccount(bob.page, server.origin, accountOf('Bob'));

  await openDirect(alice.page, 'Bob');
  await write(alice.page, 'Hello Bob');
  await waitForState(alice.page, 'Hello Bob', 'sent');
  await openChat(bob.page, 'Alice');
  await write(bob.page, 'Hello Alice');
  await waitForState(alice.page, 'Hello Bob', 'read');
  await alice.page.getByText('Hello Alice').first().waitFor();

  await server.kill();
  await write(alice.page, 'Are you there?');
  await waitForState(alice.page, 'Are you there?', 'saved');

  // A cold start without any network: the shell, the list and the history come from the device.
  await bob.close();
  bob = await launchBrowser(run, { profileFolder: bob.profileFolder });
  await bob.page.goto(server.origin);
  await openChat(bob.page, 'Alice');
  const texts = ['In the tunnel, one', 'In the tunnel, two', 'In the tunnel, three'];
  for (const text of texts) await write(bob.page, text);
  await waitForState(bob.page, 'In the tunnel, three', 'saved');
  await bob.kill();

  await server.start();
  bob = await launchBrowser(run, { profileFolder: bob.profileFolder });
  const bobErrors = watchForErrors(bob.page, offlineNoise);
  await bob.page.goto(server.origin);
  await openChat(bob.page, 'Alice');
  for (const text of texts) {
    await bob.page.getByText(text).first().waitFor();
    await alice.page.getByText(text).first().waitFor();
  }
  await bob.page.getByText('Are you there?').first().waitFor();
  await waitForState(bob.page, 'In the tunnel, three', 'read');
  await waitForState(alice.page, 'Are you there?', 'read');

  const [atAlice, atBob] = [await readTimeline(alice.page), await readTimeline(bob.page)];
  expect(atBob.map(({ id, text }) => [id, text])).toEqual(
    atAlice.map(({ id, text }) => [id, text]),
  );
  expect(atAlice.map(({ text }) => text).toSorted()).toEqual(
    ['Hello Bob', 'Hello Alice', 'Are you there?', ...texts].toSorted(),
  );
  const byBob = atAlice.filter(({ isOwn }) => !isOwn).map(({ text }) => text);
  expect(byBob).toEqual(['Hello Alice', ...texts]);
  expect(aliceErrors()).toEqual([]);
  expect(bobErrors()).toEqual([]);
});
