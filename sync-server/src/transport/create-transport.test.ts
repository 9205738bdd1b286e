import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { makeCertificate, type TestCertificate } from '../../../scripts/services/certificate.ts';
import { createTransport } from './create-transport.ts';
import type { TransportOptions } from './transport.ts';
import { loadNativeModule } from './uwebsockets-module.ts';

const certificates: TestCertificate[] = [];
beforeAll(async () => {
  certificates.push(await makeCertificate(), await makeCertificate());
});
afterAll(async () => {
  await Promise.all(certificates.map((certificate) => certificate.remove()));
});

function makeOptions() {
  const warn = vi.fn();
  const options: TransportOptions<undefined> = {
    log: { debug: vi.fn(), info: vi.fn(), warn, error: vi.fn() },
    handleHttp: async () => new Response(),
    sockets: {
      upgrade: () => ({ accept: false, status: 503, code: 'busy' }),
      open: vi.fn(),
      message: vi.fn(),
      drain: vi.fn(),
      close: vi.fn(),
    },
  };
  return { options, warn };
}

const nothingLoads = () => {
  throw new Error('no such binary');
};

test('auto takes uWebSockets.js where it loads', () => {
  const { options, warn } = makeOptions();
  expect(createTransport('auto', options).name).toBe('uwebsockets');
  expect(createTransport('ws', options).name).toBe('ws');
  expect(warn).not.toHaveBeenCalled();
});

test('auto falls back to ws where it does not, and says so with the reasons', () => {
  const { options, warn } = makeOptions();
  const load = () => loadNativeModule(8192, [nothingLoads, () => ({ App: 1 })]);
  expect(createTransport('auto', options, load).name).toBe('ws');
  expect(warn).toHaveBeenCalledWith(
    { reasons: ['no such binary', 'the module lacks a function that is needed'] },
    expect.stringContaining('serving with the slower ws transport'),
  );
});

test('uwebsockets demanded where it does not load is a fault for the operator', () => {
  const { options } = makeOptions();
  const load = () => loadNativeModule(8192, [nothingLoads]);
  expect(() => createTransport('uwebsockets', options, load)).toThrow(
    'uWebSockets.js does not load on this machine: no such binary',
  );
});

test('the second binary is tried where the first does not load', () => {
  const first = loadNativeModule(8192);
  if (!first.found) throw new Error(first.reasons.join());
  const second = loadNativeModule(8192, [nothingLoads, () => first.module]);
  expect(second).toEqual({ found: true, module: first.module });
});

test.each(['uwebsockets', 'ws'] as const)(
  '%s refuses a certificate that does not fit, naming both settings',
  async (kind) => {
    const { options } = makeOptions();
    const [one, other] = certificates;
    const certFile = one?.certFile ?? '';
    const folder = join(certFile, '..');
    await writeFile(join(folder, 'empty.pem'), '');
    const wrong = [
      { certFile, keyFile: other?.keyFile ?? '' },
      { certFile, keyFile: join(folder, 'absent.pem') },
      { certFile: join(folder, 'empty.pem'), keyFile: one?.keyFile ?? '' },
    ];
    for (const tls of wrong) {
      expect(() => createTransport(kind, { ...options, tls })).toThrow(
        /TLS_CERT_FILE .* and TLS_KEY_FILE .* cannot be used/,
      );
    }
  },
);
