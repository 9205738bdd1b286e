import { openInMemory } from '../testkit/embedded-template.ts';
import { describeMigrations } from './migrate-contract.ts';

describeMigrations('the embedded store', () => openInMemory());
