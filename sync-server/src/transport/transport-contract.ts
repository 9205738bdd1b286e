/**
 * The contract of the transport port: what every implementation does, over TCP and over TLS. The
 * test file of each implementation runs it.
 */
import { afterAll, beforeAll, describe } from 'vitest';
import { makeCertificate, type TestCertificate } from '../../../scripts/services/certificate.ts';
import { handshakeContract } from './handshake-contract.ts';
import { hostileBytesContract } from './hostile-bytes-contract.ts';
import { httpContract } from './http-contract.ts';
import { listeningContract } from './listening-contract.ts';
import { messageContract } from './message-contract.ts';
import { slowPeerContract } from './slow-peer-contract.ts';
import type { Subject } from './testkit/test-server.ts';
import type { TransportName } from './transport.ts';
import { uploadsContract } from './uploads-contract.ts';

export function transportContract(kind: TransportName): void {
  describe(`${kind} over TCP`, () => {
    const subject = () => ({ kind });
    runAll(subject);
  });

  describe(`${kind} over TLS`, () => {
    let certificate: TestCertificate;
    beforeAll(async () => {
      certificate = await makeCertificate();
    });
    afterAll(() => certificate.remove());
    const subject = () => ({ kind, certificate });
    runAll(subject);
  });
}

function runAll(subject: () => Subject): void {
  listeningContract(subject);
  httpContract(subject);
  uploadsContract(subject);
  handshakeContract(subject);
  messageContract(subject);
  slowPeerContract(subject);
  hostileBytesContract(subject);
}
