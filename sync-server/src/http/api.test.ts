import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunningServer } from '../server.ts';
import { makeForm } from '../testkit/test-accounts.ts';
import { Browser, startTestServer } from '../testkit/test-server.ts';

let server: RunningServer;

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(() => server.stop());

test('a person creates an account, is known by the cookie, and signs out', async () => {
  const alice = new Browser(server);
  const form = makeForm('Alice');
  const created = await alice.post('/api/account', form);
  expect(created).toMatchObject({
    status: 200,
    body: { name: 'Alice', handle: form.handle, address: form.address },
  });
  const me = await alice.get('/api/session');
  expect(me).toMatchObject({ status: 200, body: created.body });
  expect(me.headers.get('cache-control')).toBe('no-store');
  const token = alice.cookies.get('session');

  expect(await alice.ask('DELETE', '/api/session')).toMatchObject({ status: 204 });
  expect(alice.cookies.has('session')).toBe(false);
  expect(await alice.get('/api/session')).toMatchObject({
    status: 401,
    body: { code: 'signed-out' },
  });
  const replayed = await alice.get('/api/session', { cookie: `session=${token}` });
  expect(replayed).toMatchObject({ status: 401, body: { code: 'session-ended' } });
  expect(await alice.ask('DELETE', '/api/session')).toMatchObject({ status: 204 });
});

test('cookies are out of reach of scripts and of other sites', async () => {
  const { headers } = await new Browser(server).post('/api/account', makeForm('Alice'));
  const cookies = headers.getSetCookie();
  expect(cookies).toHaveLength(2);
  expect(cookies[0]).toMatch(
    /^session=[a-z2-7]{32}; Path=\/; Max-Age=7776000; HttpOnly; SameSite=Lax$/,
  );
  expect(cookies[1]).toMatch(/^device=[a-z2-7.]+; Path=\/; Max-Age=34560000; HttpOnly; SameSite=/);
});

test('behind a trusted proxy that speaks TLS the cookies are bound to the host', async () => {
  const host = `127.0.0.1:${server.port}`;
  const { headers } = await new Browser(server).post('/api/account', makeForm('Alice'), {
    'x-forwarded-proto': 'https',
    origin: `https://${host}`,
  });
  for (const cookie of headers.getSetCookie()) expect(cookie).toMatch(/^__Host-.*; Secure$/);
  expect(headers.getSetCookie()).toHaveLength(2);
});

test('a token set in a browser beforehand is not the one it is signed in with', async () => {
  const victim = new Browser(server);
  const planted = 'a'.repeat(32);
  victim.cookies.set('session', planted);
  const form = await victim.createAccount('Alice');
  expect(victim.cookies.get('session')).not.toBe(planted);
  const first = victim.cookies.get('session');
  await victim.post('/api/session', { address: form.address, password: form.password });
  expect(victim.cookies.get('session')).not.toBe(first);
  for (const token of [planted, first]) {
    const replayed = await victim.get('/api/session', { cookie: `session=${token}` });
    expect(replayed.status).toBe(401);
  }
});

test('Mallory’s session in Alice’s browser gives way when Alice signs in', async () => {
  const mallory = new Browser(server);
  await mallory.createAccount('Mallory');
  const alice = new Browser(server);
  const form = await alice.createAccount('Alice');
  alice.cookies.set('session', mallory.cookies.get('session') ?? '');
  await alice.post('/api/session', { address: form.address, password: form.password });
  expect(await mallory.get('/api/session')).toMatchObject({ body: { code: 'session-ended' } });
});

test('people are found by handle and named only to who may know them', async () => {
  const alice = new Browser(server);
  const alicesForm = await alice.createAccount('Alice');
  const bobsForm = await new Browser(server).createAccount('Bob');
  const found = await alice.post('/api/people', { query: `@${bobsForm.handle}` });
  expect(found).toMatchObject({ status: 200, body: { name: 'Bob', handle: bobsForm.handle } });
  expect(await alice.post('/api/people', { query: 'nobody_here' })).toMatchObject({
    status: 404,
    body: { code: 'person-not-found' },
  });
  const { body: me } = await alice.get('/api/session');
  const ids = [me, found.body].map((each) => Object(each).userId).join(',');
  const profiles = await alice.get(`/api/profiles?ids=${ids}`);
  expect(profiles.body).toEqual([
    {
      userId: Object(me).userId,
      name: 'Alice',
      handle: alicesForm.handle,
      about: '',
      picture: null,
    },
  ]);
  expect(await alice.get('/api/profiles?ids=')).toMatchObject({ body: [] });
  for (const claim of ['x', `${ids},`, Array.from({ length: 101 }, () => ids).join(',')]) {
    expect(await alice.get(`/api/profiles?ids=${claim}`)).toMatchObject({
      status: 400,
      body: { code: 'malformed' },
    });
  }
});

test('a device reads the state of its own account, and what it changed of it', async () => {
  const alice = new Browser(server);
  const { handle } = await alice.createAccount('Alice');
  const { body: me } = await alice.get('/api/session');
  const read = await alice.get('/api/account/state');
  expect(read).toMatchObject({
    status: 200,
    body: { revision: 0, profile: { name: 'Alice', handle, about: '', picture: null } },
  });
  const intent = JSON.stringify({ kind: 'profile.change', about: 'hello' });
  const entries = [{ entryId: uuidv7(), scope: 'account', intent }];
  const sent = await alice.post('/api/intents', { userId: Object(me).userId, entries });
  expect(sent.body).toMatchObject({ answers: [{ outcome: 'accepted', position: 1, number: 0 }] });
  expect(await alice.get('/api/account/state')).toMatchObject({
    body: { revision: 1, profile: { about: 'hello' }, blocks: [], invitations: [], reports: [] },
  });
  expect(await new Browser(server).get('/api/account/state')).toMatchObject({ status: 401 });
});

test('a handle that is taken, or not one, is told before the form is sent', async () => {
  const alice = new Browser(server);
  const { handle } = await alice.createAccount('Alice');
  expect(await alice.get(`/api/handles/${handle}`)).toMatchObject({ body: { free: false } });
  expect(await alice.get('/api/handles/free_as_air')).toMatchObject({ body: { free: true } });
  expect(await alice.get('/api/handles/%00%2e%2e')).toMatchObject({
    status: 422,
    body: { code: 'handle-invalid' },
  });
});

test('a changed password signs the other devices out', async () => {
  const here = new Browser(server);
  const form = await here.createAccount('Alice');
  const there = new Browser(server);
  await there.post('/api/session', { address: form.address, password: form.password });
  const change = { current: form.password, next: 'battery staple' };
  expect(await here.post('/api/password', change)).toMatchObject({ status: 204 });
  expect(await here.get('/api/session')).toMatchObject({ status: 200 });
  expect(await there.get('/api/session')).toMatchObject({ body: { code: 'session-ended' } });
});

test.each([
  ['GET', '/api/profiles?ids='],
  ['POST', '/api/people'],
  ['POST', '/api/password'],
  ['POST', '/api/intents'],
])('%s %s needs a session', async (method, path) => {
  const nobody = new Browser(server);
  const body = method === 'GET' ? undefined : {};
  expect(await nobody.ask(method, path, body)).toMatchObject({
    status: 401,
    body: { code: 'signed-out' },
  });
});

test('what the server says of itself to anybody is registration and version', async () => {
  const { body } = await new Browser(server).get('/api/server');
  expect(body).toEqual({ registration: 'open', version: expect.stringMatching(/^\d+\.\d+\.\d+$/) });
});

test.each([
  ['GET', '/api'],
  ['GET', '/api/'],
  ['GET', '/api/nothing'],
  ['PUT', '/api/session'],
  ['GET', '/api/account'],
  ['GET', '/api/session/'],
  ['GET', '/api/__proto__'],
  ['GET', '/api/%'],
])('%s %s is no route', async (method, path) => {
  const answer = await new Browser(server).ask(method, path);
  expect(answer).toMatchObject({ status: 404, body: { code: 'not-found' } });
  expect(answer.headers.get('cache-control')).toBe('no-store');
});

test('health and readiness are told', async () => {
  const watcher = new Browser(server);
  expect(await watcher.get('/healthz')).toMatchObject({ status: 200, body: 'ok\n' });
  expect(await watcher.get('/readyz')).toMatchObject({ status: 200, body: 'ok\n' });
});
