/**
 * A group as the rest of the app sees it: what its accepted document says, with the person's own
 * wishes laid over it and marked. Invariant: a wish gives nobody a right: `myRole` and `may` are as
 * accepted, unless the whole group is only a wish so far.
 */
import type { GroupSettings } from '@jibber/schema/document/group';
import type { Role } from '@jibber/schema/document/members';
import type { FileId, UserId } from '@jibber/schema/ids';
import type { Intent } from '@jibber/schema/intents/registry';
import type { Right } from '@jibber/schema/intents/roles';

/** What `Replica.createGroup` needs; texts as typed. */
export type GroupForm = {
  readonly title: string;
  readonly about?: string | undefined;
  readonly picture?: FileId | undefined;
  /** First members, at most `limits.usersPerIntent`; who is not known to the maker gets an invitation. */
  readonly users: readonly UserId[];
};

/** By which somebody comes into a group that he is not in, or says that he does not want to. */
export type EnteringIntent = Extract<
  Intent,
  { readonly kind: 'group.join' | 'invitation.accept' | 'invitation.decline' }
>;

/** Everything else that is done in a group but writing. */
export type AdministrationIntent = Extract<
  Intent,
  {
    readonly kind:
      | 'group.rename'
      | 'group.describe'
      | 'group.picture'
      | 'group.settings'
      | 'group.delete'
      | 'members.add'
      | 'members.remove'
      | 'members.admit'
      | 'members.reject'
      | 'member.role'
      | 'member.leave'
      | 'invitation.withdraw'
      | 'message.report';
  }
>;

/** What a group is named by before its documents are here. */
export type KnownGroup = {
  readonly title?: string | undefined;
  readonly picture?: FileId | undefined;
};

export type GroupMember = {
  readonly userId: UserId;
  readonly role: Role;
  /** An own wish about him waits for its answer: to add him, or his role. */
  readonly pending: boolean;
};

export type InvitedPerson = {
  readonly userId: UserId;
  readonly by: UserId;
  /** ms */
  readonly at: number;
  readonly pending: boolean;
};

export type AskingPerson = {
  readonly userId: UserId;
  /** ms */
  readonly at: number;
};

/** What a pending wish is about; `end`: leaving or deleting the group. */
export type GroupPart = 'title' | 'about' | 'picture' | 'settings' | 'end' | UserId;

/** A snapshot. */
export type GroupView = {
  readonly title: string;
  /** Empty where there is none. */
  readonly about: string;
  readonly picture: FileId | undefined;
  readonly settings: GroupSettings;
  /** Accepted; undefined where this person is not in it (any more). */
  readonly myRole: Role | undefined;
  /**
   * Present ones: the owner, administrators, members, each by how long they are there. By name they
   * are sorted in `state`, which has the names.
   */
  readonly members: readonly GroupMember[];
  readonly invited: readonly InvitedPerson[];
  /** Who came by a link and waits for an administrator. */
  readonly asked: readonly AskingPerson[];
  isPending(part: GroupPart): boolean;
  /** Whether this person has a right, by `roles`; nothing in a group that has ended for him. */
  may(right: Right): boolean;
};

/** Who a message has reached, of those who were there when it came and still are. */
export type MessageReceipt = {
  readonly userId: UserId;
  readonly delivered: boolean;
  readonly read: boolean;
};
