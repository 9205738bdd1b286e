/** Storage in memory, as the contracts want it: two nodes over one store. */
import { someHistory } from '@jibber/schema/testkit/people';
import {
  createMemoryDatabase,
  type FaultPoint,
  type InjectedFault,
  type MemoryDatabase,
} from '../storage/memory-storage.ts';
import { systemScheduler } from '../system-scheduler.ts';
import type { StorageUnderTest } from './storage-under-test.ts';
import { placesWith } from './stored-text.ts';

export type MemoryUnderTest = StorageUnderTest & { readonly database: MemoryDatabase };

/** @param fault of the first node */
export function startMemoryStorage(
  fault?: (point: FaultPoint) => InjectedFault | undefined,
): MemoryUnderTest {
  const scheduler = systemScheduler;
  const database = createMemoryDatabase({ historyId: someHistory, scheduler, lockTimeoutMs: 200 });
  const { tables } = database;
  return {
    database,
    storage: database.connect({ scheduler, ...(fault === undefined ? {} : { fault }) }),
    other: database.connect({ scheduler }),
    isConcurrent: true,
    addAccount: async (userId) => tables.addAccount(userId),
    addSession: async (id, userId, expiresAt) => tables.addSession(id, userId, expiresAt),
    endSession: (id) => database.endSession(id),
    deleteAccount: (userId, messages) => database.deleteAccount(userId, messages),
    addInvite: async ({ token, chatId, by, createdAt, expiresAt, mostUses, needsApproval }) => {
      tables.invites.set(token, {
        chatId,
        by,
        createdAt,
        expiresAt,
        usesLeft: mostUses,
        needsApproval: needsApproval === true,
        isRevoked: false,
      });
    },
    revokeInvite: async (token) => {
      const invite = tables.invites.get(token);
      if (invite !== undefined) invite.isRevoked = true;
    },
    addPicture: async (file, owner) => {
      tables.people.pictures.set(file, owner);
    },
    placesWith: async (text) => placesWith(tables, text),
    close: async () => undefined,
  };
}
