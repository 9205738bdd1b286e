import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { openDatabase } from './database.ts';
import { type ContractTables, describeDatabase } from './database-contract.ts';

const folder = await mkdtemp(join(tmpdir(), 'jibber-pglite-'));
afterAll(() => rm(folder, { recursive: true }));

describeDatabase('the embedded store in a folder', (options) =>
  openDatabase<ContractTables>(`pglite:${folder}`, options),
);

describeDatabase('the embedded store in memory', (options) =>
  openDatabase<ContractTables>('pglite:memory:', options),
);
