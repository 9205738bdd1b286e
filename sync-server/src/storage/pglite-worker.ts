/** The thread of the embedded database. Invariant: it does nothing but serve its port. */
import { fsyncSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import type { PgliteStart } from './pglite-messages.ts';
import { servePglite } from './pglite-service.ts';

if (parentPort === null) throw new Error('pglite-worker runs as a worker thread only');
const start: PgliteStart = workerData;
await servePglite(parentPort, start, fsyncSync);
