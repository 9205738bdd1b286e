/** All migrations in their order; the name is what the database remembers. */
import type { Kysely } from 'kysely';
import { up as first } from './migrations/0001-first.ts';
import { up as secrets } from './migrations/0002-secrets.ts';
import { up as append } from './migrations/0003-append.ts';
import { up as groups } from './migrations/0004-groups.ts';
import { up as files } from './migrations/0005-files.ts';
import { up as people } from './migrations/0006-people.ts';
import { up as deletions } from './migrations/0007-deletions.ts';

export type Migration = (database: Kysely<never>) => Promise<void>;

export const migrations: Readonly<Record<string, Migration>> = {
  '0001-first': first,
  '0002-secrets': secrets,
  '0003-append': append,
  '0004-groups': groups,
  '0005-files': files,
  '0006-people': people,
  '0007-deletions': deletions,
};
