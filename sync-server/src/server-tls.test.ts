/** The server speaking HTTPS and WSS itself, on both transports. */
import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import { encodeFrame } from '@jibber/schema/protocol/codec';
import { protocolVersion } from '@jibber/schema/protocol/version';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { makeCertificate, type TestCertificate } from '../../scripts/services/certificate.ts';
import { makeForm } from './testkit/test-accounts.ts';
import { startTestServer } from './testkit/test-server.ts';

const hello = encodeFrame({
  type: 'hello',
  version: protocolVersion.current,
  historyId: undefined,
  receiptsRevision: 0,
  cursors: [],
});

let certificate: TestCertificate;

beforeAll(async () => {
  certificate = await makeCertificate();
});

afterAll(() => certificate.remove());

type TlsAnswer = {
  readonly status: number | undefined;
  readonly cookies: readonly string[];
  readonly transportSecurity: string | undefined;
  readonly body: string;
};

function post(origin: string, path: string, body: unknown): Promise<TlsAnswer> {
  return new Promise((resolve, reject) => {
    const sending = request(`${origin}${path}`, {
      method: 'POST',
      ca: certificate.cert,
      headers: { 'content-type': 'application/json', origin },
    });
    sending.on('response', (response) => {
      text(response).then(
        (answered) =>
          resolve({
            status: response.statusCode,
            cookies: response.headers['set-cookie'] ?? [],
            transportSecurity: response.headers['strict-transport-security'],
            body: answered,
          }),
        reject,
      );
    });
    sending.on('error', reject);
    sending.end(JSON.stringify(body));
  });
}

/** Says hello. Resolves with `greeted`, the close code, or the status of a refused handshake. */
function knock(url: string, headers: Readonly<Record<string, string>>): Promise<unknown> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url, { ca: certificate.cert, headers });
    socket.on('open', () => socket.send(hello));
    socket.on('message', () => {
      resolve('greeted');
      socket.close();
    });
    socket.on('close', resolve);
    socket.on('unexpected-response', (_request, response) => {
      response.resume();
      resolve(response.statusCode);
    });
    socket.on('error', resolve);
  });
}

test.each(['uwebsockets', 'ws'])(
  'on %s cookies are bound to the host and open a socket',
  async (transport) => {
    const server = await startTestServer({
      TRANSPORT: transport,
      TLS_CERT_FILE: certificate.certFile,
      TLS_KEY_FILE: certificate.keyFile,
    });
    expect(server.address).toBe(`https://localhost:${server.port}`);
    const origin = `https://127.0.0.1:${server.port}`;
    const created = await post(origin, '/api/account', makeForm('Alice'));
    expect(created.status).toBe(200);
    expect(created.transportSecurity).toMatch(/^max-age=/);
    expect(created.cookies).toHaveLength(2);
    for (const cookie of created.cookies) {
      expect(cookie).toMatch(/^__Host-(session|device)=[^;]+; Path=\/; .*; Secure$/);
    }
    const cookie = created.cookies.map((each) => each.split(';')[0]).join('; ');
    const socket = origin.replace('https', 'wss');
    expect(await knock(`${socket}/socket`, { origin, cookie })).toBe('greeted');
    const planted = cookie.replaceAll('__Host-', '');
    expect(await knock(`${socket}/socket`, { origin, cookie: planted })).toBe(4401);
    const plain = origin.replace('https', 'http');
    expect(await knock(`${socket}/socket`, { origin: plain, cookie })).toBe(403);
    await server.stop();
  },
);

test('a key that is not the certificate’s is told by the names of the settings', async () => {
  const other = await makeCertificate();
  await expect(
    startTestServer({ TLS_CERT_FILE: certificate.certFile, TLS_KEY_FILE: other.keyFile }),
  ).rejects.toThrow('TLS_CERT_FILE');
  await other.remove();
});
