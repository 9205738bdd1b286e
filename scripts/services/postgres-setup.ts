/**
 * Vitest's global setup of the `.pg.test.ts` files: one cluster and one migrated template per test run.
 * Invariant: it runs only if such a file was chosen, so other runs do not wait for PostgreSQL.
 */
import { migrations } from '@jibber/schema/database/migrations';
import { openDatabase } from '@jibber/sync-server/storage/database';
import { migrate } from '@jibber/sync-server/storage/migrate';
import { Client } from 'pg';
import type { TestProject } from 'vitest/node';
import { startPostgres } from './postgres.ts';
import { startRun } from './run.ts';

/** Name of the database that test databases are cloned from. */
const templateName = 'jibber_template';

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const run = await startRun();
  try {
    const postgres = await startPostgres(run, { isDurable: false });
    const client = new Client(postgres.url);
    await client.connect();
    await client.query(`create database ${templateName}`);
    await migrateTemplate(postgres.urlOf(templateName));
    await client.query(`alter database ${templateName} with is_template true`);
    await client.end();
    project.provide('postgresUrl', postgres.url);
    project.provide('postgresTemplate', templateName);
  } catch (error) {
    await run.stop();
    throw error;
  }
  return () => run.stop();
}

/** Brings the template to today's schema and leaves no connection open to it. */
async function migrateTemplate(url: string): Promise<void> {
  const database = await openDatabase(url);
  try {
    await migrate(database.kysely, migrations, Date.now());
  } finally {
    await database.close();
  }
}
