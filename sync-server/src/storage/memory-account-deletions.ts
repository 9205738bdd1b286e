/** Jobs of deleted accounts in memory; the same as `sql-account-deletions.ts` says in SQL. */
import type { ChatId, UserId } from '@jibber/schema/ids';
import type {
  AccountDeletion,
  AccountDeletionStorage,
  OwnMessages,
  Standpoint,
} from './account-deletion-port.ts';
import { kindOfChat } from './group-port.ts';
import type { AccountCall } from './memory-account-storage.ts';
import { isIn } from './memory-group.ts';
import type { MemoryTables } from './memory-tables.ts';

export class MemoryAccountDeletions implements AccountDeletionStorage {
  readonly #tables: MemoryTables;
  readonly #call: AccountCall;

  constructor(tables: MemoryTables, call: AccountCall) {
    this.#tables = tables;
    this.#call = call;
  }

  due(most: number): Promise<readonly AccountDeletion[]> {
    return this.#call('read', () =>
      [...this.#tables.deletions]
        .filter(([, { isDone }]) => !isDone)
        .map(([userId, { isDone: _, ...job }]) => ({ userId, ...job }))
        .slice(0, most),
    );
  }

  standpoints(userId: UserId, most: number): Promise<readonly Standpoint[]> {
    return this.#call('read', () => this.#standpoints(userId).slice(0, most));
  }

  chatAfter(userId: UserId, after: ChatId | undefined): Promise<ChatId | undefined> {
    return this.#call('read', () =>
      [...this.#tables.chats]
        .filter(([id, chat]) => id > (after ?? '') && !chat.isDeleted && chat.members.has(userId))
        .map(([id]) => id)
        .sort()
        .at(0),
    );
  }

  messagesAfter(
    chatId: ChatId,
    author: UserId,
    position: number,
    most: number,
    span: number,
  ): Promise<OwnMessages> {
    return this.#call('read', () => {
      const chat = this.#tables.chats.get(chatId);
      const head = chat?.head.head ?? position;
      const found = (chat?.rows ?? [])
        .slice(position, position + span)
        .filter((row) => row.author === author && row.number > 0)
        .slice(0, most);
      const last = found.at(-1)?.position ?? position;
      const upTo = found.length === most ? last : Math.min(head, position + span);
      return { entryIds: found.map(({ entryId }) => entryId), upTo, isEnd: upTo >= head };
    });
  }

  advance(job: AccountDeletion, chatId: ChatId, position: number): Promise<void> {
    return this.#call('read', () => {
      const stored = this.#tables.deletions.get(job.userId);
      if (stored === undefined || stored.isDone) return;
      if (stored.chatId !== job.chatId || stored.position !== job.position) return;
      this.#tables.deletions.set(job.userId, { ...stored, chatId, position });
    });
  }

  finish(userId: UserId): Promise<void> {
    return this.#call('commit', () => {
      const { chats, refusals, deletions, people } = this.#tables;
      for (const chat of chats.values()) {
        chat.receipts.delete(userId);
        chat.invited.delete(userId);
        const kept = chat.reports.filter(({ reporter }) => reporter !== userId);
        chat.reports.splice(0, chat.reports.length, ...kept);
      }
      for (const [key, refusal] of refusals) if (refusal.userId === userId) refusals.delete(key);
      people.of(userId).accepted.clear();
      people.of(userId).refused.clear();
      const stored = deletions.get(userId);
      if (stored !== undefined) deletions.set(userId, { ...stored, isDone: true });
    });
  }

  reopen(): Promise<void> {
    return this.#call('read', () => {
      const { deletions } = this.#tables;
      for (const [userId, stored] of deletions) {
        if (stored.isDone && this.#standpoints(userId).length > 0) {
          deletions.set(userId, { ...stored, isDone: false });
        }
      }
    });
  }

  #standpoints(userId: UserId): readonly Standpoint[] {
    const found: Standpoint[] = [];
    for (const [chatId, chat] of this.#tables.chats) {
      if (chat.isDeleted || kindOfChat(chatId) === 'direct') continue;
      const line = chat.members.get(userId);
      if (line !== undefined && isIn(chat, userId)) {
        found.push({ chatId, as: 'member', since: line.fromPosition });
      }
      const invited = chat.invited.get(userId);
      if (invited !== undefined) found.push({ chatId, as: 'invited', since: invited.at });
    }
    return found.sort((one, other) => (one.chatId < other.chatId ? -1 : 1));
  }
}
