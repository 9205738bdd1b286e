/**
 * What happened in a run, as the test itself saw it, and what each device shows of it. Invariant:
 * nothing in here comes from the code that is judged by it, but rows and views that it collected.
 */
import type { Relation } from '../document/chat-document.ts';
import type { GroupEvent } from '../document/group.ts';
import type { ChatId, EntryId, UserId } from '../ids.ts';
import type { Intent } from '../intents/registry.ts';
import type { Answer } from '../protocol/answers.ts';

/** Something a person did on a device. */
export type Deed = {
  readonly device: string;
  /**
   * Place among what the device said that it had saved; undefined where it did not get to say so, or
   * where the entry was held back, or written anew, and so left its place.
   */
  readonly order: number | undefined;
  readonly author: UserId;
  readonly chatId: ChatId;
  readonly entryId: EntryId;
  readonly intent: Intent;
};

/** An answer that reached a device. */
export type Heard = {
  readonly device: string;
  readonly author: UserId;
  readonly answer: Answer;
};

/** Names an entry: two people may use one id, the second is refused. */
export function entryKey(entry: { readonly author: UserId; readonly entryId: EntryId }): string {
  return `${entry.author} ${entry.entryId}`;
}

/** A row of the database: what was accepted. */
export type StoredRow = {
  readonly chatId: ChatId;
  readonly position: number;
  readonly entryId: EntryId;
  readonly author: UserId;
  readonly number: number;
};

/** What the world knew when something was accepted and what no row tells. */
export type GroupFacts = {
  /** What somebody was to whoever added him by this row; known, if nothing is said. */
  readonly relation?: (row: StoredRow, user: UserId) => Relation;
  readonly invite?: (
    token: string,
  ) => { readonly by: UserId; readonly needsApproval: boolean } | undefined;
  /** The first segment that whoever came by this entry may see; 0, if nothing is said. */
  readonly firstSegment?: (entryId: EntryId) => number;
  /** Whether a group was deleted: nothing of it is remembered, accepted entries neither. */
  readonly isForgotten?: (chatId: ChatId) => boolean;
};

export type History = {
  readonly deeds: readonly Deed[];
  readonly heard: readonly Heard[];
  /** Of all chats, in any order. */
  readonly rows: readonly StoredRow[];
  /** Who was taken out of which chat. */
  readonly removals?: readonly { readonly chatId: ChatId; readonly userId: UserId }[];
  readonly facts?: GroupFacts;
};

/** An event as text, the same for equal ones. */
export function lineOfEvent(event: GroupEvent): string {
  return JSON.stringify(Object.entries(event).sort(([one], [other]) => (one < other ? -1 : 1)));
}

export type ShownMessage = {
  readonly id: EntryId;
  readonly number: number;
  readonly author: UserId;
  readonly kind: 'message' | 'deleted' | 'event' | 'unknown';
  /** Of an event: its `lineOfEvent`. */
  readonly text: string;
  /** Not accepted yet, as far as the device knows. */
  readonly isPending: boolean;
};

/** A chat as somebody sees it. */
export type ShownChat = {
  readonly chatId: ChatId;
  /** In the order in which they are painted. */
  readonly messages: readonly ShownMessage[];
  /** Whether it shows the history from the first number on. */
  readonly isWhole: boolean;
  /** That number, where this person may not see all: 1, if nothing is said. */
  readonly firstNumber?: number;
};

/** All that one device, or the database itself, shows. */
export type View = {
  /** Name of the device, `new device of …` or `database`. */
  readonly name: string;
  /** Undefined for the database. */
  readonly userId: UserId | undefined;
  readonly chats: readonly ShownChat[];
  /** Entries in the outbox that wait for an answer. */
  readonly unsent: number;
  /** Documents in which something waits for what it depends on. */
  readonly pendingDocuments: readonly string[];
};

/** A broken promise: its number in research on reliability 3.1, and what was seen. */
export type Violation = { readonly invariant: string; readonly message: string };
