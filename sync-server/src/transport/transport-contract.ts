/**
 * The contract of the transport port: what every implementation does, over TCP and over TLS. The
 * test file of each implementation runs it.
 */
import { afterAll, beforeAll, describe } from 'vitest';
import { makeCertificate, type TestCertificate } from '../../../scripts/services/certificate.ts';
import { httpContract } from './http-contract.ts';
import type { TransportName } from './transport.ts';

export function transportContract(kind: TransportName): void {
  describe(`${kind} over TCP`, () => {
    const subject = () => ({ kind });
    httpContract(subject);
  });

  describe(`${kind} over TLS`, () => {
    let certificate: TestCertificate;
    beforeAll(async () => {
      certificate = await makeCertificate();
    });
    afterAll(() => certificate.remove());
    const subject = () => ({ kind, certificate });
    httpContract(subject);
  });
}
