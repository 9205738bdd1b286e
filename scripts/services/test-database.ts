/**
 * A database of its own for each test file, cloned from the template in about 30 ms.
 * Invariant: a file that leaves a connection open fails, because its database cannot be dropped.
 */
import { Client } from 'pg';
import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the cluster's own database, from which others are made. */
    readonly postgresUrl: string;
    /** Name of the migrated database that test databases are cloned from. */
    readonly postgresTemplate: string;
  }
}

export interface TestDatabase {
  readonly url: string;
  /** Throws if a connection is still open: the pool of the code under test leaks. */
  drop(): Promise<void>;
}

export type TestDatabaseOptions = {
  /** `migrated` has today's schema, `empty` has none, for tests of the migrations themselves. */
  readonly from: 'migrated' | 'empty';
};

/**
 * Makes a database. Only in `.pg.test.ts` files, for which a cluster is running; call it in
 * `beforeAll` (or a test) and `drop` in `afterAll`.
 */
export async function cloneTestDatabase(
  options: TestDatabaseOptions = { from: 'migrated' },
): Promise<TestDatabase> {
  const clusterUrl = inject('postgresUrl');
  const template = options.from === 'migrated' ? inject('postgresTemplate') : 'template0';
  const name = `test_${crypto.randomUUID().replaceAll('-', '')}`;
  await query(clusterUrl, `create database ${name} template ${template}`);
  const url = new URL(clusterUrl);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    // Postgres waits 5 s for sessions that are just ending, then refuses and says how many are left.
    drop: () => query(clusterUrl, `drop database ${name}`),
  };
}

async function query(url: string, statement: string): Promise<void> {
  const client = new Client(url);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
