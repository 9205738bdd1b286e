import { createPublicKey, X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { connect, createServer } from 'node:tls';
import { expect, test } from 'vitest';
import { makeCertificate } from './certificate.ts';

test('the certificate is well-formed, self-signed and for this machine alone', async () => {
  const nowMs = Date.UTC(2026, 10, 24, 12);
  const made = await makeCertificate(tmpdir(), nowMs);
  const read = new X509Certificate(made.cert);
  expect(read.verify(read.publicKey)).toBe(true);
  expect(read.checkHost('localhost')).toBe('localhost');
  expect(read.checkHost('example.org')).toBeUndefined();
  expect(read.checkIP('127.0.0.1')).toBe('127.0.0.1');
  expect(read.checkIP('::1')).toBe('::1');
  expect(new Date(read.validFrom).getTime()).toBe(Date.UTC(2026, 10, 23, 12));
  expect(new Date(read.validTo).getTime()).toBe(Date.UTC(2026, 11, 1, 12));
  const key = createPublicKey(readFileSync(made.keyFile));
  expect(key.equals(read.publicKey)).toBe(true);
  await made.remove();
  expect(existsSync(made.certFile)).toBe(false);
});

test('a client that trusts it connects by name and by address', async () => {
  const made = await makeCertificate();
  const server = createServer(
    { cert: made.cert, key: readFileSync(made.keyFile) },
    (socket) => void socket.end('hello'),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  for (const servername of ['localhost', '']) {
    const text = await new Promise<string>((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port, servername, ca: made.cert });
      socket.on('data', (bytes: Buffer) => resolve(bytes.toString()));
      socket.on('error', reject);
    });
    expect(text).toBe('hello');
  }
  await new Promise((resolve) => server.close(resolve));
  await made.remove();
});
