/**
 * The named actions by which a person writes. Invariant: each resolves once the entry is on this
 * device's disk, or says in words why it is not; a text is never dropped on the way.
 */
import type { ErrorCode } from '@jibber/schema/errors';
import type { ChatId, EntryId } from '@jibber/schema/ids';
import type { Result } from '@jibber/schema/result';
import type { Accessor } from 'solid-js';
import type { Replica } from '../replica/replica.ts';

export type WriteResult = Result<EntryId, ErrorCode | 'full'>;

export type Writing = {
  /** @param draft what `saveDraft` was last given of it */
  sendMessage(chatId: ChatId, text: string, draft: string): Promise<WriteResult>;
  editMessage(chatId: ChatId, message: EntryId, text: string): Promise<WriteResult>;
  /** The entry that comes back can be taken back with `undoDelete` for `limits.undoMs`. */
  deleteMessage(chatId: ChatId, message: EntryId): Promise<WriteResult>;
  /** @returns false where it was too late */
  undoDelete(entryId: EntryId): Promise<boolean>;
  retryRefused(entryId: EntryId): Promise<void>;
  discardRefused(entryId: EntryId): Promise<void>;
  saveDraft(chatId: ChatId, text: string): Promise<void>;
  tellTyping(chatId: ChatId): void;
};

/** @throws each action, where nobody is signed in: no such button is on the screen then */
export function createWriting(replica: Accessor<Replica | undefined>): Writing {
  function held(): Replica {
    const present = replica();
    if (present === undefined) throw new Error('Something was written while nobody is signed in.');
    return present;
  }
  return {
    sendMessage: (chatId, text, draft) => held().send(chatId, text, draft),
    editMessage: (chatId, message, text) => held().edit(chatId, message, text),
    deleteMessage: (chatId, message) => held().delete(chatId, message),
    undoDelete: (entryId) => held().undoDelete(entryId),
    retryRefused: (entryId) => held().retry(entryId),
    discardRefused: (entryId) => held().discard(entryId),
    // A draft may be saved while the account is being signed out; it goes with it.
    saveDraft: (chatId, text) => replica()?.saveDraft(chatId, text) ?? Promise.resolve(),
    tellTyping: (chatId) => replica()?.typing(chatId),
  };
}
