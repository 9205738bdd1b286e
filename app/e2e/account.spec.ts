/** An account from its making to its end on a device: nobody else ever sees what was its own. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Browser, launchBrowser } from '../../scripts/services/browser.ts';
import { type Run, startRun } from '../../scripts/services/run.ts';
import {
  accountOf,
  arrive,
  askToSignOut,
  createAccount,
  fillNewAccount,
  signIn,
  signOut,
  trySignIn,
} from './support/account.ts';
import { countRecords } from './support/device.ts';
import { hintOnline } from './support/network.ts';
import { readTimeline } from './support/painted.ts';
import {
  chatList,
  chatRow,
  chooseFound,
  findPerson,
  openChat,
  openDirect,
  waitForState,
  write,
} from './support/person.ts';
import { expectAccessible, offlineNoise, refusalNoise, watchForErrors } from './support/screen.ts';
import { type JourneyServer, startServer } from './support/server.ts';

let run: Run;
let server: JourneyServer;
let alice: Browser;
let bob: Browser;
let errors: () => string[];
const alices = accountOf('Alice');

beforeAll(async () => {
  run = await startRun();
  [server, alice] = await Promise.all([startServer(run), launchBrowser(run)]);
  errors = watchForErrors(alice.page, [...offlineNoise, ...refusalNoise]);
  bob = await arrive(run, server.origin, 'Bob');
});

afterAll(async () => {
  await run?.stop();
});

test('a welcoming page leads to an account, and a taken handle is told in words', async () => {
  const { page } = alice;
  await page.goto(server.origin);
  await page.getByRole('heading', { name: 'Write now. It arrives when it can.' }).waitFor();
  await expectAccessible(page, 'welcome');
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByText('Fill this in.').first().waitFor();
  await expectAccessible(page, 'creating an account, with problems');

  await fillNewAccount(page, { ...alices, handle: 'bob' });
  await page.getByText('This handle is taken').waitFor();
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByText('This handle is taken').waitFor();
  await page.getByLabel('Handle', { exact: true }).fill(alices.handle);
  await page.getByText('@alice is free.').waitFor();
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByText('No chats yet').waitFor();
  await expectAccessible(page, 'empty list');
  expect(errors()).toEqual([]);
});

test('a wrong password and an unknown address are answered by the same words', async () => {
  const { page } = alice;
  await signOut(page);
  await page.getByRole('button', { name: 'Sign in' }).click();
  const refusal = page.getByText('The address or the password is not right.');
  for (const address of [alices.address, 'nobody@example.org']) {
    await trySignIn(page, address, 'not the secret');
    await refusal.waitFor();
    await page.getByLabel('E-mail or phone number').fill('');
    await refusal.waitFor({ state: 'hidden' });
  }
  await trySignIn(page, alices.address, 'not the secret');
  await refusal.waitFor();
  await expectAccessible(page, 'sign-in, refused');
  await trySignIn(page, alices.address, alices.password);
  await chatList(page).waitFor();
  expect(errors()).toEqual([]);
});

test('a phone number is an address like an e-mail, however it is spaced', async () => {
  const carol = await launchBrowser(run);
  const account = { ...accountOf('Carol'), address: '+49 170 123 45 67' };
  await createAccount(carol.page, server.origin, account);
  await signOut(carol.page);
  await signIn(carol.page, server.origin, { ...account, address: '+491701234567' });
  await findPerson(bob.page, '+49 (170) 1234567');
  await chooseFound(bob.page, 'Carol');
  await write(bob.page, 'Found you by number');
  await chatRow(carol.page, 'Bob').getByText('Found you by number').waitFor();
  await carol.close();
});

test('signing out says how many messages are unsent, and waits until they are sent', async () => {
  const { page } = alice;
  await openDirect(page, 'Bob');
  await write(page, 'Before the tunnel');
  await waitForState(page, 'Before the tunnel', 'sent');
  await alice.context.setOffline(true);
  await write(page, 'In the tunnel, one');
  await write(page, 'In the tunnel, two');
  await waitForState(page, 'In the tunnel, two', 'saved');
  await askToSignOut(page);
  await page
    .getByText('2 messages are not sent yet. If you sign out now, they are lost.')
    .waitFor();
  await expectAccessible(page, 'signing out with unsent messages');
  await page.getByRole('button', { name: 'Wait until sent' }).click();
  await page.getByText('Waiting until everything is sent.').waitFor();
  await alice.context.setOffline(false);
  await page.getByRole('button', { name: 'Create account' }).waitFor();
  await openChat(bob.page, 'Alice');
  const texts = (await readTimeline(bob.page)).map(({ text }) => text);
  expect(texts).toEqual(['Before the tunnel', 'In the tunnel, one', 'In the tunnel, two']);
});

test('another account in the same browser finds nothing of the first', async () => {
  const { page } = alice;
  const held = await page.evaluate(async () => ({
    databases: (await indexedDB.databases()).map(({ name }) => name),
    storage: JSON.stringify({ ...localStorage }),
    cookies: document.cookie,
  }));
  expect(held.databases).toEqual([]);
  expect(JSON.stringify(held)).not.toContain('lice');
  await createAccount(page, server.origin, accountOf('Mallory'));
  await page.getByText('No chats yet').waitFor();
  expect(await page.content()).not.toContain('tunnel');
  expect(await page.title()).toBe('Jibber');
  await signOut(page);
});

test('an expired session closes what is here until the same person signs in; then the outbox goes on', async () => {
  const { page } = alice;
  await signIn(page, server.origin, alices);
  await openChat(page, 'Bob');
  await page.getByText('In the tunnel, two').first().waitFor();
  await server.stop();
  await write(page, 'Written under the old session');
  await waitForState(page, 'Written under the old session', 'saved');
  await server.withDatabase(({ kysely }) =>
    kysely.updateTable('sessions').set({ expires_at: Date.now() }).execute(),
  );
  await server.start();
  await hintOnline(page, bob.page);
  await page.getByRole('heading', { name: 'Sign in as Alice to continue' }).waitFor();
  await page.getByText('One message is waiting and will be sent then.').waitFor();
  expect(await page.content()).not.toContain('tunnel');
  await page.reload();
  await page.getByRole('heading', { name: 'Sign in as Alice to continue' }).waitFor();
  expect(await page.content()).not.toContain('tunnel');
  await expectAccessible(page, 'locked');
  await trySignIn(page, alices.address, alices.password);
  await openChat(page, 'Bob');
  await waitForState(page, 'Written under the old session', 'sent');
  // Bob's session has expired as well.
  await trySignIn(bob.page, accountOf('Bob').address, accountOf('Bob').password);
  await openChat(bob.page, 'Alice');
  await bob.page.getByText('Written under the old session').first().waitFor();
  const texts = (await readTimeline(bob.page)).map(({ text }) => text);
  expect(texts.filter((text) => text === 'Written under the old session')).toHaveLength(1);
  expect(errors()).toEqual([]);
});

test('a changed password wipes the other devices; what was unsent there waits for this account alone', async () => {
  const { page } = alice;
  const tablet = await launchBrowser(run);
  await signIn(tablet.page, server.origin, alices);
  await openChat(tablet.page, 'Bob');
  await page.getByText('Written under the old session').first().waitFor();
  await alice.context.setOffline(true);
  await write(page, 'Nobody else may send this');
  await waitForState(page, 'Nobody else may send this', 'saved');
  const next = 'a new secret of alice';
  const status = await tablet.page.evaluate(
    async (body) => {
      const headers = { 'content-type': 'application/json' };
      return (await fetch('/api/password', { method: 'POST', headers, body })).status;
    },
    JSON.stringify({ current: alices.password, next }),
  );
  expect(status).toBe(204);
  await alice.context.setOffline(false);
  await page
    .getByText('You were signed out on another device, or your password was changed.')
    .waitFor();
  await page.getByText('One message that was not sent is kept here for you').waitFor();
  await expectAccessible(page, 'ended elsewhere');
  const { chats, documents, rows, outbox } = await countRecords(page);
  expect({ chats, documents, rows, outbox }).toEqual({
    chats: 0,
    documents: 0,
    rows: 0,
    outbox: 1,
  });

  await signIn(page, server.origin, { ...accountOf('Mallory') });
  await page.getByText('No chats yet').waitFor();
  expect(await page.content()).not.toContain('Nobody else');
  await signOut(page);
  await signIn(page, server.origin, { ...alices, password: next });
  await openChat(page, 'Bob');
  await waitForState(page, 'Nobody else may send this', 'sent');
  for (const each of [page, tablet.page]) {
    await each.getByText('Nobody else may send this').first().waitFor();
    const texts = (await readTimeline(each)).map(({ text }) => text);
    expect(texts.filter((text) => text === 'Nobody else may send this')).toHaveLength(1);
    expect(texts).toContain('Before the tunnel');
  }
  expect(errors()).toEqual([]);
});
