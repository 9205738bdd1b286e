import { openDatabase } from './database.ts';
import { describeMigrations } from './migrate-contract.ts';

describeMigrations('the embedded store', () => openDatabase('pglite:memory:'));
