/**
 * What the person does to his chats: everything that goes into the outbox, is taken back, tried again
 * or thrown away. Invariant: nothing is told as saved before the strict transaction that holds it is
 * complete; a text leaves the outbox only by its row, or by the person's decision.
 */

import type { Person } from '@jibber/schema/commands/account';
import type { ErrorCode } from '@jibber/schema/errors';
import { type ChatId, directChatId, type EntryId, type UserId } from '@jibber/schema/ids';
import { type Intent, isOpening, judge, parseIntent } from '@jibber/schema/intents/registry';
import type { Verdict } from '@jibber/schema/intents/rule';
import { limits } from '@jibber/schema/limits';
import { fail, type Result, succeed } from '@jibber/schema/result';
import type { Scheduler } from '@jibber/schema/scheduler';
import type { ChatStore } from './chat-store.ts';
import type { ChatWork } from './chat-work.ts';
import type { KnownGroup } from './group-view.ts';
import type { WriteTransaction } from './local-database.ts';
import { discard, type Rewriting, retry } from './outbox.ts';
import { isWaiting } from './outbox-entry.ts';
import type { NewEntryId } from './ports.ts';
import type { OutboxEntry } from './records.ts';

export type PersonWritesPorts = {
  readonly store: ChatStore;
  readonly scheduler: Scheduler;
  readonly newEntryId: NewEntryId;
  readonly me: UserId;
};

type WriteOptions = {
  readonly heldUntil?: number | undefined;
  /** What it was kept as while it was written: gone with it. */
  readonly draft?: string | undefined;
  /** Makes the chat where it is not here. */
  readonly isNew?: boolean;
  /** Nothing here tells whether it may be done. */
  readonly isUnjudged?: boolean;
  /** What a new chat is named by until its documents are here. */
  readonly known?: KnownGroup;
};

export type Saved = Promise<Result<EntryId, ErrorCode | 'full'>>;

export class PersonWrites {
  readonly #ports: PersonWritesPorts;

  constructor(ports: PersonWritesPorts) {
    this.#ports = ports;
  }

  send(chatId: ChatId, text: string, draft?: string): Saved {
    const writtenAt = this.#ports.scheduler.now();
    return this.write(chatId, { kind: 'message.send', text, writtenAt }, { draft });
  }

  edit(chatId: ChatId, message: EntryId, text: string): Saved {
    return this.write(chatId, { kind: 'message.edit', message, text });
  }

  delete(chatId: ChatId, message: EntryId): Saved {
    const heldUntil = this.#ports.scheduler.now() + limits.undoMs;
    return this.write(chatId, { kind: 'message.delete', message }, { heldUntil });
  }

  /** The private chat with somebody; its opening goes into the outbox where it is not here. */
  async openDirect(person: Person): Promise<Result<ChatId, 'full'>> {
    const { store, me, newEntryId, scheduler } = this.#ports;
    const chatId = directChatId(me, person.userId);
    const stored = await store.change(chatId, 'strict', true, async (chat, transaction) => {
      const { record, entries } = chat;
      if (person.userId !== me) {
        record.peer = person.userId;
        record.title = person.name;
      }
      if (record.head > 0) return;
      const opening = entries.find(({ intent }) => intent.kind === 'chat.open');
      if (opening?.refused !== undefined) {
        await rewrite(chat, transaction, retry(entries, opening.entryId, newEntryId));
      } else if (opening === undefined) {
        await append(chat, transaction, {
          chatId,
          entryId: newEntryId(),
          intent: { kind: 'chat.open', with: person.userId },
          writtenAt: scheduler.now(),
        });
      }
    });
    const isHere = stored.ok || store.mirror.get(chatId) !== undefined;
    return isHere ? succeed(chatId) : fail('full');
  }

  /** Whether a deletion was still held, and is taken back. */
  async undoDelete(entryId: EntryId): Promise<boolean> {
    const undone = await this.#changeOf(entryId, async (chat, entry) => {
      if (entry.heldUntil === undefined || !isWaiting(entry)) return false;
      chat.removeEntry(entry);
      return true;
    });
    return undone === true;
  }

  /** Lets held entries go: from now on they cannot be taken back. */
  async release(entries: readonly OutboxEntry[]): Promise<void> {
    for (const { entryId } of entries) {
      await this.#changeOf(entryId, async (chat, entry) => {
        chat.putEntry({ ...entry, heldUntil: undefined });
      });
    }
  }

  async retry(entryId: EntryId): Promise<void> {
    const { newEntryId } = this.#ports;
    await this.#changeOf(entryId, (chat, _, transaction) =>
      rewrite(chat, transaction, retry(chat.entries, entryId, newEntryId)),
    );
  }

  async discard(entryId: EntryId): Promise<void> {
    await this.#changeOf(entryId, async (chat) => {
      for (const entry of discard(chat.entries, entryId)) chat.removeEntry(entry);
    });
  }

  async saveDraft(chatId: ChatId, text: string): Promise<void> {
    await this.#ports.store.change(chatId, 'relaxed', false, async (chat, transaction) =>
      setDraft(chat, transaction, text),
    );
  }

  /** Judged by the rules on what is here, then stored; resolves when it is on the disk. */
  async write(chatId: ChatId, claim: Intent, options: WriteOptions = {}): Saved {
    const { store, newEntryId, scheduler } = this.#ports;
    const { heldUntil, draft = '', isNew = false, known } = options;
    const parsed = parseIntent(claim);
    if (!parsed.ok) return parsed;
    const intent = parsed.value;
    const verdict = options.isUnjudged ? succeed() : await this.#judge(chatId, intent);
    if (!verdict.ok) return verdict;
    const entryId = newEntryId();
    const writtenAt = scheduler.now();
    const stored = await store.change(chatId, 'strict', isNew, async (work, transaction) => {
      const { record } = work;
      record.title ??= known?.title;
      record.picture ??= known?.picture;
      await append(work, transaction, { chatId, entryId, intent, writtenAt, heldUntil });
      // Another one is from another tab, and stays.
      if (draft !== '' && record.draft === draft) setDraft(work, transaction, '');
      return entryId;
    });
    if (!stored.ok) return fail('full');
    return stored.value === undefined ? fail('chat-not-found') : succeed(stored.value);
  }

  async #judge(chatId: ChatId, intent: Intent): Promise<Verdict> {
    const { store, me } = this.#ports;
    const chat = await store.open(chatId);
    const { record, entries } = chat.state;
    const verdict =
      record.ended === undefined
        ? judge(chat.overlay(), { userId: me }, chatId, intent)
        : fail(record.ended);
    store.close(chatId);
    // There is no such chat because it could not be opened: why not is what helps.
    const opening =
      record.head === 0 ? entries.find((entry) => isOpening(entry.intent)) : undefined;
    return verdict.ok || opening?.refused === undefined ? verdict : fail(opening.refused);
  }

  async #changeOf<Value>(
    entryId: EntryId,
    work: (chat: ChatWork, entry: OutboxEntry, transaction: WriteTransaction) => Promise<Value>,
  ): Promise<Value | undefined> {
    const { store } = this.#ports;
    const chatId = store.mirror.chatOf(entryId);
    if (chatId === undefined) return undefined;
    const changed = await store.change(chatId, 'strict', false, async (chat, transaction) => {
      const entry = chat.entries.find((each) => each.entryId === entryId);
      return entry && work(chat, entry, transaction);
    });
    return changed.ok ? changed.value : undefined;
  }
}

function setDraft({ record }: ChatWork, transaction: WriteTransaction, text: string): void {
  const { chatId } = record;
  record.draft = text === '' ? undefined : text;
  if (text === '') transaction.table('drafts').delete(chatId);
  else transaction.table('drafts').put({ chatId, text });
}

async function rewrite(
  chat: ChatWork,
  transaction: WriteTransaction,
  { removed, added }: Rewriting,
): Promise<void> {
  for (const entry of removed) chat.removeEntry(entry);
  for (const entry of added) await append(chat, transaction, entry);
}

/** Puts an entry at the end of this device's outbox. */
async function append(
  chat: ChatWork,
  transaction: WriteTransaction,
  entry: Omit<OutboxEntry, 'order'>,
): Promise<void> {
  const meta = transaction.table('meta');
  const before = (await meta.get('outboxOrder'))?.value;
  // The count may have been lost without the entries: none may take the place of another.
  const last = Math.max(typeof before === 'number' ? before : 0, chat.entries.at(-1)?.order ?? 0);
  const order = last + 1;
  meta.put({ name: 'outboxOrder', value: order });
  chat.putEntry({ ...entry, order });
}
