/**
 * What every local database must do. Runs in Node over the memory database and in Chromium over
 * IndexedDB, so it needs no test runner: each case is a name and a function that throws.
 */
import { chatId, entryId } from '@jibber/schema/ids';
import type { LocalDatabase, WriteTransaction } from './local-database.ts';
import type { OutboxEntry } from './records.ts';

export interface DatabaseRig {
  /** Opens the same database once more, as another tab does. */
  open(): Promise<LocalDatabase>;
  /** A turn of the event loop in which no request is made. */
  idle(): Promise<void>;
}

export type ContractCase = {
  readonly name: string;
  run(rig: DatabaseRig): Promise<void>;
};

const chatA = chatId('g0193a1b2-0000-7000-8000-00000000000a');
const chatB = chatId('g0193a1b2-0000-7000-8000-00000000000b');

export const localDatabaseContract: readonly ContractCase[] = [
  {
    name: 'what was written is read by another tab',
    async run(rig) {
      const [one, other] = [await rig.open(), await rig.open()];
      await write(one, (tables) => tables.put(makeRow(chatA, 0, 1)));
      same(await positions(other, chatA, 0), [1]);
    },
  },
  {
    name: 'a range has its prefix and its bounds, in the order of the keys',
    async run(rig) {
      const database = await rig.open();
      await write(database, (tables) => {
        for (const position of [10, 2, 9, 1]) tables.put(makeRow(chatA, 0, position));
        tables.put(makeRow(chatA, -1, 5));
        tables.put(makeRow(chatA, 1, 6));
        tables.put(makeRow(chatB, 0, 7));
      });
      same(await positions(database, chatA, 0), [1, 2, 9, 10]);
      same(await positions(database, chatA, 0, { above: 1 }), [2, 9, 10]);
      same(await positions(database, chatA, 0, { above: 1, upTo: 9 }), [2, 9]);
      same(await positions(database, chatA, 0, { upTo: 2 }), [1, 2]);
      const all = await database.read(['rows'], (transaction) => transaction.table('rows').all());
      same(all.ok ? all.value.length : -1, 7);
      const ofChat = await database.read(['rows'], (transaction) =>
        transaction.table('rows').all({ prefix: [chatA] }),
      );
      same(ofChat.ok ? ofChat.value.map((row) => row.document) : [], [-1, 0, 0, 0, 0, 1]);
    },
  },
  {
    name: 'bounds hold for a part in the middle of a key, too',
    async run(rig) {
      const database = await rig.open();
      await write(database, (tables) => {
        for (const document of [-1, 0, 1, 2]) tables.put(makeRow(chatA, document, 7));
        tables.put(makeRow(chatB, 1, 7));
      });
      await write(database, (tables) => tables.deleteAll({ prefix: [chatA], above: -1, upTo: 1 }));
      const left = await database.read(['rows'], (transaction) => transaction.table('rows').all());
      same(left.ok ? left.value.map((row) => row.document) : [], [-1, 2, 1]);
    },
  },
  {
    name: 'a range is deleted, its neighbours stay',
    async run(rig) {
      const database = await rig.open();
      await write(database, (tables) => {
        for (const position of [1, 2, 3]) tables.put(makeRow(chatA, 0, position));
        tables.put(makeRow(chatA, 1, 1));
      });
      await write(database, (tables) => tables.deleteAll({ prefix: [chatA, 0], upTo: 2 }));
      same(await positions(database, chatA, 0), [3]);
      same(await positions(database, chatA, 1), [1]);
    },
  },
  {
    name: 'a transaction whose work throws leaves nothing',
    async run(rig) {
      const database = await rig.open();
      const thrown = await database
        .write(['rows'], 'strict', async (transaction) => {
          transaction.table('rows').put(makeRow(chatA, 0, 1));
          throw new Error('broken assumption');
        })
        .then(
          () => 'nothing',
          (error: unknown) => (error instanceof Error ? error.message : 'something else'),
        );
      same(thrown, 'broken assumption');
      same(await positions(database, chatA, 0), []);
    },
  },
  {
    name: 'two tabs that count up at once lose no count',
    async run(rig) {
      const [one, other] = [await rig.open(), await rig.open()];
      await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          (index % 2 === 0 ? one : other).write(['meta'], 'relaxed', async (transaction) => {
            const before = await transaction.table('meta').get('count');
            const value = typeof before?.value === 'number' ? before.value + 1 : 1;
            transaction.table('meta').put({ name: 'count', value });
          }),
        ),
      );
      const count = await one.read(['meta'], (transaction) =>
        transaction.table('meta').get('count'),
      );
      same(count.ok ? count.value?.value : undefined, 20);
    },
  },
  {
    name: 'a read sees the writes that were asked for before it',
    async run(rig) {
      const database = await rig.open();
      const writing = write(database, (tables) => tables.put(makeRow(chatA, 0, 1)));
      same(await positions(database, chatA, 0), [1]);
      await writing;
    },
  },
  {
    name: 'a record keeps its bytes and what is undefined in it',
    async run(rig) {
      const database = await rig.open();
      const entry: OutboxEntry = {
        chatId: chatA,
        order: 1,
        entryId: entryId('0193a1b2-0000-7000-8000-0000000000e1'),
        intent: { kind: 'message.send', text: 'Hello\u{1F600}', writtenAt: 1 },
        writtenAt: 1,
        heldUntil: undefined,
      };
      await database.write(['outbox', 'documents'], 'strict', async (transaction) => {
        transaction.table('outbox').put(entry);
        const snapshot = new Uint8Array([1, 2, 255]).subarray(1);
        transaction.table('documents').put({ chatId: chatA, document: -1, snapshot });
      });
      const read = await database.read(['outbox', 'documents'], async (transaction) => ({
        entry: await transaction.table('outbox').get(chatA, 1),
        document: await transaction.table('documents').get(chatA, -1),
      }));
      same(read.ok ? read.value.entry : undefined, entry);
      same(read.ok ? [...(read.value.document?.snapshot ?? [])] : [], [2, 255]);
    },
  },
  {
    name: 'what is not there is undefined, and deleting it is nothing',
    async run(rig) {
      const database = await rig.open();
      await write(database, (tables) => tables.delete(chatA, 0, 99));
      const none = await database.read(['rows'], (transaction) =>
        transaction.table('rows').get(chatA, 0, 99),
      );
      same(none.ok ? none.value : 'failed', undefined);
    },
  },
  {
    name: 'a transaction that is left idle is over',
    async run(rig) {
      const database = await rig.open();
      const outcome = await database
        .write(['rows'], 'relaxed', async (transaction) => {
          await transaction.table('rows').get(chatA, 0, 1);
          await rig.idle();
          transaction.table('rows').put(makeRow(chatA, 0, 1));
        })
        .then(
          (result) => (result.ok ? 'stored' : result.code),
          () => 'thrown',
        );
      same(outcome, 'thrown');
    },
  },
  {
    name: 'a closed database says that it is gone',
    async run(rig) {
      const database = await rig.open();
      database.close();
      const result = await database.read(['rows'], (transaction) =>
        transaction.table('rows').all(),
      );
      same(result.ok ? 'read' : result.code, 'gone');
    },
  },
];

function makeRow(chat: typeof chatA, document: number, position: number) {
  return { chatId: chat, document, position, update: new Uint8Array([position]) };
}

async function write(
  database: LocalDatabase,
  work: (rows: ReturnType<typeof rowsOf>) => void,
): Promise<void> {
  const result = await database.write(['rows'], 'strict', async (transaction) =>
    work(rowsOf(transaction)),
  );
  same(result.ok, true);
}

function rowsOf(transaction: WriteTransaction) {
  return transaction.table('rows');
}

async function positions(
  database: LocalDatabase,
  chat: typeof chatA,
  document: number,
  bounds: { readonly above?: number; readonly upTo?: number } = {},
): Promise<number[]> {
  const result = await database.read(['rows'], (transaction) =>
    transaction.table('rows').all({ prefix: [chat, document], ...bounds }),
  );
  return result.ok ? result.value.map((row) => row.position) : [];
}

function same(actual: unknown, expected: unknown): void {
  const [one, other] = [show(actual), show(expected)];
  if (one !== other) throw new Error(`expected ${other}, got ${one}`);
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}
