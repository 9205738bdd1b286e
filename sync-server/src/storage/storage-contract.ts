/** What every implementation of the storage port does; run on memory, PGlite and Postgres. */
import { alice, bob, mallory } from '@jibber/schema/testkit/people';
import { afterEach, beforeEach, describe } from 'vitest';
import type { StorageUnderTest } from '../testkit/storage-under-test.ts';
import { testAppend } from './storage-append-contract.ts';
import { testDocuments } from './storage-documents-contract.ts';
import { testGroups } from './storage-groups-contract.ts';
import { testReach } from './storage-reach-contract.ts';
import { testReceipts } from './storage-receipts-contract.ts';
import { testTransactions } from './storage-transactions-contract.ts';

export function describeStorage(name: string, start: () => Promise<StorageUnderTest>): void {
  describe(`storage: ${name}`, () => {
    let started: StorageUnderTest;
    const under = () => started;

    beforeEach(async () => {
      started = await start();
      for (const user of [alice, bob, mallory]) await started.addAccount(user);
    });

    afterEach(() => started.close());

    testTransactions(under);
    testDocuments(under);
    testReceipts(under);
    testAppend(under);
    testGroups(under);
    testReach(under);
  });
}
