/** What both transports do with larger bodies; run by the test file of each. */
import { afterEach, describe, expect, test } from 'vitest';
import { RawConnection } from './testkit/raw-connection.ts';
import {
  type Setup,
  type Subject,
  startTestServer,
  type TestServer,
} from './testkit/test-server.ts';

const echo = async (request: Request) => new Response(await request.text());

export function uploadsContract(subject: () => Subject): void {
  let server: TestServer | undefined;
  const start = async (setup: Setup = {}) => {
    server = await startTestServer(subject(), setup);
    return server;
  };
  afterEach(async () => {
    await server?.stop();
    server = undefined;
  });

  describe('uploads', () => {
    test('an upload may be larger, by method and path alone, and everything else stays as it was', async () => {
      const { ask } = await start({
        limits: { httpBodyBytes: 1000 },
        uploads: {
          matches: (method, path) => method === 'PUT' && path === '/up',
          bodyBytes: 100_000,
          requestMs: 5000,
        },
        handleHttp: async (request) =>
          new Response(String((await request.arrayBuffer()).byteLength)),
      });
      const chunked = { 'transfer-encoding': 'chunked' };
      const whole = 'x'.repeat(100_000);
      expect((await ask('/up?x', { method: 'PUT', body: whole })).body).toBe('100000');
      expect((await ask('/up', { method: 'PUT', headers: chunked, body: whole })).body).toBe(
        '100000',
      );
      for (const [method, path, body] of [
        ['PUT', '/up', `${whole}x`],
        ['POST', '/up', whole],
        ['PUT', '/up/', whole],
        ['PUT', '/UP', whole],
      ] as const) {
        expect(await ask(path, { method, body })).toMatchObject({ status: 413 });
        expect(await ask(path, { method, body, headers: chunked })).toMatchObject({ status: 413 });
      }
    });

    test('an upload has a deadline of its own, and only an upload', async () => {
      const uploads = {
        matches: (_method: string, path: string) => path === '/up',
        bodyBytes: 1000,
        requestMs: 1500,
      };
      const { port } = await start({ limits: { requestMs: 300 }, uploads, handleHttp: echo });
      const begun = performance.now();
      const waited = async (path: string) => {
        const raw = await RawConnection.open(subject(), port);
        raw.send(`PUT ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n12`);
        await raw.closed;
        return performance.now() - begun;
      };
      const [short, long] = await Promise.all([waited('/other'), waited('/up')]);
      expect(short).toBeLessThan(1400);
      expect(long).toBeGreaterThan(1400);
    });
  });
}
