/**
 * Finding people and what they are called.
 * Invariant: a person is found only by what the searcher knows exactly, and by that only where he wants
 * to be; names are told only to people in a chat with them, or who found them. Whoever has blocked the
 * searcher is found all the same: that nobody is there would tell him more than that he is not heard.
 */
import { isHandle, type Person, readAddress } from '@jibber/schema/commands/account';
import type { AccountAnswer } from '@jibber/schema/commands/account-state';
import type { ErrorCode } from '@jibber/schema/errors';
import type { UserId } from '@jibber/schema/ids';
import { fail, type Result, succeed } from '@jibber/schema/result';
import type { AccountStorage } from './account-storage.ts';
import { handleSkeleton } from './handle-skeleton.ts';
import type { AccountLimits } from './try-limits.ts';

export interface People {
  /** POST /api/people: exact handle, with or without @, or exact address. */
  find(seeker: UserId, query: string): Promise<Result<Person, ErrorCode>>;
  /** GET /api/profiles. Those the viewer may not see are left out. */
  profiles(viewer: UserId, ids: readonly UserId[]): Promise<readonly Person[]>;
  /** GET /api/account/state. `signed-out` where the account is gone. */
  state(userId: UserId): Promise<Result<AccountAnswer, ErrorCode>>;
  /** GET /api/handles/:handle, for a form that is filled in before there is an account. */
  isHandleFree(networkAddress: string, handle: string): Promise<Result<boolean, ErrorCode>>;
}

export type PeopleOptions = {
  readonly storage: AccountStorage;
  readonly limits: Pick<AccountLimits, 'lookupsPerAccount' | 'lookupsPerAddress'>;
};

export function makePeople({ storage, limits }: PeopleOptions): People {
  async function read(query: string): Promise<Person | undefined> {
    const text = query.trim();
    const handle = (text.startsWith('@') ? text.slice(1) : text).toLowerCase();
    if (isHandle(handle)) return storage.findPerson('handle', handle);
    const address = readAddress(text);
    return address === undefined ? undefined : storage.findPerson(address.kind, address.value);
  }

  return {
    async find(seeker, query) {
      if (!limits.lookupsPerAccount.take(seeker)) return fail('too-many-requests');
      const found = await read(query);
      return found === undefined ? fail('person-not-found') : succeed(found);
    },
    async state(userId) {
      const state = await storage.readState(userId);
      if (state === undefined) return fail('signed-out');
      return succeed(state);
    },
    profiles: (viewer, ids) => storage.readProfiles(viewer, ids),
    async isHandleFree(networkAddress, handle) {
      if (!isHandle(handle)) return fail('handle-invalid');
      if (!limits.lookupsPerAddress.take(networkAddress)) return fail('too-many-requests');
      return succeed(!(await storage.isSkeletonTaken(handleSkeleton(handle))));
    },
  };
}
