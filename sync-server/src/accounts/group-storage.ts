/** The port to what commands about groups read and write. */
import type { InviteLink, MemberRegister, Report } from '@jibber/schema/commands/groups';
import type { GroupSettings } from '@jibber/schema/document/group';
import type { Role } from '@jibber/schema/document/members';
import type { ChatId, EntryId, FileId, UserId } from '@jibber/schema/ids';

export type GroupStanding = { readonly role: Role; readonly settings: GroupSettings };

export type StoredPreview = {
  readonly chatId: ChatId;
  readonly title: string;
  readonly picture: FileId | null;
  readonly members: number;
  readonly needsApproval: boolean;
  readonly isMember: boolean;
};

export interface GroupStorage {
  /** Of a present member of a group; undefined for everybody else. */
  readStanding(chatId: ChatId, userId: UserId): Promise<GroupStanding | undefined>;
  /** False where the group has as many as it may, that can be used at `now`. */
  addInvite(chatId: ChatId, invite: InviteLink, most: number, now: number): Promise<boolean>;
  /** Those that can be used at `now`, newest first. */
  readInvites(chatId: ChatId, now: number): Promise<readonly InviteLink[]>;
  /** Who made it; undefined where the group has no such invite that can be used. */
  readInviter(chatId: ChatId, token: string, now: number): Promise<UserId | undefined>;
  revokeInvite(token: string, now: number): Promise<void>;
  /** Where an invite leads that can be used at `now`. */
  readPreview(token: string, viewer: UserId, now: number): Promise<StoredPreview | undefined>;
  /** Those that nobody has looked into, newest first. */
  readReports(chatId: ChatId, most: number): Promise<readonly Report[]>;
  /** False where there is no such open report. Raises the account revisions of who may see it. */
  settleReport(
    chatId: ChatId,
    entryId: EntryId,
    now: number,
  ): Promise<readonly UserId[] | undefined>;
  /** Of present members; those who have received nothing yet have zeros. */
  readRegisters(chatId: ChatId): Promise<readonly MemberRegister[]>;
}
