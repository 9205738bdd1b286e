/** What other sites and modified clients may send to the commands. */
import { request } from 'node:http';
import { aliceAndBob, alice as aliceId, nthEntryId } from '@jibber/schema/testkit/people';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunningServer } from '../server.ts';
import { makeForm } from '../testkit/test-accounts.ts';
import { Browser, startTestServer } from '../testkit/test-server.ts';

let server: RunningServer;

beforeAll(async () => {
  server = await startTestServer({ PUBLIC_ORIGIN: 'https://chat.example' });
});

afterAll(() => server.stop());

const refused = { status: 403, body: { code: 'origin-refused' } };

test.each([
  ['a foreign one', () => 'https://mallory.example'],
  ['null', () => 'null'],
  ['none', () => ''],
  ['a sub-domain', () => 'https://evil.chat.example'],
  ['ours as beginning', () => 'https://chat.example.mallory.example'],
  ['ours as end', () => 'https://mallorychat.example'],
  ['ours on another port', () => 'https://chat.example:8443'],
  ['ours without TLS', () => 'http://chat.example'],
  ['the host on another port', () => `http://127.0.0.1:${server.port + 1}`],
  ['the host over TLS', () => `https://127.0.0.1:${server.port}`],
  ['the host by another name', () => `http://localhost:${server.port}`],
])('a request with %s as origin changes nothing', async (_name, origin) => {
  const alice = new Browser(server);
  await alice.createAccount('Alice');
  const headers = { origin: origin() };
  expect(await alice.ask('DELETE', '/api/session', undefined, headers)).toMatchObject(refused);
  const change = { current: 'correct horse', next: 'battery staple' };
  expect(await alice.post('/api/password', change, headers)).toMatchObject(refused);
  expect(await alice.post('/api/account', makeForm('Bob'), headers)).toMatchObject(refused);
  expect(await alice.get('/api/session')).toMatchObject({ status: 200 });
});

test('an origin that the settings name may ask', async () => {
  const headers = { origin: 'https://chat.example' };
  const made = await new Browser(server).post('/api/account', makeForm('Alice'), headers);
  expect(made.status).toBe(200);
});

test.each(['cross-site', 'same-site'])('a %s request is refused, reading too', async (site) => {
  const alice = new Browser(server);
  await alice.createAccount('Alice');
  const headers = { 'sec-fetch-site': site };
  expect(await alice.get('/api/session', headers)).toMatchObject(refused);
  expect(await alice.ask('DELETE', '/api/session', undefined, headers)).toMatchObject(refused);
});

test('a form of another site cannot be sent as what it is', async () => {
  const alice = new Browser(server);
  const form = JSON.stringify(makeForm('Alice'));
  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonp',
    'application/json; charset=utf-16',
    'text/plain; application/json',
  ]) {
    expect(await alice.post('/api/account', form, { 'content-type': type })).toMatchObject({
      status: 400,
      body: { code: 'malformed' },
    });
  }
  const accepted = { 'content-type': 'application/json; charset=UTF-8' };
  expect(await alice.post('/api/account', form, accepted)).toMatchObject({ status: 200 });
});

const fields = '"address":"a@b.example","password":"correct horse"';

test.each([
  ['no JSON', '{'],
  ['nothing', ''],
  ['null', 'null'],
  ['an array', '[]'],
  ['a number', '1e999'],
  ['another type', '{"address":["a@b.example"],"password":"correct horse"}'],
  ['a field too few', '{"address":"a@b.example"}'],
  ['an unknown key', `{${fields},"admin":true}`],
  ['__proto__', `{${fields},"__proto__":{"admin":true}}`],
  ['a hidden __proto__', `{${fields},"\\u005f_proto__":{}}`],
  ['constructor', `{${fields},"constructor":{}}`],
  ['too much depth', `{${fields},"x":${'['.repeat(1000)}${']'.repeat(1000)}}`],
  ['trailing text', `{${fields}}{}`],
  ['a comment', `{${fields}}//`],
])('a body with %s is malformed', async (_name, body) => {
  expect(await new Browser(server).post('/api/session', body)).toMatchObject({
    status: 400,
    body: { code: 'malformed' },
  });
});

test('bytes that are no UTF-8 are malformed', async () => {
  const response = await fetch(`${new Browser(server).origin}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: new Browser(server).origin },
    body: new Uint8Array([0x7b, 0xff, 0xfe, 0x7d]),
  });
  expect(response.status).toBe(400);
});

test('a password of a megabyte is too big before anything is made of it', async () => {
  const form = { address: 'a@b.example', password: 'x'.repeat(1_000_000) };
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const sending = request(
      `${new Browser(server).origin}/api/session`,
      {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: new Browser(server).origin },
      },
      (response) => {
        response.resume();
        resolve(response.statusCode);
      },
    );
    // The server may close while the rest is still being sent; its answer has come before.
    sending.on('error', reject);
    sending.end(JSON.stringify(form));
  });
  expect(status).toBe(413);
});

test('a password just within the body’s limit but over its own is wrong like any other', async () => {
  const alice = new Browser(server);
  const { address } = await alice.createAccount('Alice');
  const long = { address, password: 'x'.repeat(60_000) };
  expect(await alice.post('/api/session', long)).toMatchObject({
    status: 401,
    body: { code: 'wrong-credentials' },
  });
});

test('who somebody is comes from the cookie, whatever a body says', async () => {
  const alice = new Browser(server);
  const bob = new Browser(server);
  await alice.createAccount('Alice');
  await bob.createAccount('Bob');
  const { body } = await bob.get('/api/session');
  const claim = { query: 'nobody_here', userId: Object(body).userId };
  expect(await alice.post('/api/people', claim)).toMatchObject({ status: 400 });
});

const entry = { entryId: nthEntryId(1), chatId: aliceAndBob, intent: '{}' };

test.each([
  ['no entry', { userId: aliceId, entries: [] }],
  ['nobody named', { entries: [entry] }],
  ['somebody who is none', { userId: 'x', entries: [entry] }],
  ['an unknown key', { userId: aliceId, entries: [entry], more: 1 }],
  ['an entry without an id', { userId: aliceId, entries: [{ chatId: 'x', intent: '{}' }] }],
])('intents with %s are malformed', async (_name, body) => {
  const alice = new Browser(server);
  await alice.createAccount('Alice');
  expect(await alice.post('/api/intents', body)).toMatchObject({
    status: 400,
    body: { code: 'malformed' },
  });
});
