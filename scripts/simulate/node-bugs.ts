/** Bugs of a node, as wrappings of what it is made of. */
import type { DocumentName } from '@jibber/schema/document/values';
import type { ChatId, HistoryId } from '@jibber/schema/ids';
import { decodeDown, encodeFrame } from '@jibber/schema/protocol/codec';
import { DocumentCache, type ReadDocument } from '@jibber/sync-server/documents/document-cache';
import type { NodeDocument } from '@jibber/sync-server/documents/node-document';
import type { Hint, RowsFrame } from '@jibber/sync-server/relay/relay';
import type { Membership } from '@jibber/sync-server/storage/group-port';
import type { MemoryChat } from '@jibber/sync-server/storage/memory-chat';
import type {
  ChatTransaction,
  DocumentState,
  Outcome,
  Storage,
} from '@jibber/sync-server/storage/storage';
import { override, type SeededBug } from './seeded-bug.ts';

const cacheBytes = 1024 * 1024;

/** The answer goes out while the commit is still under way. */
export const acknowledgesBeforeCommit: SeededBug = {
  name: 'acknowledge before commit',
  breaks: ['I1', 'I3'],
  storage: (storage) =>
    override(storage, {
      transaction: <Value>(work: (transaction: ChatTransaction) => Promise<Outcome<Value>>) =>
        new Promise<Value>((resolve, reject) => {
          const commit = storage.transaction(async (transaction) => {
            const outcome = await work(transaction);
            resolve(outcome.value);
            return outcome;
          });
          commit.then(resolve, reject);
        }),
      async append(append) {
        const forget = () => undefined;
        storage.append(append).then(forget, forget);
        return true;
      },
    }),
};

/** Documents stay in memory with what a failed commit wrote into them. */
export const keepsCacheAfterFailure: SeededBug = {
  name: 'cache kept after a failed commit',
  breaks: ['I2', 'I3', 'I7', 'I12', 'S9'],
  cache: () =>
    new (class extends DocumentCache {
      override drop(): void {
        // Everything is kept.
      }
    })(cacheBytes),
};

/** Catches up by rows alone, also over those whose bytes compaction took. */
class RowsOnlyCache extends DocumentCache {
  readonly #kept = new Map<string, { document: NodeDocument; touched: number }>();

  override async load(
    chatId: ChatId,
    historyId: HistoryId,
    state: DocumentState,
    read: ReadDocument,
  ): Promise<NodeDocument> {
    const held = this.#kept.get(`${chatId}/${state.name}`);
    if (held === undefined || held.touched >= state.touched) {
      return super.load(chatId, historyId, state, read);
    }
    const content = await read(state.name, held.touched);
    held.document.receive(content?.updates.map(({ update }) => update) ?? []);
    return held.document;
  }

  override keep(
    chatId: ChatId,
    historyId: HistoryId,
    documents: ReadonlyMap<DocumentName, NodeDocument>,
    states: ReadonlyMap<DocumentName, DocumentState>,
  ): void {
    super.keep(chatId, historyId, documents, states);
    for (const [name, document] of documents) {
      const touched = states.get(name)?.touched ?? 0;
      this.#kept.set(`${chatId}/${name}`, { document, touched });
    }
  }

  override drop(chatId: ChatId): void {
    super.drop(chatId);
    for (const key of this.#kept.keys()) if (key.startsWith(chatId)) this.#kept.delete(key);
  }
}

export const catchesUpOverEmptiedRows: SeededBug = {
  name: 'cache caught up over emptied rows',
  breaks: ['R6', 'I1', 'I3', 'I9', 'I12', 'I13'],
  cache: () => new RowsOnlyCache(cacheBytes),
};

/** The first entry of a batch is taken as new, and no key of the database stands against it. */
export const hasNoDedupe: SeededBug = {
  name: 'no dedupe',
  breaks: ['I2'],
  tables(tables) {
    tables.checkKeys = () => undefined;
    const bearsOut = tables.bearsOut.bind(tables);
    tables.bearsOut = (append) => bearsOut({ ...append, messages: append.messages.slice(1) });
  },
  storage: (storage) =>
    override(storage, {
      transaction: (work) =>
        storage.transaction((transaction) =>
          work(
            override(transaction, {
              async readStanding(question) {
                const standing = await transaction.readStanding(question);
                const entries = new Map(standing.entries);
                for (const own of question.entryIds.slice(0, 1)) entries.delete(own);
                return { ...standing, entries };
              },
            }),
          ),
        ),
    }),
};

/** Who is a member, and whose session is live, is of the moment in which the lock was asked for. */
export const readsMembershipWhileLocking: SeededBug = {
  name: 'membership read in the locking statement',
  breaks: ['P4'],
  storage: (storage, tables) =>
    override(storage, {
      transaction: (work) =>
        storage.transaction((transaction) => {
          let sessions = new Map<string, { readonly userId: string }>();
          let members = new Map<string, Membership>();
          return work(
            override(transaction, {
              lockChat(chatId) {
                sessions = new Map(tables.sessions);
                members = membersIn(tables.chats.get(chatId));
                return transaction.lockChat(chatId);
              },
              async readStanding(question) {
                const standing = await transaction.readStanding({ ...question, sessionIds: [] });
                const own = question.userIds.flatMap((userId) => {
                  const member = members.get(userId);
                  return member === undefined ? [] : [[userId, member] as const];
                });
                const live = question.sessionIds.flatMap((sessionId) => {
                  const owner = sessions.get(sessionId)?.userId;
                  const userId = question.userIds.find((each) => each === owner);
                  return userId === undefined ? [] : [[sessionId, userId] as const];
                });
                return { ...standing, members: new Map(own), sessions: new Map(live) };
              },
            }),
          );
        }),
      async append(append) {
        const members = membersIn(tables.chats.get(append.chatId));
        const wasSo =
          append.userIds.every((userId) => members.get(userId)?.isPresent === true) &&
          [...append.sessions].every(([id, userId]) => tables.sessions.get(id)?.userId === userId);
        return wasSo && storage.append({ ...append, userIds: [], sessions: new Map() });
      },
    }),
};

/** The snapshot is of one statement, the rows after it of the next. */
export const readsDocumentInTwoStatements: SeededBug = {
  name: 'snapshot and tail read in two statements',
  breaks: ['I1', 'I3', 'I12', 'I13'],
  storage: (storage) => override(storage, { readDocument: readInTwo(storage) }),
};

function readInTwo(storage: Storage): Storage['readDocument'] {
  return async (chatId, name, complete) => {
    const first = await storage.readDocument(chatId, name, complete);
    if (first === undefined) return undefined;
    const from = Math.max(complete > first.head ? 0 : complete, first.snapshotPosition);
    const second = await storage.readDocument(chatId, name, from);
    if (second === undefined) return undefined;
    return { ...first, head: second.head, updates: second.updates };
  };
}

/** A hint that does not join what was told before is passed on as if it did. */
export const skipsGaps: SeededBug = {
  name: 'skipped gap',
  breaks: ['I1', 'I3', 'I9', 'I12', 'I13'],
  relay: (relay) => {
    const told = new Map<ChatId, number>();
    const note = (hint: Hint) => {
      if (hint.type !== 'rows') return;
      told.set(hint.chatId, Math.max(hint.head.head, told.get(hint.chatId) ?? 0));
    };
    return override(relay, {
      publish(hint) {
        note(hint);
        relay.publish(hint);
      },
      listen(listener) {
        relay.listen((hint) => {
          if (hint.type !== 'rows') {
            listener(hint);
            return;
          }
          const from = Math.min(hint.from, told.get(hint.chatId) ?? hint.from);
          note(hint);
          const frames = hint.frames.map((frame) => beginAt(frame, hint.from, from));
          listener({ ...hint, from, frames });
        });
      },
    });
  },
};

function beginAt(frame: RowsFrame, before: number, from: number): RowsFrame {
  if (frame.from !== before || before === from) return frame;
  const decoded = decodeDown(frame.bytes);
  const [rows] = decoded.ok ? decoded.value : [];
  if (rows?.type !== 'rows') throw new Error('a hint without rows');
  return { ...frame, from, bytes: encodeFrame({ ...rows, from }) };
}

function membersIn(chat: MemoryChat | undefined): Map<string, Membership> {
  return new Map(
    [...(chat?.members ?? [])].map(([userId, { role, leftPosition }]) => [
      userId,
      { role, isPresent: leftPosition === undefined },
    ]),
  );
}
