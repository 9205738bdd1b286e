/** From a browser's point of view: the whole server, on both transports. */

import { request } from 'node:http';
import { errors } from '@jibber/schema/errors';
import { chatId, directChatId, type EntryId, entryId, type UserId } from '@jibber/schema/ids';
import { type Intent, stringifyIntent } from '@jibber/schema/intents/registry';
import type { DownFrame } from '@jibber/schema/protocol/codec';
import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { RunningServer } from './server.ts';
import { Browser, startTestServer } from './testkit/test-server.ts';
import { TestSocket } from './testkit/test-socket.ts';

async function signUp(server: RunningServer, name: string) {
  const browser = new Browser(server);
  const form = await browser.createAccount(name);
  const { body } = await browser.get('/api/session');
  const me = Object(body);
  const self: UserId = me.userId;
  return { browser, form, userId: self };
}

/** A live socket, closed when the test is over. */
async function connect(browser: Browser): Promise<TestSocket> {
  const socket = new TestSocket(browser);
  onTestFinished(async () => {
    socket.close();
    await socket.closed;
  });
  await socket.opened;
  socket.hello();
  await socket.receive((frame) => (frame.type === 'chats' && frame.last ? frame : undefined));
  return socket;
}

function answerTo(id: EntryId) {
  return (frame: DownFrame) =>
    frame.type === 'answers' ? frame.answers.find((each) => each.entryId === id) : undefined;
}

function rowOf(id: EntryId) {
  return (frame: DownFrame) =>
    frame.type === 'rows' ? frame.rows.find((each) => each.entryId === id) : undefined;
}

describe.each(['uwebsockets', 'ws'])('on %s', (transport) => {
  let server: RunningServer;

  beforeAll(async () => {
    server = await startTestServer({
      TRANSPORT: transport,
      SOCKETS_PER_ACCOUNT: '2',
      SOCKETS_PER_ADDRESS: '6',
    });
  });

  afterAll(() => server.stop());

  test('one person finds another, opens a chat and writes; both get the same rows', async () => {
    const alice = await signUp(server, 'Alice');
    const bob = await signUp(server, 'Bob');
    const found = await alice.browser.post('/api/people', { query: bob.form.handle });
    expect(found.body).toMatchObject({ userId: bob.userId });
    const alicesSocket = await connect(alice.browser);
    const bobsSocket = await connect(bob.browser);
    const welcome = await alicesSocket.receive((frame) =>
      frame.type === 'welcome' ? frame : undefined,
    );
    expect(welcome.userId).toBe(alice.userId);

    const chat = directChatId(alice.userId, bob.userId);
    const opening = entryId(uuidv7());
    const sending = entryId(uuidv7());
    const entry = (id: EntryId, intent: Intent, after?: EntryId) => ({
      entryId: id,
      scope: chat,
      after,
      intent: stringifyIntent(intent),
    });
    alicesSocket.tell({
      type: 'send',
      entries: [
        entry(opening, { kind: 'chat.open', with: bob.userId }),
        entry(sending, { kind: 'message.send', text: 'Hello Bob', writtenAt: 1 }, opening),
      ],
    });
    expect(await alicesSocket.receive(answerTo(sending))).toMatchObject({
      outcome: 'accepted',
      number: 1,
    });
    const alicesRow = await alicesSocket.receive(rowOf(sending));
    const bobsRow = await bobsSocket.receive(rowOf(sending));
    expect(bobsRow).toEqual(alicesRow);
    const profiles = await bob.browser.get(`/api/profiles?ids=${alice.userId}`);
    expect(profiles.body).toMatchObject([{ name: 'Alice' }]);

    const byHttp = entryId(uuidv7());
    const intent = stringifyIntent({ kind: 'message.send', text: 'Hello Alice', writtenAt: 2 });
    const posted = await bob.browser.post('/api/intents', {
      userId: bob.userId,
      entries: [{ entryId: byHttp, scope: chat, intent }],
    });
    expect(posted).toMatchObject({
      status: 200,
      body: { answers: [{ outcome: 'accepted', entryId: byHttp, number: 2 }] },
    });
    expect(await alicesSocket.receive(rowOf(byHttp))).toMatchObject({ entryId: byHttp });
  });

  test('after signing out nothing is accepted and the socket is closed with the reason', async () => {
    const alice = await signUp(server, 'Alice');
    const socket = await connect(alice.browser);
    const cookie = alice.browser.cookieHeader;
    expect(await alice.browser.ask('DELETE', '/api/session')).toMatchObject({ status: 204 });
    expect(await socket.closed).toBe(errors['session-ended'].close);
    const entry = {
      entryId: uuidv7(),
      scope: chatId(`g${uuidv7()}`),
      intent: stringifyIntent({ kind: 'message.send', text: 'still here', writtenAt: 1 }),
    };
    const replayed = await alice.browser.post(
      '/api/intents',
      { userId: alice.userId, entries: [entry] },
      { cookie },
    );
    expect(replayed).toMatchObject({ status: 401, body: { code: 'session-ended' } });
    expect(await new TestSocket(alice.browser, { cookie }).closed).toBe(
      errors['session-ended'].close,
    );
  });

  test('a changed password closes the sockets of all other devices', async () => {
    const here = await signUp(server, 'Alice');
    const there = new Browser(server);
    await there.post('/api/session', { address: here.form.address, password: here.form.password });
    const hereSocket = await connect(here.browser);
    const thereSocket = await connect(there);
    const change = { current: here.form.password, next: 'battery staple' };
    expect(await here.browser.post('/api/password', change)).toMatchObject({ status: 204 });
    expect(await thereSocket.closed).toBe(errors['session-ended'].close);
    hereSocket.tell({ type: 'ping', nonce: 1 });
    await hereSocket.receive((frame) => (frame.type === 'pong' ? frame : undefined));
  });

  test('who has no session is told so by the close code, which pages can read', async () => {
    const nobody = new Browser(server);
    expect(await new TestSocket(nobody).closed).toBe(errors['signed-out'].close);
    nobody.cookies.set('session', 'a'.repeat(32));
    expect(await new TestSocket(nobody).closed).toBe(errors['signed-out'].close);
  });

  test.each([
    ['a foreign origin', 'https://mallory.example'],
    ['null', 'null'],
    ['no origin', ''],
    ['the host over TLS', 'https://127.0.0.1'],
    ['a longer host', 'http://127.0.0.1.mallory.example'],
  ])('a page with %s gets no socket, whatever cookie its browser sends', async (_name, origin) => {
    const { browser } = await signUp(server, 'Alice');
    await expect(new TestSocket(browser, { origin }).opened).rejects.toThrow('status 403');
  });

  test('an account has so many sockets and no more, and a closed one gives its place back', async () => {
    const alice = await signUp(server, 'Alice');
    const first = await connect(alice.browser);
    await connect(alice.browser);
    expect(await new TestSocket(alice.browser).closed).toBe(errors['too-many-sockets'].close);
    first.close();
    await first.closed;
    await connect(alice.browser);
  });

  test('a network address has so many sockets and no more', async () => {
    for (let index = 0; index < 6; index += 1) {
      await connect((await signUp(server, 'Alice')).browser);
    }
    const bob = await signUp(server, 'Bob');
    expect(await new TestSocket(bob.browser).closed).toBe(errors['too-many-sockets'].close);
  });

  test('there is no socket elsewhere', async () => {
    const { browser } = await signUp(server, 'Alice');
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const asking = request(`${browser.origin}/api/session`, {
        headers: {
          connection: 'upgrade',
          upgrade: 'websocket',
          'sec-websocket-version': '13',
          'sec-websocket-key': Buffer.alloc(16).toString('base64'),
          origin: browser.origin,
          cookie: browser.cookieHeader,
        },
      });
      asking.on('response', (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      asking.on('error', reject);
      asking.end();
    });
    expect(status).toBe(404);
  });
});

test('a server that stops tells its devices to move, and is then gone', async () => {
  const server = await startTestServer();
  const { browser } = await signUp(server, 'Alice');
  const socket = await connect(browser);
  const stopping = server.stop();
  await socket.receive((frame) => (frame.type === 'drain' ? frame : undefined));
  expect(await socket.closed).toBe(1001);
  await stopping;
  await expect(fetch(`${browser.origin}/healthz`)).rejects.toThrow('fetch failed');
  await server.stop();
});

test('a closed server makes no accounts and says so', async () => {
  const server = await startTestServer({ REGISTRATION: 'closed' });
  const browser = new Browser(server);
  await expect(browser.createAccount('Alice')).rejects.toThrow('registration-closed');
  expect(await browser.get('/api/server')).toMatchObject({ body: { registration: 'closed' } });
  await server.stop();
});
