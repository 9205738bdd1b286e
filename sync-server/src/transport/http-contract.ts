/** What both transports do with HTTP; run by the test file of each. */
import { once } from 'node:events';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { RawConnection } from './testkit/raw-connection.ts';
import {
  type Setup,
  type Subject,
  startTestServer,
  type TestServer,
} from './testkit/test-server.ts';
import type { Peer } from './transport.ts';

const mebibyte = 1024 * 1024;

/** A body of so many bytes, made as it is asked for. */
function makeBody(sizeBytes: number): { stream: ReadableStream<Uint8Array>; madeBytes(): number } {
  let madeBytes = 0;
  const stream = new ReadableStream<Uint8Array>(
    {
      pull: (controller) => {
        const chunk = new Uint8Array(Math.min(64 * 1024, sizeBytes - madeBytes)).fill(
          madeBytes & 255,
        );
        madeBytes += chunk.byteLength;
        controller.enqueue(chunk);
        if (madeBytes === sizeBytes) controller.close();
      },
    },
    { highWaterMark: 0 },
  );
  return { stream, madeBytes: () => madeBytes };
}

const echo = async (request: Request) => new Response(await request.text());

export function httpContract(subject: () => Subject): void {
  let server: TestServer | undefined;
  const start = async (setup: Setup = {}) => {
    server = await startTestServer(subject(), setup);
    return server;
  };
  afterEach(async () => {
    await server?.stop();
    server = undefined;
  });

  describe('HTTP', () => {
    test('a request reaches the handler with its parts, and the answer the client', async () => {
      let seen: { request: Request; peer: Peer } | undefined;
      const { ask } = await start({
        handleHttp: async (request, peer) => {
          seen = { request, peer };
          const headers = new Headers({ 'x-one': '1', 'content-type': 'text/plain' });
          headers.append('set-cookie', 'a=1; Path=/');
          headers.append('set-cookie', 'b=2; Path=/');
          return new Response('grüße', { status: 201, headers });
        },
      });
      const answer = await ask('/some/%20path?q=1&r', {
        headers: { 'X-Forwarded-For': ['1.1.1.1', '2.2.2.2'], cookie: ['a=1', 'b=2'] },
      });
      const url = new URL(seen?.request.url ?? '');
      const secure = subject().certificate !== undefined;
      expect(url.pathname + url.search).toBe('/some/%20path?q=1&r');
      expect(url.protocol).toBe(secure ? 'https:' : 'http:');
      expect(seen?.request.headers.get('x-forwarded-for')).toBe('1.1.1.1, 2.2.2.2');
      expect(seen?.request.headers.get('cookie')).toBe('a=1; b=2');
      expect(seen?.peer).toEqual({ address: '127.0.0.1', secure });
      expect(answer).toMatchObject({ status: 201, body: 'grüße', headers: { 'x-one': '1' } });
      expect(answer.headers['set-cookie']).toEqual(['a=1; Path=/', 'b=2; Path=/']);
      expect(answer.headers['content-length']).toBe('7');
    });

    test('bodies go both ways, with a length and in chunks', async () => {
      const { ask } = await start({ handleHttp: echo });
      expect((await ask('/', { method: 'POST', body: 'known' })).body).toBe('known');
      const headers = { 'transfer-encoding': 'chunked' };
      const chunked = await ask('/', { method: 'PUT', headers, body: 'chunked' });
      expect(chunked.body).toBe('chunked');
      expect((await ask('/', { method: 'POST' })).body).toBe('');
      expect((await ask('/', { method: 'DELETE' })).body).toBe('');
    });

    test('HEAD tells the length without the bytes; 204 and 304 have none', async () => {
      const { ask } = await start({
        handleHttp: async (request) => {
          const status = Number(new URL(request.url).searchParams.get('status'));
          if (status !== 200) return new Response(null, { status, headers: { etag: '"x"' } });
          return new Response('12345', { headers: { 'content-length': '5' } });
        },
      });
      const head = await ask('/?status=200', { method: 'HEAD' });
      expect(head).toMatchObject({ status: 200, body: '' });
      expect(head.headers['content-length']).toBe('5');
      for (const status of [204, 304]) {
        const answer = await ask(`/?status=${status}`);
        expect(answer).toMatchObject({ status, body: '', headers: { etag: '"x"' } });
        expect(answer.headers['transfer-encoding']).toBeUndefined();
      }
      expect((await ask('/?status=200')).body).toBe('12345');
    });

    test('a declared body above the limit is refused unasked, and the connection goes on', async () => {
      const handleHttp = vi.fn(echo);
      const { ask, agent } = await start({ limits: { httpBodyBytes: 1000 }, handleHttp });
      const refused = await ask('/', { method: 'POST', body: 'x'.repeat(1001) });
      expect(refused).toMatchObject({ status: 413, body: '{"code":"too-big"}' });
      expect(handleHttp).not.toHaveBeenCalled();
      const sockets = Object.values(agent.freeSockets).flat();
      expect((await ask('/', { method: 'POST', body: 'x'.repeat(1000) })).body).toHaveLength(1000);
      expect(Object.values(agent.freeSockets).flat()).toEqual(sockets);
    });

    test('a body is counted as it comes; the handler’s reading fails and 413 is answered', async () => {
      const failed = vi.fn();
      const { ask, faults } = await start({
        limits: { httpBodyBytes: 100_000 },
        handleHttp: async (request) => {
          await request.arrayBuffer().catch(failed);
          return new Response('too late');
        },
      });
      const headers = { 'transfer-encoding': 'chunked' };
      const body = 'x'.repeat(100_001);
      expect(await ask('/', { method: 'POST', headers, body })).toMatchObject({ status: 413 });
      expect(failed).toHaveBeenCalledTimes(1);
      expect((await ask('/', { method: 'POST', body: 'fits' })).body).toBe('too late');
      expect(faults).toEqual([]);
    });

    test('a body that nobody reads does not hold up the next request', async () => {
      const { ask } = await start({ handleHttp: async () => new Response('unread') });
      for (let round = 0; round < 3; round += 1) {
        const answer = await ask('/', { method: 'POST', body: 'x'.repeat(64 * 1024) });
        expect(answer.body).toBe('unread');
      }
    });

    test('a large upload arrives whole at a handler slower than the network', async () => {
      const sizeBytes = 8 * mebibyte;
      const { ask } = await start({
        limits: { httpBodyBytes: sizeBytes },
        handleHttp: async (request) => {
          let receivedBytes = 0;
          for await (const chunk of request.body ?? []) {
            receivedBytes += chunk.byteLength;
            await new Promise((resolve) => setImmediate(resolve));
          }
          return new Response(String(receivedBytes));
        },
      });
      const answer = await ask('/', { method: 'PUT', body: new Uint8Array(sizeBytes) });
      expect(answer.body).toBe(String(sizeBytes));
    });

    test.each([{ declared: true }, { declared: false }])(
      'a download is made at the pace of its reader (length declared: $declared)',
      async ({ declared }) => {
        const sizeBytes = 32 * mebibyte;
        const body = makeBody(sizeBytes);
        const { begin } = await start({
          handleHttp: async () =>
            new Response(body.stream, {
              headers: declared ? { 'content-length': String(sizeBytes) } : {},
            }),
        });
        const sending = begin('/');
        sending.end();
        const [response] = await once(sending, 'response');
        await vi.waitFor(() => expect(body.madeBytes()).toBeGreaterThan(64 * 1024));
        // Stands still: what the kernel holds on both sides, and no more.
        let before = -1;
        await vi.waitFor(
          () => {
            const now = body.madeBytes();
            const still = now === before;
            before = now;
            expect(still).toBe(true);
          },
          { interval: 200 },
        );
        expect(body.madeBytes()).toBeLessThan(sizeBytes / 2);
        let receivedBytes = 0;
        let isRight = true;
        for await (const chunk of response) {
          for (const offset of [0, chunk.length - 1]) {
            const at = receivedBytes + offset;
            isRight &&= chunk[offset] === ((at - (at % (64 * 1024))) & 255);
          }
          receivedBytes += chunk.length;
        }
        expect(receivedBytes).toBe(sizeBytes);
        expect(isRight).toBe(true);
      },
    );

    test('one large chunk is sent whole', async () => {
      const { ask } = await start({
        handleHttp: async () => {
          const body = 'x'.repeat(5 * mebibyte);
          return new Response(body, { headers: { 'content-length': String(body.length) } });
        },
      });
      expect((await ask('/')).body).toHaveLength(5 * mebibyte);
    });

    test('a body that breaks off, or breaks its word, cuts the connection', async () => {
      const { ask, faults } = await start({
        handleHttp: async (request) => {
          const sizeBytes = Number(new URL(request.url).searchParams.get('size'));
          const headers = { 'content-length': String(mebibyte) };
          if (sizeBytes > 0) return new Response(makeBody(sizeBytes).stream, { headers });
          const broken = new ReadableStream<Uint8Array>({
            pull: (controller) => controller.error(new Error('the disk is gone')),
          });
          return new Response(broken, { headers });
        },
      });
      await expect(ask('/?size=0')).rejects.toThrow();
      await expect(ask(`/?size=${mebibyte / 2}`)).rejects.toThrow();
      expect(faults).toEqual([
        'a request could not be answered: the disk is gone',
        'a request could not be answered: the body is shorter than its Content-Length',
      ]);
      // What comes beyond the length would be read as the next answer: it never leaves.
      const answers = await Promise.all([ask(`/?size=${mebibyte * 2}`), ask(`/?size=${mebibyte}`)]);
      for (const { status, body } of answers) {
        expect(status).toBe(200);
        expect(body.length).toBe(mebibyte);
      }
    });

    test('an upload that is broken off ends the request’s signal and its body', async () => {
      const seen: string[] = [];
      const { begin, ask, faults } = await start({
        handleHttp: async (request) => {
          if (request.method === 'GET') return new Response('alive');
          seen.push('began');
          request.signal.addEventListener('abort', () => seen.push('aborted'));
          await request.text().catch(() => seen.push('failed'));
          return new Response('nobody hears this');
        },
      });
      const sending = begin('/', { method: 'POST', headers: { 'content-length': '1000' } });
      sending.on('error', () => undefined);
      sending.write('some');
      await vi.waitFor(() => expect(seen).toEqual(['began']));
      sending.destroy();
      await vi.waitFor(() => expect(seen.sort()).toEqual(['aborted', 'began', 'failed']));
      expect((await ask('/')).body).toBe('alive');
      expect(faults).toEqual([]);
    });

    test('a download that is broken off cancels its source', async () => {
      let cancelled = false;
      const { begin, ask } = await start({
        handleHttp: async (request) => {
          if (request.url.endsWith('/alive')) return new Response('alive');
          const stream = new ReadableStream<Uint8Array>({
            pull: (controller) => controller.enqueue(new Uint8Array(64 * 1024)),
            cancel: () => {
              cancelled = true;
            },
          });
          return new Response(stream);
        },
      });
      const sending = begin('/endless');
      sending.on('error', () => undefined);
      sending.end();
      await once(sending, 'response');
      sending.destroy();
      await vi.waitFor(() => expect(cancelled).toBe(true));
      expect((await ask('/alive')).body).toBe('alive');
    });

    test('a handler that throws or rejects is answered for, and the next request served', async () => {
      const { ask, faults } = await start({
        handleHttp: (request) => {
          if (request.url.endsWith('/throw')) throw new Error('thrown');
          return request.url.endsWith('/reject')
            ? Promise.reject(new Error('rejected'))
            : Promise.resolve(new Response('fine'));
        },
      });
      for (const path of ['/throw', '/reject']) {
        expect(await ask(path)).toMatchObject({ status: 500, body: '{"code":"internal"}' });
      }
      expect(await ask('/')).toMatchObject({ status: 200, body: 'fine' });
      expect(faults).toEqual([
        'a request could not be answered: thrown',
        'a request could not be answered: rejected',
      ]);
    });

    test('a body that does not come in time ends the connection', async () => {
      const { port } = await start({ limits: { requestMs: 300 }, handleHttp: echo });
      const slow = await RawConnection.open(subject(), port);
      slow.send('POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n');
      const trickle = setInterval(() => slow.send('x'), 50);
      await slow.closed;
      clearInterval(trickle);
    });

    test('a reader who takes nothing of a response is cut', async () => {
      let aborted = false;
      const { port, ask } = await start({
        limits: { stallMs: 300 },
        handleHttp: async (request) => {
          if (request.url.endsWith('/alive')) return new Response('alive');
          request.signal.addEventListener('abort', () => {
            aborted = true;
          });
          return new Response(makeBody(64 * mebibyte).stream);
        },
      });
      const stalled = await RawConnection.open(subject(), port);
      stalled.socket.pause();
      stalled.send('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
      await vi.waitFor(() => expect(aborted).toBe(true), { timeout: 5000 });
      expect((await ask('/alive')).body).toBe('alive');
      stalled.destroy();
    });
  });
}
