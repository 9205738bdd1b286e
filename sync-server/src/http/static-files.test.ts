import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openStaticFiles, type ServeFile } from './static-files.ts';

const shell = '<!doctype html><title>Jibber</title>';
const script = 'console.log("hello");\n'.repeat(500);
const onFault = vi.fn();
let folder: string;
let serve: ServeFile;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jibber-static-'));
  const app = join(folder, 'app');
  await mkdir(join(app, 'assets'), { recursive: true });
  await mkdir(join(app, '.vite'));
  await writeFile(join(folder, 'secret.txt'), 'outside');
  await symlink(join(folder, 'secret.txt'), join(app, 'link.txt'));
  const files: [string, string][] = [
    ['index.html', shell],
    ['assets/index-Bx3k9.js', script],
    ['assets/small-a1.css', 'a{}'],
    ['service-worker.js', script],
    ['manifest.webmanifest', '{}'],
    ['icon.png', 'png'],
    ['with space.txt', 'space'],
    ['strange.xyz', 'strange'],
    ['.vite/manifest.json', 'notes of the build'],
  ];
  for (const [path, text] of files) await writeFile(join(app, path), text);
  serve = await openStaticFiles(app, onFault);
});
afterAll(() => rm(folder, { recursive: true }));

function ask(path: string, headers: Record<string, string> = {}, method = 'GET') {
  return serve(new Request(`http://localhost${path}`, { method, headers }));
}

test.each([
  [
    '/assets/index-Bx3k9.js',
    'text/javascript; charset=utf-8',
    'public, max-age=31536000, immutable',
  ],
  ['/assets/small-a1.css', 'text/css; charset=utf-8', 'public, max-age=31536000, immutable'],
  ['/', 'text/html; charset=utf-8', 'no-cache'],
  ['/index.html', 'text/html; charset=utf-8', 'no-cache'],
  ['/service-worker.js', 'text/javascript; charset=utf-8', 'no-cache'],
  ['/manifest.webmanifest', 'application/manifest+json', 'no-cache'],
  ['/icon.png', 'image/png', 'no-cache'],
  ['/with%20space.txt', 'text/plain; charset=utf-8', 'no-cache'],
  ['/strange.xyz', 'application/octet-stream', 'no-cache'],
])('%s is served as %s, cached by %s', async (path, type, cacheControl) => {
  const response = await ask(path);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe(type);
  expect(response.headers.get('cache-control')).toBe(cacheControl);
  const bytes = await response.arrayBuffer();
  expect(response.headers.get('content-length')).toBe(String(bytes.byteLength));
});

test('the shell answers for addresses inside the app when a page is asked for', async () => {
  const page = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
  for (const path of ['/sign-in', '/chat/d0123', '/chat/d0123?x=1.2']) {
    const response = await ask(path, page);
    expect(response.status).toBe(200);
    expect(await response.text()).toBe(shell);
  }
  expect((await ask('/chat/d0123', { 'sec-fetch-mode': 'navigate' })).status).toBe(200);
});

test.each([
  ['/chat/d0123', { accept: 'application/json' }],
  ['/chat/d0123', { accept: 'text/html', 'sec-fetch-mode': 'cors' }],
  ['/api', { accept: 'text/html' }],
  ['/api/sessions', { accept: 'text/html' }],
  ['/y/user/1', { accept: 'text/html' }],
  ['/assets/gone-1234.js', { accept: 'text/html' }],
  ['/assets/gone', { accept: 'text/html' }],
  ['/robots.txt', { accept: 'text/html' }],
])('%s with %o is not there', async (path, headers) => {
  const response = await ask(path, headers);
  expect(response.status).toBe(404);
  expect(await response.json()).toEqual({ code: 'not-found' });
});

test.each([
  '/../secret.txt',
  '/..%2fsecret.txt',
  '/%2e%2e/secret.txt',
  '/assets/..%2f..%2fsecret.txt',
  '/assets/%2e%2e/%2e%2e/secret.txt',
  '//secret.txt',
  '/..\\secret.txt',
  '/.vite/manifest.json',
  '/link.txt',
  '/%00',
  '/%',
  '/%E0%A4%A',
  '/__proto__',
  '/constructor',
])('%s leads nowhere', async (path) => {
  const response = await ask(path);
  expect(response.status).toBe(404);
  expect(await response.text()).not.toContain('outside');
});

test('a file is compressed in the background and then sent so, to who takes it', async () => {
  const path = '/assets/index-Bx3k9.js';
  const first = await ask(path, { 'accept-encoding': 'gzip, deflate, br' });
  expect(first.headers.get('content-encoding')).toBeNull();
  expect(first.headers.get('vary')).toBe('accept-encoding');
  expect(await first.text()).toBe(script);
  const seen = new Map<string, string | null>();
  for (const [accepted, coding, decompress] of [
    ['gzip, deflate, br', 'br', brotliDecompressSync],
    ['GZIP;q=0.5, br;q=0', 'gzip', gunzipSync],
  ] as const) {
    const response = await vi.waitFor(async () => {
      const answer = await ask(path, { 'accept-encoding': accepted });
      expect(answer.headers.get('content-encoding')).toBe(coding);
      return answer;
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(bytes.byteLength).toBeLessThan(script.length / 10);
    expect(response.headers.get('content-length')).toBe(String(bytes.byteLength));
    expect(decompress(bytes).toString()).toBe(script);
    seen.set(coding, response.headers.get('etag'));
  }
  seen.set('', first.headers.get('etag'));
  expect(new Set(seen.values()).size).toBe(3);
  for (const accepted of ['', 'identity', 'br;q=0, gzip;q=0.0', 'deflate']) {
    const plain = await ask(path, { 'accept-encoding': accepted });
    expect(plain.headers.get('content-encoding')).toBeNull();
  }
  expect((await ask('/icon.png', { 'accept-encoding': 'br' })).headers.get('vary')).toBeNull();
  expect(onFault).not.toHaveBeenCalled();
});

test('who holds the file is told so, and gets no bytes', async () => {
  const etag = (await ask('/')).headers.get('etag') ?? '';
  for (const held of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
    const response = await ask('/', { 'if-none-match': held });
    expect(response.status).toBe(304);
    expect(response.headers.get('etag')).toBe(etag);
    expect(response.headers.get('cache-control')).toBe('no-cache');
    expect(await response.text()).toBe('');
  }
  expect((await ask('/', { 'if-none-match': '"other"' })).status).toBe(200);
});

test('HEAD tells the length without the bytes; other methods are refused', async () => {
  const head = await ask('/service-worker.js', {}, 'HEAD');
  expect(head.headers.get('content-length')).toBe(String(script.length));
  expect(await head.text()).toBe('');
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
    const refused = await ask('/', {}, method);
    expect(refused.status).toBe(405);
    expect(refused.headers.get('allow')).toBe('GET, HEAD');
  }
});

test('without a built app every address is 404', async () => {
  const serveNothing = await openStaticFiles(join(folder, 'absent'), onFault);
  const headers = { accept: 'text/html' };
  expect((await serveNothing(new Request('http://localhost/', { headers }))).status).toBe(404);
});
