/** Writing to each other: ticks, list, editing, deleting, copying, and what is refused. */
import { limits } from '@jibber/schema/limits';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Browser, launchBrowser } from '../../scripts/services/browser.ts';
import { type Run, startRun } from '../../scripts/services/run.ts';
import { accountOf, arrive, signIn } from './support/account.ts';
import { readOrder } from './support/painted.ts';
import {
  chatList,
  chatRow,
  chooseFound,
  composer,
  edit,
  findPerson,
  message,
  openChat,
  openDirect,
  remove,
  timeline,
  waitForState,
  write,
} from './support/person.ts';
import { expectAccessible, offlineNoise, watchForErrors } from './support/screen.ts';
import { type JourneyServer, startServer } from './support/server.ts';

let run: Run;
let server: JourneyServer;
let alice: Browser;
let bob: Browser;
let carol: Browser;
let errors: () => string[];

beforeAll(async () => {
  run = await startRun();
  server = await startServer(run);
  [alice, bob, carol] = await Promise.all([
    arrive(run, server.origin, 'Alice'),
    arrive(run, server.origin, 'Bob'),
    arrive(run, server.origin, 'Carol'),
  ]);
  errors = watchForErrors(alice.page, offlineNoise);
  await alice.context.grantPermissions(['clipboard-read', 'clipboard-write']);
});

afterAll(async () => {
  await run?.stop();
});

test('a chat that both open without a connection is one chat, with what both wrote', async () => {
  await Promise.all([findPerson(alice.page, '@bob'), findPerson(bob.page, 'alice@example.org')]);
  await alice.page.getByRole('button', { name: 'Write', exact: true }).waitFor();
  await bob.page.getByRole('button', { name: 'Write', exact: true }).waitFor();
  await expectAccessible(alice.page, 'a person was found');
  await Promise.all([alice.context.setOffline(true), bob.context.setOffline(true)]);
  await Promise.all([chooseFound(alice.page, 'Bob'), chooseFound(bob.page, 'Alice')]);
  await write(alice.page, 'From Alice, alone');
  await write(bob.page, 'From Bob, alone');
  await waitForState(alice.page, 'From Alice, alone', 'saved');
  await waitForState(bob.page, 'From Bob, alone', 'saved');
  await Promise.all([alice.context.setOffline(false), bob.context.setOffline(false)]);
  await message(alice.page, 'From Bob, alone').waitFor();
  await message(bob.page, 'From Alice, alone').waitFor();
  await waitForState(alice.page, 'From Alice, alone', 'read');
  await waitForState(bob.page, 'From Bob, alone', 'read');
  const atAlice = await readOrder(alice.page);
  expect(atAlice).toHaveLength(2);
  expect(await readOrder(bob.page)).toEqual(atAlice);
  expect(await chatList(alice.page).getByRole('link').count()).toBe(1);
  expect(await chatList(bob.page).getByRole('link').count()).toBe(1);
});

test('a chat that both open at the same moment is one chat', async () => {
  await Promise.all([findPerson(carol.page, '@bob'), findPerson(bob.page, '@carol')]);
  await Promise.all([chooseFound(carol.page, 'Bob'), chooseFound(bob.page, 'Carol')]);
  await Promise.all([write(carol.page, 'At once, Carol'), write(bob.page, 'At once, Bob')]);
  await message(carol.page, 'At once, Bob').waitFor();
  await message(bob.page, 'At once, Carol').waitFor();
  const atCarol = await readOrder(carol.page);
  expect(atCarol).toHaveLength(2);
  expect(await readOrder(bob.page)).toEqual(atCarol);
  expect(await chatList(carol.page).getByRole('link').count()).toBe(1);
  expect(await chatList(bob.page).getByRole('link').count()).toBe(2);
});

test('ticks: saved here, then sent, then delivered, then read', async () => {
  const { page } = alice;
  const text = 'How far have you come?';
  await bob.close();
  await alice.context.setOffline(true);
  await write(page, text);
  await waitForState(page, text, 'saved');
  await alice.context.setOffline(false);
  await message(page, text).getByText('Sent', { exact: true }).waitFor({ state: 'attached' });
  bob = await launchBrowser(run, { profileFolder: bob.profileFolder });
  await bob.page.goto(server.origin);
  await message(page, text).getByText('Delivered', { exact: true }).waitFor({ state: 'attached' });
  await openChat(bob.page, 'Alice');
  await message(page, text).getByText('Read', { exact: true }).waitFor({ state: 'attached' });
  await chatRow(page, 'Bob').getByText('Read', { exact: true }).waitFor({ state: 'attached' });
});

test('typing shows in the chat and in the list, until the message is there', async () => {
  await composer(bob.page).pressSequentially('I am still wri');
  await alice.page.getByText('typing…').first().waitFor();
  await chatRow(alice.page, 'Bob').getByText('typing…').waitFor();
  await write(bob.page, 'I have written');
  await message(alice.page, 'I have written').waitFor();
  await chatRow(alice.page, 'Bob').getByText('I have written').waitFor();
  await alice.page.getByText('typing…').first().waitFor({ state: 'hidden' });
});

test('the list follows: order, preview, unread and the title of the tab', async () => {
  await openDirect(carol.page, 'Alice');
  await write(carol.page, 'Hello Alice, this is Carol');
  const carols = chatRow(alice.page, 'Carol');
  await carols.getByText('Hello Alice, this is Carol').waitFor();
  await carols.getByText('1 unread message').waitFor({ state: 'attached' });
  await openChat(alice.page, 'Carol');
  await carols.getByText('1 unread message').waitFor({ state: 'detached' });
  await write(bob.page, 'First of two');
  await write(bob.page, 'Second of two');
  const bobs = chatRow(alice.page, 'Bob');
  await bobs.getByText('Second of two').waitFor();
  await bobs.getByText('2 unread messages').waitFor({ state: 'attached' });
  expect(await alice.page.title()).toBe('(2) Jibber');
  expect(await chatList(alice.page).getByRole('link').first().textContent()).toContain('Bob');
  await write(alice.page, 'Hello Carol');
  await carols.getByText('Hello Carol').waitFor();
  expect(await chatList(alice.page).getByRole('link').first().textContent()).toContain('Carol');
  await openChat(alice.page, 'Bob');
  await bobs.getByText('2 unread messages').waitFor({ state: 'detached' });
  expect(await alice.page.title()).toBe('Bob – Jibber');
});

test('a text over the limit stays in the composer, and how much too long it is is said', async () => {
  const { page } = alice;
  const text = `${'long '.repeat(limits.textUnits / 5)}end`.slice(0, limits.textUnits);
  await write(page, `${text}x`);
  await page.getByText('Too long by 1 character. Shorten it, or send it in parts.').waitFor();
  await expectAccessible(page, 'a text that is too long');
  expect(await composer(page).inputValue()).toBe(`${text}x`);
  expect(await page.getByRole('button', { name: 'Send' }).getAttribute('aria-disabled')).toBe(
    'true',
  );
  await composer(page).press('Backspace');
  await composer(page).press('Enter');
  await waitForState(page, text.slice(0, 200), 'sent');
  await bob.page.getByText(text.slice(0, 200)).first().waitFor();
});

test('notes to self are one chat, seen by oneself alone', async () => {
  const { page } = alice;
  await page.getByRole('button', { name: 'New chat' }).first().click();
  await page.getByRole('button', { name: 'Notes to self' }).click();
  await page.getByText('Only you see this').waitFor();
  await page.getByText('A place for your own notes').waitFor();
  await write(page, 'Buy a thermos');
  await waitForState(page, 'Buy a thermos', 'sent');
  await expectAccessible(page, 'notes to self');
  await findPerson(page, '@alice');
  await chooseFound(page, 'Notes to self');
  await message(page, 'Buy a thermos').waitFor();
  await chatRow(page, 'Notes to self').first().waitFor();
  expect(await chatRow(page, 'Notes to self').count()).toBe(1);
});

test('one edits in place, by the arrow or the menu, and it is marked for everybody', async () => {
  const { page } = alice;
  await openChat(page, 'Bob');
  await write(page, 'Meet at five');
  await waitForState(page, 'Meet at five', 'read');
  await composer(page).press('ArrowUp');
  const field = page.getByRole('textbox', { name: 'Edit message' });
  expect(await field.inputValue()).toBe('Meet at five');
  await field.fill('Something else');
  await field.press('Escape');
  await composer(page).waitFor();
  expect(await composer(page).inputValue()).toBe('');
  await message(page, 'Meet at five').waitFor();
  await composer(page).press('ArrowUp');
  await field.fill('Meet at six');
  await field.press('Enter');
  await message(bob.page, 'Meet at six').getByText('edited').waitFor();
  await edit(page, 'Meet at six', 'Meet at seven');
  await message(bob.page, 'Meet at seven').getByText('edited').waitFor();
  await message(page, 'Meet at seven').getByText('edited').waitFor();
  expect(await readOrder(bob.page)).toEqual(await readOrder(page));
  // What others wrote can be copied, and nothing else.
  await write(bob.page, 'Seven is fine');
  await message(page, 'Seven is fine').hover();
  await message(page, 'Seven is fine').getByRole('button', { name: 'Message actions' }).click();
  await expectAccessible(page, 'menu of a message');
  expect(await page.getByRole('menuitem').allInnerTexts()).toEqual(['Copy']);
  await page.getByRole('menuitem', { name: 'Copy' }).click();
  await page.getByText('Copied.').waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('Seven is fine');
});

test('a deletion can be undone for some seconds, and is then one for everybody', async () => {
  const { page } = alice;
  await write(page, 'Keep this after all');
  await waitForState(page, 'Keep this after all', 'read');
  await remove(page, 'Keep this after all');
  await page.getByRole('button', { name: 'Undo' }).click();
  await waitForState(page, 'Keep this after all', 'read');

  await write(page, 'Away with this');
  await waitForState(page, 'Away with this', 'read');
  await remove(page, 'Away with this');
  await page.getByText('Message deleted for everyone.').waitFor();
  await message(page, 'Away with this').waitFor({ state: 'detached' });
  expect(await message(bob.page, 'Away with this').count()).toBe(1);
  await message(bob.page, 'Away with this').waitFor({ state: 'detached' });
  await timeline(bob.page).getByText('Message deleted').waitFor();
  await chatRow(bob.page, 'Alice').getByText('Message deleted').waitFor();
  expect(await message(bob.page, 'Keep this after all').count()).toBe(1);
  expect(await readOrder(bob.page)).toEqual(await readOrder(page));
});

test('killing the app while a deletion can be undone deletes', async () => {
  // Chromium keeps a new cookie in memory for up to 30 s; closed by its owner it writes it down, so
  // that the kill below does not sign anybody out.
  await alice.close();
  alice = await launchBrowser(run, { profileFolder: alice.profileFolder });
  await alice.page.goto(server.origin);
  await openChat(alice.page, 'Bob');
  await write(alice.page, 'Gone with the app');
  await message(bob.page, 'Gone with the app').waitFor();
  await remove(alice.page, 'Gone with the app');
  await alice.page.getByText('Message deleted for everyone.').waitFor();
  await alice.kill();
  alice = await launchBrowser(run, { profileFolder: alice.profileFolder });
  errors = watchForErrors(alice.page, offlineNoise);
  await alice.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await alice.page.goto(server.origin);
  await openChat(alice.page, 'Bob');
  await timeline(alice.page).getByText('Message deleted').nth(1).waitFor();
  await message(bob.page, 'Gone with the app').waitFor({ state: 'detached' });
});

test('what is refused stays with its reason, to be tried again, copied or thrown away', async () => {
  const { page } = alice;
  await write(page, 'Deleted on the tablet');
  await waitForState(page, 'Deleted on the tablet', 'read');
  const tablet = await launchBrowser(run);
  await signIn(tablet.page, server.origin, accountOf('Alice'));
  await openChat(tablet.page, 'Bob');
  await message(tablet.page, 'Deleted on the tablet').waitFor();
  await alice.context.setOffline(true);
  await edit(page, 'Deleted on the tablet', 'Changed on the laptop');
  await message(page, 'Changed on the laptop').waitFor();
  await remove(tablet.page, 'Deleted on the tablet');
  await message(bob.page, 'Deleted on the tablet').waitFor({ state: 'detached' });
  await alice.context.setOffline(false);

  const refused = timeline(page).getByRole('listitem').filter({ hasText: 'Not changed.' });
  const reason = 'This message is not there any more, or is not yours to change.';
  await refused.getByText(reason).waitFor();
  await refused.getByText('Changed on the laptop').waitFor();
  await refused.getByText('Message deleted').waitFor();
  await expectAccessible(page, 'a change that was refused');
  await refused.getByRole('button', { name: 'Copy' }).click();
  await page.getByText('Copied.').waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('Changed on the laptop');
  await page.reload();
  await refused.getByText(reason).waitFor();
  await refused.getByRole('button', { name: 'Retry' }).click();
  await refused.getByText(reason).waitFor();
  await refused.getByRole('button', { name: 'Discard' }).click();
  await refused.waitFor({ state: 'detached' });
  expect(await readOrder(page)).toEqual(await readOrder(bob.page));
  expect(errors()).toEqual([]);
});
