import { expect, test } from 'vitest';
import { refuseInsecure } from './insecure-origin.ts';

const plain = { address: '198.51.100.4', isSecure: false };
const page = { accept: 'text/html,*/*' };

test.each(['localhost:8080', 'app.localhost', '127.0.0.1:8080', '127.1.2.3', '[::1]:8080'])(
  'at %s the app opens: browsers trust their own machine',
  (host) => {
    expect(
      refuseInsecure(new Request(`http://${host}/`, { headers: page }), plain),
    ).toBeUndefined();
  },
);

test('over TLS, ours or a trusted proxy’s, the app opens anywhere', () => {
  const request = new Request('http://chat.example/', { headers: page });
  expect(refuseInsecure(request, { ...plain, isSecure: true })).toBeUndefined();
});

test.each([
  'chat.example',
  '192.168.1.5:8080',
  '[2001:db8::1]',
  'localhost.example',
  '127.0.0.1.example',
  'notlocalhost',
  '0.0.0.0:8080',
])('at %s without TLS every page is the one that says why', async (host) => {
  for (const path of ['/', '/chat/d01', '/index.html']) {
    const answer = refuseInsecure(new Request(`http://${host}${path}`, { headers: page }), plain);
    expect(answer?.status).toBe(200);
    expect(answer?.headers.get('cache-control')).toBe('no-store');
    const text = (await answer?.text()) ?? '';
    expect(answer?.headers.get('content-length')).toBe(String(Buffer.byteLength(text)));
    expect(text).toContain('TLS_CERT_FILE');
    expect(text).toContain('TRUSTED_PROXY');
    expect(text).not.toMatch(/<script|<form|<input|https?:\/\/(?!<|localhost)/);
  }
});

test('commands and parts of the app are refused with the code', async () => {
  const asked = [
    new Request('http://chat.example/api/session', { headers: page }),
    new Request('http://chat.example/api', { method: 'POST' }),
    new Request('http://chat.example/', { method: 'POST', headers: page }),
    new Request('http://chat.example/assets/index.js'),
    new Request('http://chat.example/service-worker.js', {
      headers: { ...page, 'sec-fetch-mode': 'same-origin' },
    }),
  ];
  for (const request of asked) {
    const answer = refuseInsecure(request, plain);
    expect(answer?.status).toBe(403);
    expect(await answer?.json()).toEqual({ code: 'insecure-origin' });
  }
});
