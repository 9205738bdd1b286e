/**
 * What accounts need of a database.
 * Invariant: handle skeleton, e-mail and phone are unique among accounts, decided by the database
 * at the moment of writing; looking before is a courtesy.
 */
import type { Address, Person } from '@jibber/schema/commands/account';
import type { AccountAnswer } from '@jibber/schema/commands/account-state';
import type { UserId } from '@jibber/schema/ids';
import type { Result } from '@jibber/schema/result';

export type Account = {
  readonly userId: UserId;
  readonly name: string;
  readonly handle: string;
  readonly email: string | undefined;
  readonly phone: string | undefined;
  readonly passwordHash: string;
};

export type NewAccount = Account & {
  readonly handleSkeleton: string;
  /** ms. */
  readonly createdAt: number;
};

export type FoundBy = 'handle' | Address['kind'];

export interface AccountStorage {
  insert(account: NewAccount): Promise<Result<undefined, 'handle-taken' | 'address-taken'>>;
  /** Deleted accounts are not found by anything here. */
  readByAddress(address: Address): Promise<Account | undefined>;
  read(userId: UserId): Promise<Account | undefined>;
  /** Exactly this handle, not one that looks alike. */
  readByHandle(handle: string): Promise<Account | undefined>;
  /** Whoever wants to be found by this very handle, e-mail address or phone number. */
  findPerson(by: FoundBy, value: string): Promise<Person | undefined>;
  isSkeletonTaken(handleSkeleton: string): Promise<boolean>;
  /**
   * Of these people, those the viewer is in a chat with now (who may have left it), and himself. Of
   * whoever has blocked him the name alone; of a deleted account that it is one.
   */
  readProfiles(viewer: UserId, ids: readonly UserId[]): Promise<readonly Person[]>;
  /** What a device keeps of its own account, and whom it has blocked by name. */
  readState(userId: UserId): Promise<AccountAnswer | undefined>;
  /** All accounts in the order of their making, for the operator. */
  list(): Promise<readonly Account[]>;
}
