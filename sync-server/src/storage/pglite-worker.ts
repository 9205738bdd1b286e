/** The thread of the embedded database. Invariant: it does nothing but serve its port. */
import { fsyncSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { isPgliteStart } from './pglite-messages.ts';
import { servePglite } from './pglite-service.ts';

const start: unknown = workerData;
if (parentPort === null || !isPgliteStart(start)) throw new Error('runs as a worker thread only');
await servePglite(parentPort, start, fsyncSync);
