/**
 * The replica as the rest of the app sees it: what this device holds of its chats, and what keeps it
 * up to date. It knows no interface; `state` is its only user.
 * Invariants: what it tells is on the device's disk; nothing here waits for a network, except where
 * a function says so; a text once written is never thrown away without the person's decision.
 */
import type { Me, Person } from '@jibber/schema/commands/account';
import type { GroupEvent } from '@jibber/schema/document/group';
import type { ErrorCode } from '@jibber/schema/errors';
import type { ChatId, EntryId, FileId, UserId } from '@jibber/schema/ids';
import type { AccountIntent } from '@jibber/schema/intents/account/account-registry';
import type { IntentKind } from '@jibber/schema/intents/registry';
import type { Result } from '@jibber/schema/result';
import type {
  AdministrationIntent,
  EnteringIntent,
  GroupForm,
  GroupView,
  KnownGroup,
  MessageReceipt,
} from './group-view.ts';
import type { OwnAccount } from './own-account.ts';

/** Of one's own message. `saved`: on this device only; `sent`: on the server's disk. */
export type MessageState = 'saved' | 'sent' | 'delivered' | 'read' | 'refused';

/** A row of the chat list: one record of the table `chats`, painted before Yjs is loaded. */
export type ChatRow = {
  readonly chatId: ChatId;
  readonly kind: 'direct' | 'group';
  /** The other person; undefined for "Notes to self" and in groups. */
  readonly peer: UserId | undefined;
  /** Title of a group; or cached name of the other person, undefined until it was fetched once. */
  readonly title: string | undefined;
  /** Of a group. */
  readonly picture: FileId | undefined;
  /** Why it can only be read: `chat-left`, `chat-removed`, `chat-deleted` … */
  readonly ended: ErrorCode | undefined;
  /** Only an own wish so far: nobody else knows of it. */
  readonly pending: boolean;
  /** The last thing in the chat, own pending ones included; undefined while it is empty. */
  readonly preview: Preview | undefined;
  /** ms the list is sorted by, newest first: acceptance of the last message, or writing if pending. */
  readonly sortAt: number;
  readonly unread: Unread;
  readonly draft: string | undefined;
};

export type Preview = {
  readonly kind: 'message' | 'deleted' | 'event' | 'unknown';
  readonly author: UserId;
  /** At most 200 UTF-16 units; empty for anything but a message. */
  readonly text: string;
  /** What was done, where `kind` is `event`. */
  readonly event: GroupEvent | undefined;
  readonly at: number;
  /** Only of one's own. */
  readonly state: MessageState | undefined;
};

/** Standing messages by others above one's read register; `more`: beyond what is held ("999+"). */
export type Unread = { readonly count: number; readonly more: boolean };

export type TimelineMessage = {
  readonly id: EntryId;
  /** Provisional, after the last, while pending. */
  readonly number: number;
  readonly pending: boolean;
  readonly author: UserId;
  readonly kind: 'message' | 'deleted' | 'event' | 'unknown';
  readonly text: string;
  /**
   * What was done, where `kind` is `event`; of a pending or refused one what was asked. Undefined for
   * a refused wish that would not have stood in the timeline: `refusal.kind` says what it was.
   */
  readonly event: GroupEvent | undefined;
  /** Who deleted it, where `kind` is `deleted`; in groups it may be another than the author. */
  readonly deletedBy: UserId | undefined;
  readonly edited: boolean;
  /** An edit or deletion of it waits in the outbox. */
  readonly changing: boolean;
  /** By the author's device, ms. */
  readonly writtenAt: number;
  /** Accepted by the node, ms; undefined while pending. */
  readonly at: number | undefined;
  /** Only of one's own. */
  readonly state: MessageState | undefined;
  /** Refused sending, editing or deletion: what was asked, and why not. */
  readonly refusal: Refusal | undefined;
};

export type Refusal = {
  readonly entryId: EntryId;
  readonly kind: IntentKind;
  readonly code: ErrorCode;
  /** The text, title, description or reason that was not accepted; empty where it had none. */
  readonly text: string;
};

/** A chat on screen. Everything is a snapshot; a `timeline` change says when to read anew. */
export interface OpenedChat {
  readonly chatId: ChatId;
  /** In order, pending last: the newest segments loaded so far. A new array after each change. */
  timeline(): readonly TimelineMessage[];
  /** Undefined in private chats, and while nothing is known of the group. New after each change. */
  group(): GroupView | undefined;
  /** Who of the others the message with this number has reached, from what is on this device. */
  receiptsOf(number: number): Promise<readonly MessageReceipt[]>;
  /** Whether there are messages before the first of `timeline()` that this person may see. */
  hasEarlier(): boolean;
  /** Loads the segment before; resolves when it is in `timeline()`, or with the reason it cannot be. */
  loadEarlier(): Promise<Result<undefined, 'offline'>>;
  /** Own read register at the moment of opening: the "new messages" divider stands after it. */
  readonly readAtOpening: number;
  /** One's own highest register now. */
  markRead(number: number): void;
  close(): void;
}

export type ConnectionStatus =
  /** Live and caught up. */
  | 'live'
  /** Connected, catching up. */
  | 'updating'
  | 'connecting'
  /** No connection; `since` in the change tells how long. */
  | 'offline';

/** What is wrong with the device's storage, in the order of severity. */
export type Trouble =
  /** The browser removed the database: it is being filled from the server again. */
  | 'evicted'
  /** It could not be read: as evicted; what was unsent is lost and must be said. */
  | 'corrupt'
  /** Removed or unreadable: as evicted, but what was unsent was kept. */
  | 'renewed'
  /** Something unsent cannot be read; the rest is as it was. */
  | 'words-unreadable'
  /** An old tab holds the old version open: close it. */
  | 'blocked'
  /** No database can be opened or made here. */
  | 'unusable'
  /** The disk or quota is full: new messages cannot be saved. */
  | 'full';

export type SessionStatus =
  /** `isDeleted`: the account that was here was deleted, and everything of it went from here. */
  | { readonly status: 'signed-out'; readonly isDeleted?: true }
  | { readonly status: 'signed-in'; readonly me: Me }
  /** The session expired: content stays, closed until the same person signs in. */
  | { readonly status: 'locked'; readonly me: Me; readonly unsent: number }
  /** Ended elsewhere (sign-out there, changed password): content was wiped, the outbox kept. */
  | { readonly status: 'ended'; readonly me: Me; readonly unsent: number };

export type ReplicaChange =
  | { readonly type: 'chats'; readonly rows: readonly ChatRow[] }
  /** Of an open chat: its messages, or what it is like. */
  | { readonly type: 'timeline'; readonly chatId: ChatId }
  /** A chat is not in the list any more: the person put it away, or it was only a wish of his. */
  | { readonly type: 'gone'; readonly chatId: ChatId }
  /** `sinceMs`: since when it is so, ms since 1970; connecting and offline are one while they alternate. */
  | { readonly type: 'connection'; readonly status: ConnectionStatus; readonly sinceMs: number }
  | { readonly type: 'typing'; readonly chatId: ChatId; readonly users: readonly UserId[] }
  | { readonly type: 'people'; readonly people: readonly Person[] }
  /** One's own account, or what waits of it, has changed. */
  | { readonly type: 'account' }
  | { readonly type: 'unsent'; readonly count: number }
  | { readonly type: 'trouble'; readonly trouble: Trouble | undefined }
  /** The server speaks a newer protocol: the app must be reloaded. */
  | { readonly type: 'outdated' };

/** The replica of one account on this device. */
export interface Replica {
  readonly me: Me;
  /** All rows of the chat list, unsorted; one read of one table, no Yjs. */
  chats(): Promise<readonly ChatRow[]>;
  /** True until the first catch-up of a new device is complete: the list may show a skeleton. */
  isFirstSync(): boolean;
  /** The listener hears the present connection and trouble once this turn is over, then changes. */
  subscribe(listener: (change: ReplicaChange) => void): () => void;
  person(userId: UserId): Person | undefined;
  /** Everybody one shares a chat with that neither has left; nobody before the engine runs. */
  acquaintances(): readonly UserId[];

  /** Loads Yjs and the newest segment. Several may be open; each is closed by its owner. */
  openChat(chatId: ChatId): Promise<OpenedChat>;
  /**
   * The private chat with a person (or oneself); written to the outbox where it is not held here.
   * `full`: that could not be kept, and there is no such chat.
   */
  openDirect(person: Person): Promise<Result<ChatId, 'full'>>;

  /** A new group, known to this device alone until the node has accepted it. */
  createGroup(form: GroupForm): Promise<Result<ChatId, ErrorCode | 'full'>>;
  /**
   * Comes into a group, or declines to, which only the node can judge.
   * @param known what the list shows until the group's documents are here
   */
  enterGroup(
    chatId: ChatId,
    intent: EnteringIntent,
    known?: KnownGroup,
  ): Promise<Result<EntryId, ErrorCode | 'full'>>;
  /** As `send`: resolves once it is on disk, or with the local judge's refusal. */
  administer(
    chatId: ChatId,
    intent: AdministrationIntent,
  ): Promise<Result<EntryId, ErrorCode | 'full'>>;
  /**
   * Deletes a chat that has ended, or that never was, from this device, with what was unsent in it.
   * Does nothing to any other.
   */
  leaveDevice(chatId: ChatId): Promise<void>;

  /**
   * These resolve once the entry is on disk ("saved here"), or with the local judge's refusal.
   * @param draft what it was kept as while it was written: gone with it, if nothing else is there
   */
  send(chatId: ChatId, text: string, draft?: string): Promise<Result<EntryId, ErrorCode | 'full'>>;
  edit(
    chatId: ChatId,
    message: EntryId,
    text: string,
  ): Promise<Result<EntryId, ErrorCode | 'full'>>;
  /** Held back for `limits.undoMs`; the app may die meanwhile, the deletion goes on. */
  delete(chatId: ChatId, message: EntryId): Promise<Result<EntryId, ErrorCode | 'full'>>;
  /** Takes a deletion back while it is held; false where it is too late. */
  undoDelete(entryId: EntryId): Promise<boolean>;
  /** Own account with what waits of it; undefined until the device has read it. Told by `account`. */
  account(): OwnAccount | undefined;
  isBlocked(userId: UserId): boolean;
  /**
   * Profile, settings, unblocking: resolves once it is on disk, or with the local judge's refusal. A
   * refusal by the node stands in `account().refusals`, for `retry` and `discard`.
   */
  changeAccount(intent: AccountIntent): Promise<Result<EntryId, ErrorCode | 'full'>>;
  /** As `changeAccount`; the person has a name offline from then on. */
  block(person: Person): Promise<Result<EntryId, ErrorCode | 'full'>>;
  /** Sends a refused entry again, under a new id unless its chat could not be opened. */
  retry(entryId: EntryId): Promise<void>;
  /** The person's decision to throw a refused entry away. */
  discard(entryId: EntryId): Promise<void>;

  saveDraft(chatId: ChatId, text: string): Promise<void>;
  /** Tells the others, at most every `limits.typingEveryMs`. */
  typing(chatId: ChatId): void;

  /** Entries not yet accepted, refused ones excluded. */
  unsent(): number;
  /** Stops sockets, locks and listeners of this tab. */
  stop(): Promise<void>;
}

/** This browser: who is signed in on it. Needs the network only where said. */
export interface Device {
  /** From disk, at once; a check with the server follows in the background. */
  session(): SessionStatus;
  subscribe(listener: (session: SessionStatus) => void): () => void;
  /** Of the signed-in account; undefined while nobody is. */
  replica(): Replica | undefined;

  /** Network. */
  server(): Promise<
    Result<{ registration: 'open' | 'closed'; version: string }, ErrorCode | 'offline'>
  >;
  /** Network. Whether a handle is free; for the form. */
  isHandleFree(handle: string): Promise<Result<boolean, ErrorCode | 'offline'>>;
  /** Network. */
  createAccount(form: {
    address: string;
    password: string;
    name: string;
    handle: string;
  }): Promise<Result<Me, ErrorCode | 'offline'>>;
  /** Network. */
  signIn(form: { address: string; password: string }): Promise<Result<Me, ErrorCode | 'offline'>>;
  /** Network. Exact handle (with or without @), e-mail or phone. */
  findPerson(query: string): Promise<Result<Person, ErrorCode | 'offline'>>;
  /** Wipes this account from the device; unsent entries go with it, so ask first. Works offline. */
  signOut(): Promise<void>;
  /**
   * Wipes the account from the device because it was deleted just now, with everything that is unsent.
   */
  forgetDeleted(): Promise<void>;
  /** Network. Ends all other sessions. */
  changePassword(current: string, next: string): Promise<Result<undefined, ErrorCode | 'offline'>>;
}
