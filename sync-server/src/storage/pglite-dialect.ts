/**
 * Kysely's way to the embedded database.
 * Invariant: its one connection belongs to one caller at a time, from acquire to release, so that
 * nobody's statement falls into another's transaction.
 */
import {
  AbortedTransactionError,
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
  type TransactionSettings,
} from 'kysely';
import type { ConnectionQueue } from './connection-queue.ts';
import type { PgliteClient } from './pglite-client.ts';

const commandsThatChange = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE']);

export function pgliteDialect(client: PgliteClient, queue: ConnectionQueue): Dialect {
  return {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new PgliteDriver(client, queue),
    createIntrospector: (kysely) => new PostgresIntrospector(kysely),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  };
}

class PgliteDriver implements Driver {
  readonly #queue: ConnectionQueue;
  readonly #client: PgliteClient;
  readonly #connection: PgliteConnection;

  constructor(client: PgliteClient, queue: ConnectionQueue) {
    this.#queue = queue;
    this.#client = client;
    this.#connection = new PgliteConnection(client);
  }

  async init(): Promise<void> {
    // The database is open before the dialect is made.
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    await this.#queue.acquire();
    return this.#connection;
  }

  async releaseConnection(): Promise<void> {
    this.#queue.release();
  }

  async beginTransaction(connection: DatabaseConnection, settings: TransactionSettings) {
    const { isolationLevel, accessMode } = settings;
    const isolation = isolationLevel === undefined ? '' : ` isolation level ${isolationLevel}`;
    const access = accessMode === undefined ? '' : ` ${accessMode}`;
    await connection.executeQuery(CompiledQuery.raw(`start transaction${isolation}${access}`));
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    const result = await connection.executeQuery<{ command: string }>(CompiledQuery.raw('commit'));
    if (result.rows[0]?.command === 'ROLLBACK') {
      throw new AbortedTransactionError();
    }
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    // With the thread its transactions are gone; the error that led here says more than another.
    if (this.#client.isGone) return;
    await connection.executeQuery(CompiledQuery.raw('rollback'));
  }

  async destroy(): Promise<void> {
    // The owner of the client closes it.
  }
}

class PgliteConnection implements DatabaseConnection {
  readonly #client: PgliteClient;

  constructor(client: PgliteClient) {
    this.#client = client;
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>>;
  async executeQuery(query: CompiledQuery): Promise<QueryResult<unknown>> {
    const { sql, parameters } = query;
    const { command, affectedRows, rows } = await this.#client.query(sql, parameters);
    if (command === 'COMMIT' || command === 'ROLLBACK') return { rows: [{ command }] };
    if (!commandsThatChange.has(command)) return { rows };
    return { rows, numAffectedRows: BigInt(affectedRows) };
  }

  // biome-ignore lint/correctness/useYield: the interface asks for a generator; there is no cursor here.
  async *streamQuery(): AsyncIterableIterator<never> {
    throw new Error('The embedded database gives whole results only.');
  }
}
