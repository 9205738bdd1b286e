/**
 * What the test itself saw of every commit: rows, comings and goings, what people were to each other,
 * and which links were open. Invariant: it keeps what erasure takes from the tables, and asks nothing
 * of a node or of a device.
 */
import type { Relation } from '@jibber/schema/document/chat-document';
import type { ChatId, EntryId, UserId } from '@jibber/schema/ids';
import {
  type Deed,
  entryKey,
  type GroupFacts,
  type StoredRow,
  type Violation,
} from '@jibber/schema/testkit/history';
import type { MemoryInvite } from '@jibber/sync-server/storage/memory-chat';
import type { MemoryTables } from '@jibber/sync-server/storage/memory-tables';
import type { BatchWrite, NewRow, Standing } from '@jibber/sync-server/storage/storage';
import { BlockedTimes } from './blocked-times.ts';

/** A stay of somebody in a chat. */
export type Stay = {
  /** Positions: of his coming, and of his going; undefined: he is there. */
  readonly from: number;
  readonly to: number | undefined;
  /** The first segment that he may see. */
  readonly segment: number;
};

export type CommittedRow = StoredRow & { readonly segment: number | undefined };

/** A link that somebody once had; kept when the database has it no more. */
export type KnownInvite = Pick<MemoryInvite, 'by' | 'needsApproval' | 'chatId'> & {
  readonly token: string;
};

type DeedOf = (author: UserId, entryId: EntryId) => Deed | undefined;

export class CommittedFacts {
  readonly rows: CommittedRow[] = [];
  readonly invites = new Map<string, KnownInvite>();
  /** Chats that ended for everybody. */
  readonly deleted = new Set<ChatId>();
  readonly blocks: BlockedTimes;
  readonly #tables: MemoryTables;
  readonly #deedOf: DeedOf;
  readonly #byChat = new Map<ChatId, Map<EntryId, CommittedRow>>();
  readonly #stays = new Map<string, Stay[]>();
  readonly #standings = new Map<ChatId, Standing>();
  readonly #relations = new Map<string, ReadonlyMap<string, Relation>>();
  readonly #firstSegments = new Map<EntryId, number>();
  /** First numbers of segments, and those numbers themselves. */
  readonly #starts = new Map<string, number>();
  readonly #numbers = new Set<string>();
  /** When somebody was put out of a chat last, or not let in, ms. */
  readonly #barred = new Map<string, number>();
  /** Who was in a chat when it was deleted: nothing of it is left to him. */
  readonly #bereft = new Set<string>();
  readonly #broken: Violation[] = [];

  /** From now on it hears of every commit. */
  constructor(tables: MemoryTables, deedOf: DeedOf) {
    this.#tables = tables;
    this.#deedOf = deedOf;
    this.blocks = new BlockedTimes(tables);
    const readStanding = tables.readStanding.bind(tables);
    tables.readStanding = (question) => {
      const standing = readStanding(question);
      // Under the lock of the chat: the last before a commit is the one that it was judged by.
      this.#standings.set(question.chatId, standing);
      return standing;
    };
    const save = tables.save.bind(tables);
    tables.save = (chatId, write) => {
      for (const row of write.rows) this.#note(chatId, row);
      save(chatId, write);
      for (const { name, firstNumber } of write.documents) {
        this.#starts.set(`${chatId} ${name}`, firstNumber);
        this.#numbers.add(`${chatId} ${firstNumber}`);
      }
      this.#noteMembers(chatId, write);
    };
  }

  get facts(): GroupFacts {
    return {
      relation: ({ entryId, author }, user) => {
        const relations = this.#relations.get(entryKey({ author, entryId }));
        return relations?.get(`${author} ${user}`) ?? 'known';
      },
      invite: (token) => this.invites.get(token),
      firstSegment: (entryId) => this.#firstSegments.get(entryId) ?? 0,
      isForgotten: (chatId) => this.deleted.has(chatId),
    };
  }

  rowOf(chatId: ChatId, entryId: EntryId): CommittedRow | undefined {
    return this.#byChat.get(chatId)?.get(entryId);
  }

  /** Stays of somebody in a chat, in order. */
  staysOf(chatId: ChatId, userId: UserId): readonly Stay[] {
    return this.#stays.get(`${chatId} ${userId}`) ?? [];
  }

  isPresent(chatId: ChatId, userId: UserId): boolean {
    const last = this.staysOf(chatId, userId).at(-1);
    return last !== undefined && last.to === undefined;
  }

  /** Whether somebody went out of a chat: what he had of it then he keeps until he puts it away. */
  wasAway(chatId: ChatId, userId: UserId): boolean {
    const stays = this.staysOf(chatId, userId);
    if (stays.length > 1) return true;
    return stays[0]?.to !== undefined && !this.#bereft.has(`${chatId} ${userId}`);
  }

  /** Whether a segment begins with this number. */
  isStart(chatId: ChatId, number: number): boolean {
    return this.#numbers.has(`${chatId} ${number}`);
  }

  /** The first number that somebody may see since his last coming. */
  firstNumber(chatId: ChatId, userId: UserId): number {
    const last = this.staysOf(chatId, userId).at(-1);
    return this.#starts.get(`${chatId} ${last?.segment ?? 0}`) ?? 1;
  }

  /** Whether the bytes of a row may be told to this person (I6). */
  mayHave(userId: UserId, chatId: ChatId, position: number, segment: number | undefined): boolean {
    return this.staysOf(chatId, userId).some(({ from, to, segment: first }) => {
      if (position >= (to ?? Number.POSITIVE_INFINITY)) return false;
      return position >= from || (segment !== undefined && segment >= first);
    });
  }

  /** I5: coming by what does not let one in; P4: writing to whoever has blocked one. */
  check(): Violation[] {
    const late = this.rows.filter(
      (row) =>
        this.blocks.isBlocked(row) &&
        this.#deedOf(row.author, row.entryId)?.intent.kind === 'message.send',
    );
    const broken = late.map(({ entryId, author }) => {
      const message = `${entryId} of ${author} was accepted from whom the other had blocked`;
      return { invariant: 'P4', message };
    });
    return [...this.#broken, ...broken];
  }

  #note(chatId: ChatId, row: NewRow): void {
    const { entryId, author, position, number, segment, at } = row;
    const stored = { chatId, entryId, author, position, number, segment };
    this.rows.push(stored);
    const ofChat = this.#byChat.get(chatId) ?? new Map<EntryId, CommittedRow>();
    this.#byChat.set(chatId, ofChat.set(entryId, stored));
    const relations = this.#standings.get(chatId)?.relations ?? new Map<string, Relation>();
    this.#relations.set(entryKey(row), relations);
    const intent = this.#deedOf(author, entryId)?.intent;
    if (intent?.kind === 'members.remove' || intent?.kind === 'members.reject') {
      this.#barred.set(`${chatId} ${intent.user}`, at);
    }
    if (intent?.kind === 'group.join') this.#checkJoin(chatId, row, intent.invite);
  }

  #checkJoin(chatId: ChatId, { author, entryId, at }: NewRow, token: string): void {
    const invite = this.#tables.invites.get(token);
    const isOpen =
      invite?.chatId === chatId &&
      !invite.isRevoked &&
      invite.usesLeft !== 0 &&
      (invite.expiresAt ?? at + 1) > at &&
      invite.createdAt > (this.#barred.get(`${chatId} ${author}`) ?? Number.NEGATIVE_INFINITY);
    if (isOpen) return;
    const message = `${entryId} of ${author} joins ${chatId} by a link that is not open to him`;
    this.#broken.push({ invariant: 'I5', message });
  }

  #noteMembers(chatId: ChatId, { rows, group }: BatchWrite): void {
    for (const { userId, fromPosition, fromSegment, leftPosition } of group.members) {
      const key = `${chatId} ${userId}`;
      const before = this.#stays.get(key) ?? [];
      const last = before.at(-1);
      const isOpen = last !== undefined && last.to === undefined;
      if (fromPosition === undefined || fromPosition === last?.from) {
        if (!isOpen || leftPosition === undefined) continue;
        this.#stays.set(key, [...before.slice(0, -1), { ...last, to: leftPosition }]);
        continue;
      }
      // Whoever goes and comes again in one commit has gone in between.
      const to = group.departures.find((each) => each.userId === userId)?.position;
      const earlier = isOpen
        ? [...before.slice(0, -1), { ...last, to: to ?? fromPosition }]
        : before;
      const stay = { from: fromPosition, to: leftPosition, segment: fromSegment };
      this.#stays.set(key, [...earlier, stay]);
      const row = rows.find(({ position }) => position === fromPosition);
      if (row !== undefined) this.#firstSegments.set(row.entryId, fromSegment);
    }
    if (group.isDeleted) this.#end(chatId, group.departures.at(-1)?.position);
  }

  #end(chatId: ChatId, position: number | undefined): void {
    this.deleted.add(chatId);
    for (const [key, stays] of this.#stays) {
      const last = stays.at(-1);
      if (!key.startsWith(chatId) || last === undefined || last.to !== undefined) continue;
      this.#stays.set(key, [...stays.slice(0, -1), { ...last, to: position }]);
      this.#bereft.add(key);
    }
  }
}
