import { someHistory } from '@jibber/schema/testkit/people';
import { systemScheduler } from '../system-scheduler.ts';
import { createMemoryDatabase } from './memory-storage.ts';
import { describeStorage } from './storage-contract.ts';

describeStorage('memory', async () => {
  const scheduler = systemScheduler;
  const database = createMemoryDatabase({ historyId: someHistory, scheduler, lockTimeoutMs: 200 });
  return {
    storage: database.connect({ scheduler }),
    other: database.connect({ scheduler }),
    isConcurrent: true,
    addAccount: async (userId) => database.tables.addAccount(userId),
    addSession: async (id, userId, expiresAt) => database.tables.addSession(id, userId, expiresAt),
    endSession: (id) => database.endSession(id),
    close: async () => undefined,
  };
});
