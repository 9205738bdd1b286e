/**
 * A self-signed certificate for this machine alone, made anew for each run, so that tests and
 * journeys speak TLS without a program to install or a key in the repository. Invariant: valid for
 * localhost, 127.0.0.1 and ::1, for seven days, and by no name beyond.
 */
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type TestCertificate = {
  readonly certFile: string;
  readonly keyFile: string;
  /** PEM text, to be trusted as `ca` by a client. */
  readonly cert: string;
  /** SHA-256 of the public key, base64: what `--ignore-certificate-errors-spki-list` of Chromium takes. */
  readonly publicKeyHash: string;
  remove(): Promise<void>;
};

/**
 * Writes the PEM files into a new folder.
 * @param parent where to make it: a run's folder, so that it goes with the run, or the system's
 */
export async function makeCertificate(
  parent = tmpdir(),
  nowMs = Date.now(),
): Promise<TestCertificate> {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const publicKeyDer = publicKey.export({ type: 'spki', format: 'der' });
  const body = certificateBody(publicKeyDer, nowMs);
  const signature = sign('sha256', body, privateKey);
  const cert = pem(sequence(body, signatureAlgorithm, bitString(signature)));
  const folder = await mkdtemp(join(parent, 'jibber-certificate-'));
  const certFile = join(folder, 'cert.pem');
  const keyFile = join(folder, 'key.pem');
  await writeFile(certFile, cert);
  await writeFile(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  return {
    certFile,
    keyFile,
    cert,
    publicKeyHash: createHash('sha256').update(publicKeyDer).digest('base64'),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

// What follows is X.509 (RFC 5280) in DER (X.690), as much of it as one certificate needs.

const signatureAlgorithm = sequence(objectId(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));

function certificateBody(publicKeyDer: Uint8Array, nowMs: number): Buffer {
  const dayMs = 24 * 60 * 60 * 1000;
  const name = sequence(tag(0x31, sequence(objectId(0x55, 0x04, 0x03), tag(0x0c, 'localhost'))));
  const names = sequence(
    tag(0x82, 'localhost'),
    tag(0x87, Buffer.from([127, 0, 0, 1])),
    tag(0x87, Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1])),
  );
  const isAuthority = sequence(tag(0x01, Buffer.from([0xff])));
  const extensions = sequence(
    sequence(objectId(0x55, 0x1d, 0x11), tag(0x04, names)),
    sequence(objectId(0x55, 0x1d, 0x13), tag(0x01, Buffer.from([0xff])), tag(0x04, isAuthority)),
  );
  return sequence(
    tag(0xa0, tag(0x02, Buffer.from([2]))),
    // A positive number: the first bit of the serial is 0.
    tag(0x02, Buffer.concat([Buffer.from([0x01]), randomBytes(15)])),
    signatureAlgorithm,
    name,
    sequence(time(nowMs - dayMs), time(nowMs + 7 * dayMs)),
    name,
    publicKeyDer,
    tag(0xa3, extensions),
  );
}

function tag(number: number, content: Uint8Array | string): Buffer {
  const bytes = Buffer.from(content);
  const size = bytes.length;
  const length = size < 128 ? [size] : size < 256 ? [0x81, size] : [0x82, size >> 8, size & 255];
  return Buffer.concat([Buffer.from([number, ...length]), bytes]);
}

function sequence(...parts: readonly Uint8Array[]): Buffer {
  return tag(0x30, Buffer.concat(parts));
}

function bitString(bytes: Uint8Array): Buffer {
  return tag(0x03, Buffer.concat([Buffer.from([0]), bytes]));
}

function objectId(...bytes: readonly number[]): Buffer {
  return tag(0x06, Buffer.from(bytes));
}

/** UTCTime, whose two digits of the year reach to 2049. */
function time(atMs: number): Buffer {
  const digits = new Date(atMs).toISOString().replace(/\.\d+/, '').replace(/[-:T]/g, '');
  return tag(0x17, digits.slice(2));
}

function pem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
