/**
 * What the replica needs of its surroundings, handed in so that many devices with several tabs run
 * on virtual time. Invariant: adapters only; no port decides anything about chats.
 */
import type { Me, Person } from '@jibber/schema/commands/account';
import type { AccountAnswer } from '@jibber/schema/commands/account-state';
import type { ErrorCode } from '@jibber/schema/errors';
import type { ChatId, EntryId, UserId } from '@jibber/schema/ids';
import type { Answer } from '@jibber/schema/protocol/answers';
import type { SentEntry } from '@jibber/schema/protocol/send';
import type { Result } from '@jibber/schema/result';

export interface LinkSocket {
  send(message: Uint8Array): void;
  /** Ends it; `closed` is still told. */
  close(): void;
}

export type LinkHandlers = {
  opened(): void;
  received(message: Uint8Array): void;
  /** Exactly once, also where it never opened. 1006 where no code came. */
  closed(code: number): void;
};

/** The way to a node: one socket per call. Handlers are never called inside `open`. */
export interface Link {
  open(handlers: LinkHandlers): LinkSocket;
}

/** Web Locks: at most one holder per name among all tabs and workers of this browser. */
export interface Locks {
  /**
   * Waits for the lock. `steal`: takes it from whoever holds it, at once.
   * @returns gives it back, or stops waiting
   */
  request(
    name: string,
    steal: boolean,
    on: { readonly held: () => void; readonly lost: () => void },
  ): () => void;
}

/** What tabs tell each other; the content is always on the disk before. */
export type TabMessage =
  /** Records of this chat, its entries or registers are new on the disk. */
  | { readonly type: 'chat'; readonly chatId: ChatId }
  /** The chat was put away from this device. */
  | { readonly type: 'gone'; readonly chatId: ChatId }
  /** One's own account, or what waits of it, is new on the disk. */
  | { readonly type: 'account' }
  /** Names of people are new on the disk. */
  | { readonly type: 'people' }
  /** Everything was replaced: another history, or content wiped. */
  | { readonly type: 'everything' }
  /** A visible tab asks a hidden holder for the outbox. */
  | { readonly type: 'yield' }
  /** The holder is visible, too, and stays. */
  | { readonly type: 'kept' };

/** BroadcastChannel: what one tab posts all others hear, itself not. */
export interface Tabs {
  post(message: TabMessage): void;
  listen(listener: (message: TabMessage) => void): void;
  close(): void;
}

/** The page this replica lives in. */
export interface Page {
  isVisible(): boolean;
  /** Visibility changed. */
  onVisibility(listener: () => void): () => void;
  /** The system says that there is a network again: a hint. */
  onOnline(listener: () => void): () => void;
  /** The system says that there is none any more: a hint, too; a node on this machine is still there. */
  onOffline(listener: () => void): () => void;
}

/** Commands over HTTP. `offline`: no answer of the server came. */
export interface Commands {
  server(): CommandAnswer<{ registration: 'open' | 'closed'; version: string }>;
  session(): CommandAnswer<Me>;
  createAccount(form: {
    address: string;
    password: string;
    name: string;
    handle: string;
  }): CommandAnswer<Me>;
  signIn(form: { address: string; password: string }): CommandAnswer<Me>;
  signOut(): CommandAnswer<undefined>;
  changePassword(current: string, next: string): CommandAnswer<undefined>;
  isHandleFree(handle: string): CommandAnswer<boolean>;
  findPerson(query: string): CommandAnswer<Person>;
  /** At most 100 at once; who is unknown is left out. */
  profiles(userIds: readonly UserId[]): CommandAnswer<readonly Person[]>;
  /** One's own account, as the server has it now. */
  accountState(): CommandAnswer<AccountAnswer>;
  /** @param userId whose outbox it is; `signed-out` where the browser is signed in as somebody else */
  postIntents(userId: UserId, entries: readonly SentEntry[]): CommandAnswer<readonly Answer[]>;
}

export type CommandAnswer<Value> = Promise<Result<Value, ErrorCode | 'offline'>>;

/** Ids of entries: UUIDv7, rising on this device. */
export type NewEntryId = () => EntryId;
