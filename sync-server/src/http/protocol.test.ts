import { chatId, directChatId, entryId, userId } from '@jibber/schema/ids';
import { limits } from '@jibber/schema/limits';
import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { RunningServer } from '../server.ts';
import { Browser, startTestServer } from '../testkit/test-server.ts';
import { TestSocket } from '../testkit/test-socket.ts';

let server: RunningServer;
let alice: Awaited<ReturnType<typeof signUp>>;

beforeAll(async () => {
  server = await startTestServer();
  alice = await signUp('Alice');
});

afterAll(() => server.stop());

async function signUp(name: string) {
  const browser = new Browser(server);
  const form = await browser.createAccount(name);
  const { body } = await browser.get('/api/session');
  return { browser, form, self: userId(String(Object(body).userId)) };
}

function newEntryId() {
  return entryId(uuidv7());
}

test('C3: a page of ours gets a socket in any case, and hears why it may not have it', async () => {
  const nobody = new TestSocket(new Browser(server));
  expect(await nobody.closed).toBe(4401);
  expect(nobody.frames).toEqual([]);
  const { browser } = await signUp('Alice');
  const cookie = browser.cookieHeader;
  await browser.ask('DELETE', '/api/session');
  const former = new TestSocket(browser, { cookie });
  expect(await former.closed).toBe(4402);
});

test('C3: a page of another site gets none', async () => {
  const { browser } = alice;
  for (const origin of ['https://mallory.example', 'null', '']) {
    const socket = new TestSocket(browser, { origin });
    await expect(socket.opened).rejects.toThrow('403');
  }
});

test('P1: entries by HTTP get the answers they would get by socket, once and for all', async () => {
  const { browser, self } = alice;
  const notes = directChatId(self, self);
  const [opening, message] = [newEntryId(), newEntryId()];
  const entries = [
    { entryId: opening, scope: notes, intent: `{"kind":"chat.open","with":"${self}"}` },
    {
      entryId: message,
      scope: notes,
      after: opening,
      intent: '{"kind":"message.send","text":"note","writtenAt":1}',
    },
  ];
  const answers = [
    { outcome: 'accepted', entryId: opening, position: 1, number: 0 },
    { outcome: 'accepted', entryId: message, position: 2, number: 1 },
  ];
  expect(await browser.post('/api/intents', { userId: self, entries })).toMatchObject({
    body: { answers },
  });
  expect(await browser.post('/api/intents', { userId: self, entries })).toMatchObject({
    body: { answers },
  });
  const socket = new TestSocket(browser);
  await socket.opened;
  socket.hello();
  socket.tell({
    type: 'send',
    entries: entries.map((entry) => ({ ...entry, after: entry.after })),
  });
  const heard = await socket.receive((frame) =>
    frame.type === 'answers' ? frame.answers : undefined,
  );
  expect(heard).toEqual(answers);
  socket.close();
  await socket.closed;
});

test('P5: entries are taken only from the outbox of whom the cookie is', async () => {
  const bob = await signUp('Bob');
  const notes = directChatId(alice.self, alice.self);
  const opening = newEntryId();
  const entries = [
    { entryId: opening, scope: notes, intent: `{"kind":"chat.open","with":"${alice.self}"}` },
  ];
  for (const browser of [bob.browser, alice.browser]) {
    const other = browser === alice.browser ? bob.self : alice.self;
    expect(await browser.post('/api/intents', { userId: other, entries })).toMatchObject({
      status: 401,
      body: { code: 'signed-out' },
    });
  }
  expect(await alice.browser.post('/api/intents', { userId: alice.self, entries })).toMatchObject({
    body: { answers: [{ outcome: 'accepted', entryId: opening }] },
  });
});

test('P1: entries of an unknown chat are refused as by socket', async () => {
  const { browser, self } = alice;
  const entry = {
    entryId: newEntryId(),
    scope: chatId(`g${uuidv7()}`),
    intent: '{"kind":"message.send","text":"x","writtenAt":1}',
  };
  expect(await browser.post('/api/intents', { userId: self, entries: [entry] })).toMatchObject({
    body: { answers: [{ outcome: 'refused', code: 'chat-not-found' }] },
  });
});

test.each([
  ['another site', { origin: 'https://mallory.example' }],
  ['nobody', { origin: '' }],
  ['a frame without an origin', { origin: 'null' }],
  ['what a browser calls cross-site', { 'sec-fetch-site': 'cross-site' }],
  ['a sibling', { 'sec-fetch-site': 'same-site' }],
])('P2: nothing that changes something is taken from %s', async (_, headers) => {
  const { browser, form } = alice;
  for (const [method, path] of [
    ['POST', '/api/account'],
    ['POST', '/api/session'],
    ['DELETE', '/api/session'],
    ['POST', '/api/password'],
    ['POST', '/api/people'],
    ['POST', '/api/intents'],
  ] as const) {
    const answer = await browser.ask(method, path, form, headers);
    expect(answer).toMatchObject({ status: 403, body: { code: 'origin-refused' } });
  }
  expect(await browser.get('/api/session')).toMatchObject({ status: 200 });
});

test('P2: a body is read as strictly as a frame', async () => {
  const { browser, form } = alice;
  const { address, password } = form;
  for (const body of [
    '',
    'no JSON',
    '[]',
    'null',
    JSON.stringify({ address }),
    JSON.stringify({ address, password, userId: 'x' }),
    JSON.stringify({ address, password: { $ne: 1 } }),
    `{"address":"a","password":"b","__proto__":{"admin":true}}`,
    `${'['.repeat(20_000)}`,
    '\u0000',
  ]) {
    const answer = await browser.post('/api/session', body);
    expect(answer).toMatchObject({ status: 400, body: { code: 'malformed' } });
  }
  const large = JSON.stringify({ address, password: 'x'.repeat(limits.httpBodyBytes) });
  expect(await browser.post('/api/session', large)).toMatchObject({
    status: 413,
    body: { code: 'too-big' },
  });
});

test('P3: an unknown account and a wrong password have one answer', async () => {
  const { form } = alice;
  const visitor = new Browser(server);
  const wrong = await visitor.post('/api/session', {
    ...onlyAddress(form),
    password: 'wrong guess',
  });
  const unknown = await visitor.post('/api/session', {
    address: `nobody-${uuidv7()}@example.org`,
    password: 'wrong guess',
  });
  expect([wrong.status, wrong.body]).toEqual([unknown.status, unknown.body]);
  expect(wrong.body).toEqual({ code: 'wrong-credentials' });
});

test('P4: nothing under /api may be cached', async () => {
  const { browser } = alice;
  for (const path of [
    '/api/session',
    '/api/server',
    '/api/handles/somebody',
    '/api/profiles?ids=',
    '/api/nothing',
  ]) {
    const { headers } = await browser.get(path);
    expect(headers.get('cache-control')).toBe('no-store');
  }
});

test('P6: requests that read have a budget by account, and are told when to come again', async () => {
  const small = await startTestServer({ READS_BURST: '5', READS_PER_SECOND: '1' });
  onTestFinished(() => small.stop());
  const hasty = new Browser(small);
  await hasty.createAccount('Mallory');
  const paths = ['/api/session', '/api/profiles?ids='];
  const statuses: number[] = [];
  for (let count = 0; count < 8; count += 1) {
    const { status, headers, body } = await hasty.get(paths[count % 2] ?? '');
    statuses.push(status);
    if (status !== 429) continue;
    expect(body).toEqual({ code: 'too-many-requests' });
    expect(headers.get('retry-after')).toBe('1');
  }
  expect(statuses.slice(0, 5)).toEqual(new Array(5).fill(200));
  expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(0);
  const bob = new Browser(small);
  await bob.createAccount('Bob');
  expect(await bob.get('/api/session')).toMatchObject({ status: 200 });
});

function onlyAddress({ address }: { readonly address: string }) {
  return { address };
}
