/** One's own account as the app sees it: what the server has, with what waits here laid over it. */
import type { Person } from '@jibber/schema/commands/account';
import type { Invitation, Reports } from '@jibber/schema/commands/account-state';
import type { ErrorCode } from '@jibber/schema/errors';
import type { EntryId } from '@jibber/schema/ids';
import type { AccountIntent } from '@jibber/schema/intents/account/account-registry';
import type { AccountSettings, Profile } from '@jibber/schema/intents/account/account-state';

/** What was asked of the server and refused: the person tries it again, or lets it go. */
export type AccountRefusal = {
  readonly entryId: EntryId;
  readonly intent: AccountIntent;
  readonly code: ErrorCode;
};

export type OwnAccount = {
  readonly profile: Profile;
  readonly settings: AccountSettings;
  /** Whom this person has blocked, the latest first. */
  readonly blocks: readonly Person[];
  /** Something of it is on this device only, so far. */
  readonly isPending: boolean;
  readonly refusals: readonly AccountRefusal[];
  readonly invitations: readonly Invitation[];
  readonly reports: readonly Reports[];
};
