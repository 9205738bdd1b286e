/**
 * The named actions by which a person makes and changes groups. Invariant: as with writing, each
 * resolves once the wish is on this device's disk, or says by a code why it is not; what a node then
 * says of it stands in the chat.
 */
import type { GroupSettings } from '@jibber/schema/document/group';
import type { Role } from '@jibber/schema/document/members';
import type { ErrorCode } from '@jibber/schema/errors';
import type { ChatId, EntryId, FileId, UserId } from '@jibber/schema/ids';
import type { Result } from '@jibber/schema/result';
import type { Accessor } from 'solid-js';
import type { GroupForm, KnownGroup } from '../replica/group-view.ts';
import type { Replica } from '../replica/replica.ts';
import type { WriteResult } from './writing.ts';

export type { GroupForm, KnownGroup } from '../replica/group-view.ts';

export type Administering = {
  createGroup(form: GroupForm): Promise<Result<ChatId, ErrorCode | 'full'>>;
  renameGroup(chatId: ChatId, title: string): Promise<WriteResult>;
  describeGroup(chatId: ChatId, about: string): Promise<WriteResult>;
  /** @param picture null takes it away; a file that is not up yet is waited for */
  setGroupPicture(chatId: ChatId, picture: FileId | null): Promise<WriteResult>;
  /** @param changed what is missing stays */
  changeSettings(chatId: ChatId, changed: Partial<GroupSettings>): Promise<WriteResult>;
  /** At most `limits.usersPerIntent` people. */
  addMembers(chatId: ChatId, users: readonly UserId[]): Promise<WriteResult>;
  removeMember(chatId: ChatId, user: UserId): Promise<WriteResult>;
  /** @param role 'owner' hands the group over */
  setRole(chatId: ChatId, user: UserId, role: Role): Promise<WriteResult>;
  leaveGroup(chatId: ChatId): Promise<WriteResult>;
  /** For everybody. */
  deleteGroup(chatId: ChatId): Promise<WriteResult>;
  withdrawInvitation(chatId: ChatId, user: UserId): Promise<WriteResult>;
  /** Lets in who came by a link, or does not. */
  answerAsking(chatId: ChatId, user: UserId, isAdmitted: boolean): Promise<WriteResult>;
  /** @param known what the list shows meanwhile */
  joinGroup(chatId: ChatId, invite: string, known: KnownGroup): Promise<WriteResult>;
  answerInvitation(chatId: ChatId, isAccepted: boolean, known: KnownGroup): Promise<WriteResult>;
  reportMessage(chatId: ChatId, message: EntryId, reason: string): Promise<WriteResult>;
  /** Deletes a chat that has ended from this device. */
  removeFromDevice(chatId: ChatId): Promise<void>;
};

/** @throws each action, where nobody is signed in: no such button is on the screen then */
export function createAdministering(replica: Accessor<Replica | undefined>): Administering {
  function held(): Replica {
    const present = replica();
    if (present === undefined) throw new Error('A group was changed while nobody is signed in.');
    return present;
  }
  return {
    createGroup: (form) => held().createGroup(form),
    renameGroup: (chatId, title) => held().administer(chatId, { kind: 'group.rename', title }),
    describeGroup: (chatId, about) => held().administer(chatId, { kind: 'group.describe', about }),
    setGroupPicture: (chatId, picture) =>
      held().administer(chatId, { kind: 'group.picture', picture }),
    changeSettings: (chatId, settings) =>
      held().administer(chatId, { kind: 'group.settings', settings }),
    addMembers: (chatId, users) =>
      held().administer(chatId, { kind: 'members.add', users: [...users] }),
    removeMember: (chatId, user) => held().administer(chatId, { kind: 'members.remove', user }),
    setRole: (chatId, user, role) => held().administer(chatId, { kind: 'member.role', user, role }),
    leaveGroup: (chatId) => held().administer(chatId, { kind: 'member.leave' }),
    deleteGroup: (chatId) => held().administer(chatId, { kind: 'group.delete' }),
    withdrawInvitation: (chatId, user) =>
      held().administer(chatId, { kind: 'invitation.withdraw', user }),
    answerAsking: (chatId, user, isAdmitted) =>
      held().administer(chatId, { kind: isAdmitted ? 'members.admit' : 'members.reject', user }),
    joinGroup: (chatId, invite, known) =>
      held().enterGroup(chatId, { kind: 'group.join', invite }, known),
    answerInvitation: (chatId, isAccepted, known) =>
      held().enterGroup(
        chatId,
        { kind: isAccepted ? 'invitation.accept' : 'invitation.decline' },
        known,
      ),
    reportMessage: (chatId, message, reason) =>
      held().administer(chatId, { kind: 'message.report', message, reason }),
    removeFromDevice: (chatId) => held().leaveDevice(chatId),
  };
}
