/**
 * The table of all kinds of intent. The only place that knows them all: a new kind is one file and
 * its lines here.
 */
import { parseJson } from '../claims.ts';
import type { Actor, ChatDocument, ChatState, Stamp } from '../document/chat-document.ts';
import { isRecord } from '../document/json.ts';
import type { ErrorCode } from '../errors.ts';
import { type ChatId, directChatId, type EntryId, type FileId, type UserId } from '../ids.ts';
import { limits } from '../limits.ts';
import { exhaust, fail, type Result } from '../result.ts';
import { type ChatOpen, chatOpen } from './chat-open.ts';
import {
  type GroupDescribe,
  type GroupPicture,
  type GroupRename,
  type GroupSettingsChange,
  groupDescribe,
  groupPicture,
  groupRename,
  groupSettings,
} from './group-change.ts';
import { type GroupCreate, groupCreate } from './group-create.ts';
import { type GroupDelete, groupDelete } from './group-delete.ts';
import {
  type GroupJoin,
  groupJoin,
  type MembersAdmit,
  type MembersReject,
  membersAdmit,
  membersReject,
} from './group-join.ts';
import {
  type InvitationAccept,
  type InvitationDecline,
  type InvitationWithdraw,
  invitationAccept,
  invitationDecline,
  invitationWithdraw,
} from './invitation.ts';
import { type MemberLeave, memberLeave } from './member-leave.ts';
import { type MemberRole, memberRole } from './member-role.ts';
import { type MembersAdd, membersAdd } from './members-add.ts';
import { type MembersRemove, membersRemove } from './members-remove.ts';
import { type MessageDelete, messageDelete } from './message-delete.ts';
import { type MessageEdit, messageEdit } from './message-edit.ts';
import { type MessageReport, messageReport } from './message-report.ts';
import { type MessageSend, messageSend } from './message-send.ts';
import type { Verdict } from './rule.ts';

export type Intent =
  | ChatOpen
  | GroupCreate
  | GroupRename
  | GroupDescribe
  | GroupPicture
  | GroupSettingsChange
  | GroupDelete
  | GroupJoin
  | MembersAdd
  | MembersRemove
  | MembersAdmit
  | MembersReject
  | MemberRole
  | MemberLeave
  | InvitationAccept
  | InvitationDecline
  | InvitationWithdraw
  | MessageSend
  | MessageEdit
  | MessageDelete
  | MessageReport;
export type IntentKind = Intent['kind'];

const rules = {
  'chat.open': chatOpen,
  'group.create': groupCreate,
  'group.rename': groupRename,
  'group.describe': groupDescribe,
  'group.picture': groupPicture,
  'group.settings': groupSettings,
  'group.delete': groupDelete,
  'group.join': groupJoin,
  'members.add': membersAdd,
  'members.remove': membersRemove,
  'members.admit': membersAdmit,
  'members.reject': membersReject,
  'member.role': memberRole,
  'member.leave': memberLeave,
  'invitation.accept': invitationAccept,
  'invitation.decline': invitationDecline,
  'invitation.withdraw': invitationWithdraw,
  'message.send': messageSend,
  'message.edit': messageEdit,
  'message.delete': messageDelete,
  'message.report': messageReport,
} as const satisfies { readonly [Kind in IntentKind]: { readonly kind: Kind } };

export const intentKinds: readonly IntentKind[] = Object.values(rules).map((rule) => rule.kind);

function isIntentKind(kind: unknown): kind is IntentKind {
  return typeof kind === 'string' && Object.hasOwn(rules, kind);
}

/**
 * Reads an intent from a claim. `malformed` where it has no shape of ours, `unknown-kind` (to be
 * tried again after an update) where its kind is one that this version does not know.
 */
export function parseIntent(value: unknown): Result<Intent, ErrorCode> {
  if (!isRecord(value) || typeof value.kind !== 'string') return fail('malformed');
  return isIntentKind(value.kind) ? rules[value.kind].parse(value) : fail('unknown-kind');
}

/** Reads an intent as it travels: JSON text of at most `limits.intentBytes`, else `too-big`. */
export function parseIntentText(text: string): Result<Intent, ErrorCode> {
  const json = parseJson(text, limits.intentBytes);
  return json.ok ? parseIntent(json.value) : json;
}

/**
 * An intent as it travels. Of one that came out of `parseIntent` and that `judge` accepted it is never
 * longer than `limits.intentBytes`.
 */
export function stringifyIntent(intent: Intent): string {
  return JSON.stringify(intent);
}

/** Whether an accepted intent of this kind takes the next number. */
export function isNumbered(intent: Intent): boolean {
  return rules[intent.kind].numbered;
}

/** Whether the chat document is needed to judge or write it. */
export function administers(intent: Intent): boolean {
  return rules[intent.kind].administers;
}

/**
 * The pure decision on an intent. `scope` is the chat it was addressed to; an opening whose chat id
 * does not follow from the two people is refused as a chat that one is not in.
 */
export function judge(state: ChatState, actor: Actor, scope: ChatId, intent: Intent): Verdict {
  switch (intent.kind) {
    case 'chat.open':
      if (directChatId(actor.userId, intent.with) !== scope) return fail('chat-not-found');
      return chatOpen.judge(state, actor, intent);
    case 'group.create':
      return groupCreate.judge(state, actor, intent);
    case 'group.rename':
      return groupRename.judge(state, actor, intent);
    case 'group.describe':
      return groupDescribe.judge(state, actor, intent);
    case 'group.picture':
      return groupPicture.judge(state, actor, intent);
    case 'group.settings':
      return groupSettings.judge(state, actor, intent);
    case 'group.delete':
      return groupDelete.judge(state, actor, intent);
    case 'group.join':
      return groupJoin.judge(state, actor, intent);
    case 'members.add':
      return membersAdd.judge(state, actor, intent);
    case 'members.remove':
      return membersRemove.judge(state, actor, intent);
    case 'members.admit':
      return membersAdmit.judge(state, actor, intent);
    case 'members.reject':
      return membersReject.judge(state, actor, intent);
    case 'member.role':
      return memberRole.judge(state, actor, intent);
    case 'member.leave':
      return memberLeave.judge(state, actor, intent);
    case 'invitation.accept':
      return invitationAccept.judge(state, actor, intent);
    case 'invitation.decline':
      return invitationDecline.judge(state, actor, intent);
    case 'invitation.withdraw':
      return invitationWithdraw.judge(state, actor, intent);
    case 'message.send':
      return messageSend.judge(state, actor, intent);
    case 'message.edit':
      return messageEdit.judge(state, actor, intent);
    case 'message.delete':
      return messageDelete.judge(state, actor, intent);
    case 'message.report':
      return messageReport.judge(state, actor, intent);
    default:
      return exhaust(intent);
  }
}

/** Writes an intent that was just accepted on this very document. */
export function write(document: ChatDocument, intent: Intent, stamp: Stamp): void {
  switch (intent.kind) {
    case 'chat.open':
      return chatOpen.write(document, intent, stamp);
    case 'group.create':
      return groupCreate.write(document, intent, stamp);
    case 'group.rename':
      return groupRename.write(document, intent, stamp);
    case 'group.describe':
      return groupDescribe.write(document, intent, stamp);
    case 'group.picture':
      return groupPicture.write(document, intent, stamp);
    case 'group.settings':
      return groupSettings.write(document, intent, stamp);
    case 'group.delete':
      return groupDelete.write(document, intent, stamp);
    case 'group.join':
      return groupJoin.write(document, intent, stamp);
    case 'members.add':
      return membersAdd.write(document, intent, stamp);
    case 'members.remove':
      return membersRemove.write(document, intent, stamp);
    case 'members.admit':
      return membersAdmit.write(document, intent, stamp);
    case 'members.reject':
      return membersReject.write(document, intent, stamp);
    case 'member.role':
      return memberRole.write(document, intent, stamp);
    case 'member.leave':
      return memberLeave.write(document, intent, stamp);
    case 'invitation.accept':
      return invitationAccept.write(document, intent, stamp);
    case 'invitation.decline':
      return invitationDecline.write(document, intent, stamp);
    case 'invitation.withdraw':
      return invitationWithdraw.write(document, intent, stamp);
    case 'message.send':
      return messageSend.write(document, intent, stamp);
    case 'message.edit':
      return messageEdit.write(document, intent, stamp);
    case 'message.delete':
      return messageDelete.write(document, intent, stamp);
    case 'message.report':
      return messageReport.write(document, intent, stamp);
    default:
      return exhaust(intent);
  }
}

/** Whether a chat begins with it: everything else in the chat depends on it. */
export function isOpening(intent: Intent): boolean {
  return intent.kind === 'chat.open' || intent.kind === 'group.create';
}

/**
 * The message an intent is about, if it exists only once another entry was accepted: refused
 * together with it (DESIGN 4.4).
 */
export function dependencyOf(intent: Intent): EntryId | undefined {
  return 'message' in intent ? intent.message : undefined;
}

/** Whether somebody may become a member of an existing group by it. */
export function admits(intent: Intent): boolean {
  switch (intent.kind) {
    case 'members.add':
    case 'members.admit':
    case 'invitation.accept':
    case 'group.join':
      return true;
    default:
      return false;
  }
}

/** People whose relation to the author decides. */
export function peopleOf(intent: Intent): readonly UserId[] {
  switch (intent.kind) {
    case 'chat.open':
      return [intent.with];
    case 'group.create':
    case 'members.add':
      return intent.users;
    default:
      return [];
  }
}

/** The picture that an intent puts to use. */
export function pictureOf(intent: Intent): FileId | undefined {
  if (intent.kind !== 'group.create' && intent.kind !== 'group.picture') return undefined;
  return intent.picture ?? undefined;
}
