/**
 * Begins the thread of the embedded database. Plain JavaScript, because a thread does not inherit
 * the TypeScript loader of the process (nor has a test runner one to inherit).
 */
import { register } from 'tsx/esm/api';

register();
await import('./pglite-worker.ts');
