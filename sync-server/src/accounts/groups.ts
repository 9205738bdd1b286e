/**
 * Commands about groups: invite links, reports, receipts. Invariant: who may do what is the table of
 * `schema/intents/roles`, asked of the database at that moment; whoever is not in a group hears the
 * same as of one that does not exist.
 */
import type {
  InviteLink,
  InvitePreview,
  MemberRegister,
  NewInvite,
  Report,
} from '@jibber/schema/commands/groups';
import { inviteTokenPattern } from '@jibber/schema/commands/groups';
import type { ErrorCode } from '@jibber/schema/errors';
import {
  type ChatId,
  type EntryId,
  parseChatId,
  parseEntryId,
  type UserId,
} from '@jibber/schema/ids';
import { hasRight, type Right } from '@jibber/schema/intents/roles';
import { limits } from '@jibber/schema/limits';
import { fail, type Result, succeed } from '@jibber/schema/result';
import type { GroupStanding, GroupStorage } from './group-storage.ts';
import type { TryLimit } from './try-limits.ts';

export interface Groups {
  makeInvite(user: UserId, chat: string, wish: NewInvite): Promise<Result<InviteLink, ErrorCode>>;
  invites(user: UserId, chat: string): Promise<Result<readonly InviteLink[], ErrorCode>>;
  /** Whoever made it may, and administrators. */
  revokeInvite(user: UserId, chat: string, token: string): Promise<Result<undefined, ErrorCode>>;
  preview(user: UserId, token: string): Promise<Result<InvitePreview, ErrorCode>>;
  reports(user: UserId, chat: string): Promise<Result<readonly Report[], ErrorCode>>;
  settleReport(user: UserId, chat: string, report: string): Promise<Result<undefined, ErrorCode>>;
  registers(user: UserId, chat: string): Promise<Result<readonly MemberRegister[], ErrorCode>>;
}

export type GroupsOptions = {
  readonly storage: GroupStorage;
  /** Previews of a person: a token must not be found by trying. */
  readonly previews: TryLimit;
  readonly newToken: () => string;
  readonly now: () => number;
  /** Accounts of these people were changed. */
  onAccountsChanged(userIds: readonly UserId[]): void;
};

const mostReports = 200;

export function makeGroups({
  storage,
  previews,
  newToken,
  now,
  onAccountsChanged,
}: GroupsOptions): Groups {
  type Asked = { readonly chat: ChatId; readonly standing: GroupStanding };

  /** @param right undefined: any present member may */
  async function ask(
    user: UserId,
    claimed: string,
    right: Right | undefined,
  ): Promise<Result<Asked, ErrorCode>> {
    const chat = parseChatId(claimed);
    const standing = chat.ok ? await storage.readStanding(chat.value, user) : undefined;
    if (!chat.ok || standing === undefined) return fail('chat-not-found');
    const isAllowed = right === undefined || hasRight(standing.role, right, standing.settings);
    return isAllowed ? succeed({ chat: chat.value, standing }) : fail('not-allowed');
  }

  return {
    async makeInvite(user, claimed, { expiresInMs, mostUses, needsApproval }) {
      const asked = await ask(user, claimed, 'add');
      if (!asked.ok) return asked;
      const createdAt = now();
      const invite: InviteLink = {
        token: newToken(),
        by: user,
        createdAt,
        expiresAt: expiresInMs === null ? null : createdAt + expiresInMs,
        mostUses,
        uses: 0,
        needsApproval,
      };
      const { chat } = asked.value;
      const isAdded = await storage.addInvite(chat, invite, limits.invitesPerChat, createdAt);
      return isAdded ? succeed(invite) : fail('too-many-invites');
    },

    async invites(user, claimed) {
      const asked = await ask(user, claimed, 'add');
      return asked.ok ? succeed(await storage.readInvites(asked.value.chat, now())) : asked;
    },

    async revokeInvite(user, claimed, token) {
      const asked = await ask(user, claimed, undefined);
      if (!asked.ok) return asked;
      const { chat, standing } = asked.value;
      const inviter = await storage.readInviter(chat, token, now());
      if (inviter === undefined) return fail('invite-not-found');
      const isAllowed = inviter === user || hasRight(standing.role, 'moderate', standing.settings);
      if (!isAllowed) return fail('not-allowed');
      await storage.revokeInvite(token, now());
      return succeed();
    },

    async preview(user, token) {
      if (!previews.take(user)) return fail('too-many-requests');
      if (!inviteTokenPattern.test(token)) return fail('invite-not-found');
      const found = await storage.readPreview(token, user, now());
      return found === undefined ? fail('invite-not-found') : succeed(found);
    },

    async reports(user, claimed) {
      const asked = await ask(user, claimed, 'moderate');
      return asked.ok ? succeed(await storage.readReports(asked.value.chat, mostReports)) : asked;
    },

    async settleReport(user, claimed, report) {
      const asked = await ask(user, claimed, 'moderate');
      if (!asked.ok) return asked;
      const id = parseEntryId(report);
      const changed = id.ok ? await settle(asked.value.chat, id.value) : undefined;
      if (changed === undefined) return fail('not-found');
      onAccountsChanged(changed);
      return succeed();
    },

    async registers(user, claimed) {
      const asked = await ask(user, claimed, undefined);
      return asked.ok ? succeed(await storage.readRegisters(asked.value.chat)) : asked;
    },
  };

  function settle(chat: ChatId, id: EntryId): Promise<readonly UserId[] | undefined> {
    return storage.settleReport(chat, id, now());
  }
}
