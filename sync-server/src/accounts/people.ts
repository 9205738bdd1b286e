/**
 * Finding people and what they are called.
 * Invariant: a person is found only by what the searcher knows exactly; names are told only to
 * people in a chat with them, or who found them.
 */
import { isHandle, type Person, readAddress } from '@jibber/schema/commands/account';
import type { ErrorCode } from '@jibber/schema/errors';
import type { UserId } from '@jibber/schema/ids';
import { fail, type Result, succeed } from '@jibber/schema/result';
import type { Account, AccountStorage } from './account-storage.ts';
import { handleSkeleton } from './handle-skeleton.ts';
import type { AccountLimits } from './try-limits.ts';

export interface People {
  /** POST /api/people: exact handle, with or without @, or exact address. */
  find(seeker: UserId, query: string): Promise<Result<Person, ErrorCode>>;
  /** GET /api/profiles. Those the viewer may not see are left out. */
  profiles(viewer: UserId, ids: readonly UserId[]): Promise<readonly Person[]>;
  /** GET /api/handles/:handle, for a form that is filled in before there is an account. */
  isHandleFree(networkAddress: string, handle: string): Promise<Result<boolean, ErrorCode>>;
}

export type PeopleOptions = {
  readonly storage: AccountStorage;
  readonly limits: Pick<AccountLimits, 'lookupsPerAccount' | 'lookupsPerAddress'>;
};

export function makePeople({ storage, limits }: PeopleOptions): People {
  async function read(query: string): Promise<Account | undefined> {
    const text = query.trim();
    const handle = (text.startsWith('@') ? text.slice(1) : text).toLowerCase();
    if (isHandle(handle)) return storage.readByHandle(handle);
    const address = readAddress(text);
    return address === undefined ? undefined : storage.readByAddress(address);
  }

  return {
    async find(seeker, query) {
      if (!limits.lookupsPerAccount.take(seeker)) return fail('too-many-requests');
      const account = await read(query);
      if (account === undefined) return fail('person-not-found');
      return succeed({ userId: account.userId, name: account.name, handle: account.handle });
    },
    profiles: (viewer, ids) => storage.readProfiles(viewer, ids),
    async isHandleFree(networkAddress, handle) {
      if (!isHandle(handle)) return fail('handle-invalid');
      if (!limits.lookupsPerAddress.take(networkAddress)) return fail('too-many-requests');
      return succeed(!(await storage.isSkeletonTaken(handleSkeleton(handle))));
    },
  };
}
