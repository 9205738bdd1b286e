/** What one address answers, and to whom. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunningServer } from '../server.ts';
import { makeForm } from '../testkit/test-accounts.ts';
import { Browser, startTestServer } from '../testkit/test-server.ts';

let appFolder: string;
let server: RunningServer;

beforeAll(async () => {
  appFolder = await mkdtemp(join(tmpdir(), 'jibber-app-'));
  await writeFile(join(appFolder, 'index.html'), '<!doctype html><title>Jibber</title>');
  server = await startTestServer({}, { appFolder });
});

afterAll(async () => {
  await server.stop();
  await rm(appFolder, { recursive: true });
});

/** Asks as a browser that was given another name of this machine. */
function askAs(host: string, path: string, headers: Readonly<Record<string, string>> = {}) {
  return new Promise<{ status: number | undefined; type: string; body: string }>(
    (resolve, reject) => {
      const asking = request(`http://127.0.0.1:${server.port}${path}`, {
        headers: { host, accept: 'text/html', ...headers },
      });
      asking.on('response', (response) => {
        const type = response.headers['content-type'] ?? '';
        text(response).then((body) => resolve({ status: response.statusCode, type, body }), reject);
      });
      asking.on('error', reject);
      asking.end();
    },
  );
}

test.each(['/', '/sign-in', '/chat/d0123'])('%s opens the app', async (path) => {
  expect(await askAs(`localhost:${server.port}`, path)).toMatchObject({
    status: 200,
    body: expect.stringContaining('<title>Jibber</title>'),
  });
});

test.each(['/', '/api/server', '/api/nothing', '/healthz', '/nothing.js'])(
  '%s is answered with the security headers',
  async (path) => {
    const { headers } = await new Browser(server).get(path, { accept: 'text/html' });
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.has('strict-transport-security')).toBe(false);
  },
);

test('a page that a browser holds already keeps its policy', async () => {
  const browser = new Browser(server);
  const first = await browser.get('/', { accept: 'text/html' });
  const again = await browser.get('/', {
    accept: 'text/html',
    'if-none-match': first.headers.get('etag') ?? '',
  });
  expect(again.status).toBe(304);
  const policy = first.headers.get('content-security-policy');
  expect(policy).toContain("script-src 'self'");
  expect(again.headers.get('content-security-policy')).toBe(policy);
});

test('behind a proxy with TLS browsers are told to come back with TLS', async () => {
  const { headers } = await new Browser(server).get('/', { 'x-forwarded-proto': 'https' });
  expect(headers.get('strict-transport-security')).toMatch(/^max-age=\d+$/);
});

test('opened without TLS from another machine it shows why not, and no command is done', async () => {
  const page = await askAs(`chat.lan:${server.port}`, '/');
  expect(page).toMatchObject({ status: 200, type: 'text/html; charset=utf-8' });
  expect(page.body).toContain('Jibber needs an encrypted address');
  const command = await askAs(`chat.lan:${server.port}`, '/api/server');
  expect(command).toMatchObject({ status: 403, body: '{"code":"insecure-origin"}' });
  expect(await askAs(`chat.lan:${server.port}`, '/readyz')).toMatchObject({ status: 200 });
  const behindProxy = { 'x-forwarded-proto': 'https' };
  expect(await askAs('chat.lan', '/', behindProxy)).toMatchObject({
    body: expect.stringContaining('<title>Jibber</title>'),
  });
});

test('limits count by the address a trusted proxy names', async () => {
  const strict = await startTestServer({ ACCOUNTS_PER_ADDRESS: '1' });
  const create = async (address: string) => {
    const headers = { 'x-forwarded-for': address };
    return (await new Browser(strict).post('/api/account', makeForm('Alice'), headers)).status;
  };
  expect(await create('198.51.100.1')).toBe(200);
  expect(await create('203.0.113.9, 198.51.100.1')).toBe(429);
  expect(await create('198.51.100.2')).toBe(200);
  expect(await create('2001:db8:1:2::1')).toBe(200);
  expect(await create('2001:db8:1:2:ffff::1')).toBe(429);
  await strict.stop();
});
