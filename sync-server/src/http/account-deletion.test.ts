import { directChatId, type UserId, userId } from '@jibber/schema/ids';
import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { RunningServer } from '../server.ts';
import { makePng } from '../testkit/pictures.ts';
import { Browser, startTestServer } from '../testkit/test-server.ts';

let server: RunningServer;

beforeAll(async () => {
  server = await startTestServer({ SIGN_INS_PER_ACCOUNT: '5' });
});

afterAll(() => server.stop());

async function arrive(name: string) {
  const browser = new Browser(server);
  const form = await browser.createAccount(name);
  return { browser, form, userId: await idOf(browser) };
}

async function idOf(browser: Browser): Promise<UserId> {
  const { body } = await browser.get('/api/session');
  if (typeof body !== 'object' || body === null || !('userId' in body)) throw new Error('nobody');
  return userId(String(body.userId));
}

async function openChat(from: Browser, me: UserId, other: UserId, text: string): Promise<void> {
  const scope = directChatId(me, other);
  const opening = uuidv7();
  const { body } = await from.post('/api/intents', {
    userId: me,
    entries: [
      { entryId: opening, scope, intent: JSON.stringify({ kind: 'chat.open', with: other }) },
      {
        entryId: uuidv7(),
        scope,
        after: opening,
        intent: JSON.stringify({ kind: 'message.send', text, writtenAt: 1 }),
      },
    ],
  });
  expect(body).toMatchObject({ answers: [{ outcome: 'accepted' }, { outcome: 'accepted' }] });
}

test('P11: an account is deleted by its password alone, and then nothing of it is left to take', async () => {
  const alice = await arrive('Alice');
  const bob = await arrive('Bob');
  const tablet = new Browser(server);
  const { address, password } = alice.form;
  await tablet.post('/api/session', { address, password });
  await openChat(alice.browser, alice.userId, bob.userId, 'hello');
  const picture = `/api/files/${uuidv7()}`;
  await fetch(`${alice.browser.origin}${picture}`, {
    method: 'PUT',
    headers: {
      origin: alice.browser.origin,
      cookie: alice.browser.cookieHeader,
      'content-type': 'image/png',
    },
    body: new Blob([new Uint8Array(makePng(10, 10))]),
  });
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}/socket`, {
    headers: { origin: tablet.origin, cookie: tablet.cookieHeader },
  });
  await new Promise((resolve) => socket.once('open', resolve));
  const closed = new Promise((resolve) => socket.once('close', resolve));

  for (const [form, status, code] of [
    [{ password: 'not the secret', messages: 'stay' }, 401, 'wrong-credentials'],
    [{ password, messages: 'perhaps' }, 400, 'malformed'],
    [{ password }, 400, 'malformed'],
  ] as const) {
    const answer = await alice.browser.post('/api/account/delete', form);
    expect(answer).toMatchObject({ status, body: { code } });
  }
  const deleted = await alice.browser.post('/api/account/delete', { password, messages: 'erase' });
  expect(deleted.status).toBe(204);
  expect(alice.browser.cookies.has('session')).toBe(false);
  expect(await closed).toBe(4402);
  expect(await tablet.get('/api/session')).toMatchObject({
    status: 401,
    body: { code: 'account-deleted' },
  });
  expect(await tablet.get(picture)).toMatchObject({ status: 401 });
  expect(await new Browser(server).post('/api/session', { address, password })).toMatchObject({
    status: 401,
    body: { code: 'wrong-credentials' },
  });

  expect(await bob.browser.post('/api/people', { query: address })).toMatchObject({ status: 404 });
  expect(await bob.browser.get(`/api/profiles?ids=${alice.userId}`)).toMatchObject({
    body: [{ userId: alice.userId, name: 'Deleted account', handle: '', deleted: true }],
  });
  const again = await new Browser(server).post('/api/account', alice.form);
  expect(again).toMatchObject({ status: 200, body: { handle: alice.form.handle } });
});

test('a stolen session guesses no password: its tries end', async () => {
  const { browser, form } = await arrive('Carol');
  const statuses: number[] = [];
  for (let tries = 0; tries < 7; tries += 1) {
    const answer = await browser.post('/api/account/delete', {
      password: `guess number ${tries}`,
      messages: 'stay',
    });
    statuses.push(answer.status);
  }
  expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
  const right = { password: form.password, messages: 'stay' };
  expect((await browser.post('/api/account/delete', right)).status).toBe(429);
  expect((await browser.get('/api/session')).status).toBe(200);
});

test('another site cannot delete an account', async () => {
  const { browser, form } = await arrive('Dave');
  const right = { password: form.password, messages: 'stay' };
  const answer = await browser.post('/api/account/delete', right, {
    origin: 'https://elsewhere.example',
  });
  expect(answer).toMatchObject({ status: 403, body: { code: 'origin-refused' } });
});
