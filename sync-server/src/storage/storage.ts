/**
 * The port to what is stored, in the words of the domain. Implementations: `sql-storage.ts` (PGlite
 * and Postgres alike) and `memory-storage.ts` (simulation); `storage-contract.ts` holds them equal.
 * Invariants: what a transaction wrote is seen whole or not at all; everything about a chat is written
 * under the lock of its row, so positions have no gaps; a method reads in one statement what must be
 * read in one moment. Faults of the store are thrown as `StorageFault`, nothing else is expected.
 */
import type { Relation } from '@jibber/schema/document/chat-document';
import type { GroupSettings } from '@jibber/schema/document/group';
import type { DocumentName } from '@jibber/schema/document/values';
import type { ErrorCode } from '@jibber/schema/errors';
import type { ChatId, EntryId, FileId, HistoryId, UserId } from '@jibber/schema/ids';
import type { ChatHead } from '@jibber/schema/protocol/chats';
import type { Register } from '@jibber/schema/protocol/receipts';
import type { AccountDeletionStorage } from './account-deletion-port.ts';
import type { AccountLogStorage, AccountNews } from './account-log-port.ts';
import type {
  Departure,
  DepartureCode,
  Grant,
  GroupWrite,
  Membership,
  StoredInvite,
} from './group-port.ts';

/**
 * `busy`: nothing was written, the same again may succeed (lock time-out, no connection free).
 * `unknown-outcome`: a commit was under way; read back by entry id before answering anything.
 * `down`: the store does not answer; nothing was written.
 */
export type FaultKind = 'busy' | 'unknown-outcome' | 'down';

export class StorageFault extends Error {
  override readonly name = 'StorageFault';
  readonly kind: FaultKind;

  constructor(kind: FaultKind, cause?: unknown) {
    super(`storage: ${kind}`, { cause });
    this.kind = kind;
  }
}

/** The head of a chat: what its locked row says. */
export type Head = Omit<ChatHead, 'chatId'>;

/** Facts about one document of a chat; `name` -1 of the table is `chat` here. */
export type DocumentState = {
  readonly name: DocumentName;
  /** Number of its first message; 0 for the chat document. */
  readonly firstNumber: number;
  /** Clock of client id 1 after the last row that touched it. */
  readonly clock: number;
  /** Position of the last row that touched it. */
  readonly touched: number;
  readonly messages: number;
  /** Encoded size in bytes, estimated. */
  readonly bytes: number;
  /** Rows up to here have lost their bytes for this document; 0 without a snapshot. */
  readonly snapshotPosition: number;
  /** Since when a text in it waits to be erased, ms. */
  readonly eraseSince: number | undefined;
};

/** An entry that was accepted: it stays with its row for ever. */
export type AcceptedEntry = {
  readonly entryId: EntryId;
  readonly author: UserId;
  readonly position: number;
  /** Of the message it made; 0 for none. */
  readonly number: number;
  readonly segment: number | undefined;
};

export type Refusal = {
  readonly entryId: EntryId;
  readonly userId: UserId;
  readonly code: ErrorCode;
};

/** Whose standing, and which entries, a batch has to know. */
export type StandingQuestion = {
  readonly chatId: ChatId;
  readonly sessionIds: readonly string[];
  readonly userIds: readonly UserId[];
  /** Entries themselves, those they follow, and the messages they are about. */
  readonly entryIds: readonly EntryId[];
  /** What the second of each is to the first. */
  readonly relations: readonly (readonly [actor: UserId, user: UserId])[];
  /** Tokens of invite links. */
  readonly invites: readonly string[];
  /** Pictures to be put to use, and who wants to. */
  readonly pictures: readonly (readonly [owner: UserId, file: FileId])[];
  /** ms; sessions that end before are not live. */
  readonly now: number;
};

export type Standing = {
  readonly historyId: HistoryId;
  /** Live sessions and whose they are; locked `for share` until the transaction ends. */
  readonly sessions: ReadonlyMap<string, UserId>;
  /** Of the people asked about; who never was a member is missing. */
  readonly members: ReadonlyMap<UserId, Membership>;
  /** Of those people: who is invited. */
  readonly invited: ReadonlySet<UserId>;
  /** Of a private chat: those of them who cannot write to the other. */
  readonly unheard: ReadonlySet<UserId>;
  readonly settings: GroupSettings;
  /** By token; only those that may be used. */
  readonly invites: ReadonlyMap<string, StoredInvite>;
  /** By `relationKey`. */
  readonly relations: ReadonlyMap<string, Relation>;
  /** Pictures that their owners may put to use. */
  readonly pictures: ReadonlySet<FileId>;
  readonly entries: ReadonlyMap<EntryId, AcceptedEntry>;
  readonly refusals: readonly Refusal[];
  /** The chat document, the newest segment, and segments of entries asked about. */
  readonly documents: readonly DocumentState[];
};

export type NewRow = {
  readonly position: number;
  readonly entryId: EntryId;
  readonly author: UserId;
  readonly number: number;
  /** ms */
  readonly at: number;
  readonly chatUpdate: Uint8Array | undefined;
  readonly segment: number | undefined;
  readonly segmentUpdate: Uint8Array | undefined;
};

/** Everything one batch writes; the head is that after its last row. */
export type BatchWrite = {
  readonly head: Head;
  readonly rows: readonly NewRow[];
  /** Whole new facts of the documents touched; snapshots stay as they are. */
  readonly documents: readonly DocumentState[];
  readonly group: GroupWrite;
  readonly refusals: readonly Refusal[];
  /** ms, of the refusals. */
  readonly at: number;
};

export type DocumentUpdate = {
  readonly position: number;
  /** ms */
  readonly at: number;
  readonly update: Uint8Array;
};

/** One document from a position on, all of it read in one moment. */
export type DocumentContent = {
  /** The chat's head at that moment: with this content the document is complete up to it. */
  readonly head: number;
  readonly snapshotPosition: number;
  /** Where it lies above the position asked from: it replaces what was held. */
  readonly snapshot: Uint8Array | undefined;
  /** Rows after the snapshot, or after the position asked from, in order. */
  readonly updates: readonly DocumentUpdate[];
};

export type NewSnapshot = {
  readonly name: DocumentName;
  readonly snapshot: Uint8Array;
  /** Rows up to here are in it. */
  readonly position: number;
  /** Of the whole document, snapshot and rows after it. */
  readonly bytes: number;
  /** Whether all texts that wait for it are erased by it. */
  readonly erases: boolean;
};

/** One transaction, for one chat. `lockChat` comes first; nothing outside is reachable meanwhile. */
export interface ChatTransaction {
  /** Locks the chat's row and reads nothing else; undefined where there is no such chat. */
  lockChat(chatId: ChatId): Promise<Head | undefined>;
  /** Inserts the row of a chat if nobody has; lock it afterwards. */
  insertChat(chatId: ChatId, at: number): Promise<void>;
  readStanding(question: StandingQuestion): Promise<Standing>;
  /** As `Storage.readDocument`, as of the locked row. */
  readDocument(
    chatId: ChatId,
    name: DocumentName,
    complete: number,
  ): Promise<DocumentContent | undefined>;
  readDocumentState(chatId: ChatId, name: DocumentName): Promise<DocumentState | undefined>;
  /** @returns people to whom something of it is news of their account */
  save(chatId: ChatId, write: BatchWrite): Promise<readonly UserId[]>;
  /** Stores a snapshot and takes this document's bytes from the rows in it. */
  saveSnapshot(chatId: ChatId, snapshot: NewSnapshot): Promise<void>;
}

/**
 * New messages as they were judged and written on what this node remembers of a chat; every field but
 * the messages is what that was, and is compared before anything is written.
 */
export type Append = {
  readonly chatId: ChatId;
  readonly historyId: HistoryId;
  /** Before the first of them. */
  readonly head: Head;
  /** Of the newest segment, which they all enter. */
  readonly clock: number;
  readonly touched: number;
  /** Live, and whose they are. */
  readonly sessions: ReadonlyMap<string, UserId>;
  /** Present members. */
  readonly userIds: readonly UserId[];
  /** Not accepted before, and not refused to their authors; each takes a position and a number. */
  readonly messages: readonly {
    readonly entryId: EntryId;
    readonly author: UserId;
    readonly update: Uint8Array;
  }[];
  /** Clock of the segment after the last of them. */
  readonly clockAfter: number;
  /** Of all of them, ms. */
  readonly at: number;
};

/** What a transaction's work came to; without `keep` it is rolled back. */
export type Outcome<Value> = { readonly keep: boolean; readonly value: Value };

export type ReceiptClaim = {
  readonly chatId: ChatId;
  readonly delivered: number;
  readonly read: number;
};

/**
 * A person's own register as it stands. Each change of one takes the next revision of the account, so
 * whoever has been told all up to a revision lacks none below it.
 */
export type OwnRegister = ReceiptClaim & { readonly revision: number };

export type CatchUp = {
  readonly historyId: HistoryId;
  /** The person's present chats, and what he may see of each. */
  readonly chats: readonly (ChatHead & Grant)[];
  /** Of the chats asked about: those that he is not in any more, and why. */
  readonly departed: ReadonlyMap<ChatId, DepartureCode>;
  /** Own registers above the revision asked from, by revision. */
  readonly registers: readonly OwnRegister[];
  /** Of his account. */
  readonly account: AccountNews;
};

export type RowRange = {
  readonly chatId: ChatId;
  /** After this position … */
  readonly from: number;
  /** … up to and with this one. */
  readonly to: number;
};

export type StoredRow = {
  readonly position: number;
  readonly entryId: EntryId;
  readonly chatUpdate: Uint8Array | undefined;
  /** Whether it may have had a part of the chat document that compaction took. */
  readonly chatEmptied: boolean;
  readonly segment: number | undefined;
  /** Undefined with a segment: compaction took it. */
  readonly segmentUpdate: Uint8Array | undefined;
};

/** `ended`: signed out, or password changed: what the device holds must go. */
export type SessionState = 'live' | 'ended';

export type DocumentKey = { readonly chatId: ChatId; readonly name: DocumentName };

export interface Storage {
  /** How many transactions run side by side; more would only wait. */
  readonly lanes: number;
  /** For the intents of accounts. */
  readonly accounts: AccountLogStorage;
  /** For the job that goes through the chats of a deleted account. */
  readonly deletions: AccountDeletionStorage;
  /** Rejects with `StorageFault`, or with what `work` threw after rolling back. */
  transaction<Value>(
    work: (transaction: ChatTransaction) => Promise<Outcome<Value>>,
  ): Promise<Value>;

  /**
   * Appends messages in one statement: locks the chat's row, then compares everything that was
   * assumed, then writes. False, and nothing is written, where anything of it does not hold: then the
   * batch is judged again in a transaction. `unknown-outcome` as of a commit.
   */
  append(append: Append): Promise<boolean>;

  /** All that `hello` needs, in one query. `named`: chats that the device holds. */
  catchUp(userId: UserId, receiptsRevision: number, named: readonly ChatId[]): Promise<CatchUp>;
  /** Who departed in these ranges, of several chats in one query, by position. */
  departures(ranges: readonly RowRange[]): Promise<ReadonlyMap<ChatId, readonly Departure[]>>;
  /** Rows of several ranges in one query, by chat, in order; chats without rows are missing. */
  readRows(ranges: readonly RowRange[]): Promise<ReadonlyMap<ChatId, readonly StoredRow[]>>;
  /**
   * Names of the documents touched after a position, of several chats in one query: `chat` first, then
   * newest segment first. Chats without any are missing.
   */
  touchedDocuments(
    ranges: readonly Pick<RowRange, 'chatId' | 'from'>[],
  ): Promise<ReadonlyMap<ChatId, readonly DocumentName[]>>;
  /**
   * Snapshot and tail in one statement, from `complete` on (above the head: from 0). Undefined where
   * there is no such document, or this reader may not see it in that moment.
   */
  readDocument(
    chatId: ChatId,
    name: DocumentName,
    complete: number,
    reader?: UserId,
  ): Promise<DocumentContent | undefined>;
  heads(chatIds: readonly ChatId[]): Promise<readonly ChatHead[]>;
  /** In how many chats each of these people is; those in none are missing. */
  membershipCounts(userIds: readonly UserId[]): Promise<ReadonlyMap<UserId, number>>;
  /**
   * Merges registers by max, clamped to the last number, for chats the person is a member of; others
   * are passed over. Raises the account's revision, under its row's lock, by one for each register
   * that rose; answers those, by revision.
   */
  raiseReceipts(userId: UserId, claims: readonly ReceiptClaim[]): Promise<readonly OwnRegister[]>;
  /** Registers of present members. */
  receiptsOf(chatId: ChatId): Promise<readonly Register[]>;
  /**
   * Which of these sessions are live at `now` ms, and which were ended by somebody; others have
   * expired or gave way, and are missing.
   */
  sessionStates(
    sessionIds: readonly string[],
    now: number,
  ): Promise<ReadonlyMap<string, SessionState>>;

  /**
   * Documents with a text to erase since before `before` ms, or since a time that is still to come at
   * `now`, because another node's clock was ahead; oldest first.
   */
  documentsToErase(before: number, now: number, most: number): Promise<readonly DocumentKey[]>;
  /** Documents with rows older than `before` ms that still have their bytes. */
  documentsWithOldRows(before: number, most: number): Promise<readonly DocumentKey[]>;
  /** Erases up to `most` rows of a group that ended, and then the rest of it; false where nothing is left to erase. */
  eraseDeleted(most: number): Promise<boolean>;
  /** Forgets refusals from before `before` ms and, of each account, all but the newest `keep`. */
  trimRefusals(before: number, keep: number): Promise<void>;
}
