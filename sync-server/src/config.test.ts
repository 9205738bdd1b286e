import { expect, test } from 'vitest';
import { readConfig } from './config.ts';

test('without any setting it listens on loopback, keeps its data in ./data and lets people register', () => {
  expect(readConfig({})).toEqual({
    ok: true,
    value: expect.objectContaining({
      host: '127.0.0.1',
      port: 8080,
      dataDir: './data',
      databaseUrl: 'pglite:',
      registration: 'open',
      transport: 'auto',
      tlsCertFile: undefined,
      publicOrigins: [],
      trustedProxies: [],
    }),
  });
});

test('the environment goes before .env, and .env before the default', () => {
  const read = readConfig({ PORT: '1' }, { PORT: '2', HOST: '0.0.0.0' });
  expect(read).toMatchObject({ value: { port: 1, host: '0.0.0.0' } });
});

test('an empty value is none', () => {
  expect(readConfig({ PORT: '' }, { PORT: '9000' })).toMatchObject({ value: { port: 9000 } });
  expect(readConfig({}, { PORT: '' })).toMatchObject({ value: { port: 8080 } });
});

test('lists may be written with commas or spaces', () => {
  const read = readConfig({
    PUBLIC_ORIGIN: 'https://a.example, https://b.example:8443',
    TRUSTED_PROXY: '10.0.0.0/8 fd00::/8,127.0.0.1',
  });
  expect(read).toMatchObject({
    value: {
      publicOrigins: ['https://a.example', 'https://b.example:8443'],
      trustedProxies: ['10.0.0.0/8', 'fd00::/8', '127.0.0.1'],
    },
  });
});

test.each([
  [{ PORT: '65536' }, 'PORT must be a whole number from 0 to 65535; it is "65536".'],
  [{ PORT: '80a' }, 'PORT must be a whole number from 0 to 65535; it is "80a".'],
  [{ REGISTRATION: 'maybe' }, 'REGISTRATION must be `open` or `closed`; it is "maybe".'],
  [
    { PUBLIC_ORIGIN: 'https://chat.example/' },
    'PUBLIC_ORIGIN must be a list of origins such as https://chat.example, without a path; it is "https://chat.example/".',
  ],
  [
    { TLS_CERT_FILE: 'a.pem' },
    'TLS_CERT_FILE and TLS_KEY_FILE belong together: set both, or neither.',
  ],
])('%o is refused with one sentence that names the variable', (environment, sentence) => {
  expect(readConfig(environment)).toEqual({ ok: false, code: sentence });
});

test('a database address that is refused is not repeated: it may hold a password', () => {
  const read = readConfig({ DATABASE_URL: 'mysql://alice:secret@db' });
  expect(read.ok).toBe(false);
  expect(JSON.stringify(read)).toContain('DATABASE_URL must be');
  expect(JSON.stringify(read)).not.toContain('secret');
});

test('a name in .env that is no setting is told, so that a misspelling is not silently ignored', () => {
  expect(readConfig({}, { PROT: '9000' })).toEqual({
    ok: false,
    code: 'PROT in .env is no setting of Jibber; .env.example lists those there are.',
  });
});
