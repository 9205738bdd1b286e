/**
 * What a batch changes of a group's members, title, picture and settings, read from its chat document
 * before and after each intent, so that the tables follow the document whatever the rules write.
 * Invariant: of each person there is one line, the last.
 */

import type { Stamp } from '@jibber/schema/document/chat-document';
import { readGroupSettings } from '@jibber/schema/document/group';
import { isPresent, type Member, type Role, readMember } from '@jibber/schema/document/members';
import { chatMaps } from '@jibber/schema/document/values';
import { type FileId, isFileId, isUserId, type UserId } from '@jibber/schema/ids';
import type { MessageReport } from '@jibber/schema/intents/message-report';
import type { Intent } from '@jibber/schema/intents/registry';
import type {
  Departure,
  Grant,
  GroupWrite,
  MemberChange,
  NewInvitation,
  NewReport,
} from '../storage/group-port.ts';
import type { NodeDocument } from './node-document.ts';

export type Joined = Grant & { readonly userId: UserId };

/** The chat document before an intent, as far as it may change. */
type Before = {
  readonly document: NodeDocument;
  readonly members: ReadonlyMap<string, unknown>;
  readonly info: ReadonlyMap<string, unknown>;
};

export class GroupChanges {
  readonly #members = new Map<UserId, MemberChange>();
  readonly #departures: Departure[] = [];
  readonly #invited = new Map<UserId, NewInvitation>();
  readonly #uninvited = new Set<UserId>();
  readonly #asked = new Set<UserId>();
  readonly #unasked = new Set<UserId>();
  readonly #invitesUsed: string[] = [];
  readonly #reports: NewReport[] = [];
  #title: string | undefined;
  #picture: GroupWrite['picture'];
  #settings: GroupWrite['settings'];
  #isDeleted = false;

  get isDeleted(): boolean {
    return this.#isDeleted;
  }

  /** Who became a member and still is. */
  get joined(): readonly Joined[] {
    if (this.#isDeleted) return [];
    return [...this.#members.values()].flatMap(
      ({ userId, fromPosition, leftPosition, fromSegment }) =>
        fromPosition === undefined || leftPosition !== undefined
          ? []
          : [{ userId, fromSegment, fromPosition }],
    );
  }

  get write(): GroupWrite {
    return {
      members: [...this.#members.values()],
      departures: this.#departures,
      invited: [...this.#invited.values()],
      uninvited: [...this.#uninvited],
      asked: [...this.#asked],
      unasked: [...this.#unasked],
      invitesUsed: this.#invitesUsed,
      reports: this.#reports,
      title: this.#title,
      picture: this.#picture,
      settings: this.#settings,
      isDeleted: this.#isDeleted,
    };
  }

  /** Whether the batch has put this picture to use already. */
  uses(picture: FileId): boolean {
    return this.#picture?.file === picture;
  }

  /** How many came by this invite in the batch. */
  timesUsed(token: string): number {
    return this.#invitesUsed.filter((used) => used === token).length;
  }

  before(document: NodeDocument): Before {
    const members = document.map(chatMaps.members);
    const info = document.map(chatMaps.info);
    return {
      document,
      members: new Map([...members.keys()].map((key) => [key, members.get(key)])),
      info: new Map([...info.keys()].map((key) => [key, info.get(key)])),
    };
  }

  report({ message, reason }: MessageReport, { entryId, author }: Stamp): void {
    this.#reports.push({ entryId, reporter: author, message, reason });
  }

  /**
   * What the intent just written changed.
   * @returns roles of everybody whose line changed; undefined: not present
   */
  note(
    before: Before,
    intent: Intent,
    stamp: Stamp,
    position: number,
  ): ReadonlyMap<UserId, Role | undefined> {
    const roles = new Map<UserId, Role | undefined>();
    const members = before.document.map(chatMaps.members);
    let present = 0;
    for (const key of members.keys()) {
      if (!isUserId(key)) continue;
      const value = members.get(key);
      const after = readMember(value);
      if (after === undefined) continue;
      if (isPresent(after)) present += 1;
      const old = before.members.get(key);
      if (old === value) continue;
      this.#noteMember(key, readMember(old), after, intent, position);
      roles.set(key, isPresent(after) ? after.role : undefined);
    }
    this.#noteInfo(before, stamp);
    if (intent.kind === 'group.join') this.#invitesUsed.push(intent.invite);
    if (intent.kind === 'group.delete' || (intent.kind === 'member.leave' && present === 0)) {
      this.#isDeleted = true;
      this.#departures.push({ position, userId: undefined, code: 'chat-deleted' });
    }
    return roles;
  }

  #noteMember(
    userId: UserId,
    before: Member | undefined,
    after: Member,
    intent: Intent,
    position: number,
  ): void {
    const isIn = isPresent(after);
    const wasIn = isPresent(before);
    const span = after.spans.at(-1);
    // Of whoever was not there and is not, an invitation or a question is all that changed.
    if (span !== undefined && (isIn || wasIn)) {
      const known = this.#members.get(userId);
      this.#members.set(userId, {
        userId,
        role: after.role,
        fromNumber: span[0],
        fromSegment: after.history ?? 0,
        fromPosition: isIn && !wasIn ? position : known?.fromPosition,
        leftPosition: isIn ? undefined : position,
      });
    }
    if (wasIn && !isIn) {
      const code = intent.kind === 'member.leave' ? 'chat-left' : 'chat-removed';
      this.#departures.push({ position, userId, code });
    }
    this.#noteInvitation(userId, before, after);
    this.#noteRequest(userId, before, after);
  }

  #noteInvitation(userId: UserId, before: Member | undefined, after: Member): void {
    if (after.invited !== undefined) {
      const { by, at } = after.invited;
      this.#invited.set(userId, { userId, by, at });
      this.#uninvited.delete(userId);
    } else if (before?.invited !== undefined) {
      this.#invited.delete(userId);
      this.#uninvited.add(userId);
    }
  }

  #noteRequest(userId: UserId, before: Member | undefined, after: Member): void {
    if (after.asked !== undefined) {
      this.#asked.add(userId);
      this.#unasked.delete(userId);
    } else if (before?.asked !== undefined) {
      this.#asked.delete(userId);
      this.#unasked.add(userId);
    }
  }

  #noteInfo({ document, info: old }: Before, { author }: Stamp): void {
    const info = document.map(chatMaps.info);
    const title = info.get('title');
    if (typeof title === 'string' && title !== old.get('title')) this.#title = title;
    const picture = info.get('picture');
    if (picture !== undefined && picture !== old.get('picture')) {
      this.#picture = isFileId(picture) ? { file: picture, owner: author } : null;
    }
    const settings = info.get('settings');
    if (settings !== undefined && settings !== old.get('settings')) {
      this.#settings = readGroupSettings(settings);
    }
  }
}
