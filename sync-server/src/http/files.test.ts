import { createHash } from 'node:crypto';
import { fileId, userId } from '@jibber/schema/ids';
import { limits } from '@jibber/schema/limits';
import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { takePicture } from '../files/picture-use.ts';
import type { RunningServer } from '../server.ts';
import { makePng, makeWebp } from '../testkit/pictures.ts';
import { Browser, startTestServer } from '../testkit/test-server.ts';

const picture = makePng(10, 10, new Uint8Array(200).fill(7));
const newPath = () => `/api/files/${uuidv7()}`;

/** Brings bytes as a browser does. */
async function put(
  browser: Browser,
  path: string,
  body: Uint8Array | ReadableStream<Uint8Array> = picture,
  headers: Readonly<Record<string, string>> = {},
) {
  const response = await fetch(`${browser.origin}${path}`, {
    method: 'PUT',
    headers: {
      origin: browser.origin,
      cookie: browser.cookieHeader,
      'content-type': 'image/png',
      ...headers,
    },
    body: body instanceof Uint8Array ? new Blob([new Uint8Array(body)]) : body,
    duplex: 'half',
  });
  return { status: response.status, body: await response.json() };
}

async function get(
  browser: Browser,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  method = 'GET',
) {
  const response = await fetch(`${browser.origin}${path}`, {
    method,
    headers: { cookie: browser.cookieHeader, ...headers },
  });
  return { status: response.status, headers: response.headers, bytes: await response.bytes() };
}

describe.each(['uwebsockets', 'ws'])('over %s', (transport) => {
  let server: RunningServer;
  let alice: Browser;
  let mallory: Browser;

  beforeAll(async () => {
    server = await startTestServer({ TRANSPORT: transport });
    alice = new Browser(server);
    await alice.createAccount('Alice');
    mallory = new Browser(server);
    await mallory.createAccount('Mallory');
  });

  afterAll(() => server.stop());

  test('P7: a picture is brought and given back, inert and kept nowhere', async () => {
    const path = newPath();
    expect(await put(alice, path)).toEqual({ status: 200, body: { file: path.slice(-36) } });
    const given = await get(alice, path);
    expect(given.status).toBe(200);
    expect(given.bytes).toEqual(picture);
    expect(Object.fromEntries(given.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-length': String(picture.byteLength),
      'content-disposition': 'inline; filename="picture.png"',
      'accept-ranges': 'bytes',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
    });
    const policy = given.headers.get('content-security-policy');
    expect(policy).toMatch(/default-src 'none'.*sandbox/);
    const head = await get(alice, path, {}, 'HEAD');
    expect(head).toMatchObject({ status: 200, bytes: new Uint8Array() });
    expect(head.headers.get('content-length')).toBe(String(picture.byteLength));
  });

  test('P9: parts are given, and an unchanged picture is not sent again', async () => {
    const path = newPath();
    await put(alice, path);
    const size = picture.byteLength;
    const part = await get(alice, path, { range: 'bytes=8-11' });
    expect(part.status).toBe(206);
    expect(part.bytes).toEqual(picture.slice(8, 12));
    expect(part.headers.get('content-range')).toBe(`bytes 8-11/${size}`);
    const beyond = await get(alice, path, { range: `bytes=${size}-` });
    expect(beyond.status).toBe(416);
    expect(beyond.headers.get('content-range')).toBe(`bytes */${size}`);
    expect(await get(alice, path, { range: 'bytes=0-1,4-5' })).toMatchObject({ status: 200 });
    const etag = part.headers.get('etag') ?? '';
    expect(await get(alice, path, { 'if-none-match': etag })).toMatchObject({ status: 304 });
    // Whoever may not have it does not learn that he knows it.
    expect(await get(mallory, path, { 'if-none-match': etag })).toMatchObject({ status: 404 });
    expect(await get(mallory, path, { 'if-none-match': '*' })).toMatchObject({ status: 404 });
  });

  test('P9: not yours, not there and no id are one answer', async () => {
    const path = newPath();
    await put(alice, path);
    for (const method of ['GET', 'HEAD']) {
      const answers = new Set<string>();
      for (const asked of [path, newPath(), '/api/files/x', '/api/files/..%2f..%2fetc%2fpasswd']) {
        const { status, headers, bytes } = await get(mallory, asked, {}, method);
        const length = headers.get('content-length');
        const text = new TextDecoder().decode(bytes);
        answers.add(JSON.stringify([status, text, length, headers.get('etag')]));
      }
      expect(answers.size).toBe(1);
      expect([...answers][0]).toContain('404');
    }
  });

  test('P9: without a session nothing is given and nothing brought', async () => {
    const path = newPath();
    await put(alice, path);
    const nobody = new Browser(server);
    expect(await get(nobody, path)).toMatchObject({ status: 401 });
    expect(await put(nobody, newPath())).toMatchObject({ body: { code: 'signed-out' } });
    const guest = new Browser(server);
    await guest.createAccount('Bob');
    const cookie = guest.cookieHeader;
    await guest.ask('DELETE', '/api/session');
    expect(await get(guest, path, { cookie })).toMatchObject({ status: 401 });
    expect(await put(guest, newPath(), picture, { cookie })).toMatchObject({
      body: { code: 'session-ended' },
    });
  });

  test('P2: another site brings nothing and looks at nothing', async () => {
    const foreign = { origin: 'https://mallory.example' };
    expect(await put(alice, newPath(), picture, foreign)).toMatchObject({
      status: 403,
      body: { code: 'origin-refused' },
    });
    const path = newPath();
    await put(alice, path);
    expect(await get(alice, path, { 'sec-fetch-site': 'cross-site' })).toMatchObject({
      status: 403,
    });
    expect(await get(alice, path, { 'sec-fetch-site': 'same-origin' })).toMatchObject({
      status: 200,
    });
  });

  test('P7: too much is refused, declared or not, and nothing else may be as large', async () => {
    const large = makePng(9, 9, new Uint8Array(limits.pictureBytes));
    const tooBig = { status: 413, body: { code: 'too-big' } };
    expect(await put(alice, newPath(), large)).toEqual(tooBig);
    expect(await put(alice, newPath(), new Blob([large]).stream())).toEqual(tooBig);
    const fitting = large.slice(0, limits.pictureBytes);
    const path = newPath();
    expect(await put(alice, path, fitting)).toMatchObject({ status: 200 });
    const given = await get(alice, path);
    expect(createHash('sha256').update(given.bytes).digest('hex')).toBe(
      createHash('sha256').update(fitting).digest('hex'),
    );
    const text = JSON.stringify({ query: 'x'.repeat(limits.httpBodyBytes) });
    expect(await alice.post('/api/people', text)).toMatchObject(tooBig);
    expect(await put(alice, `${newPath()}/x`, fitting)).toEqual(tooBig);
  });

  test('P7: what lies about its type, is none, or has no type is no picture', async () => {
    const invalid = { status: 422, body: { code: 'picture-invalid' } };
    const page = new TextEncoder().encode('<!doctype html><script>alert(1)</script>'.padEnd(99));
    expect(await put(alice, newPath(), page)).toEqual(invalid);
    expect(await put(alice, newPath(), makeWebp(9, 9))).toEqual(invalid);
    expect(await put(alice, newPath(), new Uint8Array())).toEqual(invalid);
    for (const type of ['text/html', 'image/svg+xml', 'application/json', '', 'image/png;x=y']) {
      expect(await put(alice, newPath(), picture, { 'content-type': type })).toEqual(invalid);
    }
    expect(await put(alice, '/api/files/x')).toMatchObject({ body: { code: 'malformed' } });
    expect(
      await put(alice, newPath().toUpperCase().replace('API', 'api').replace('FILES', 'files')),
    ).toMatchObject({
      body: { code: 'malformed' },
    });
  });

  test('P9: used as somebody’s picture it is still not seen by a stranger', async () => {
    const path = newPath();
    await put(alice, path);
    const me = userId(Object((await alice.get('/api/session')).body).userId);
    const use = { by: 'profile', of: me } as const;
    const taken = await takePicture(server.database.kysely, me, fileId(path.slice(-36)), use, 1);
    expect(taken).toEqual({ ok: true });
    expect(await get(alice, path)).toMatchObject({ status: 200 });
    expect(await get(mallory, path)).toMatchObject({ status: 404 });
  });

  test('P8: an account’s uploads have a rate', async () => {
    const hasty = new Browser(server);
    await hasty.createAccount('Hasty');
    const codes = new Set<unknown>();
    // Windows of a minute: two of them may be met.
    for (let n = 0; n <= 2 * limits.uploadsPerMinute; n += 1) {
      codes.add(Object((await put(hasty, newPath())).body).code);
    }
    expect(codes).toContain('too-many-requests');
  });
});
