/** The embedded database's thread with a disk that only says it has synced. */
import { parentPort, workerData } from 'node:worker_threads';
import { register } from 'tsx/esm/api';

register();
const { servePglite } = await import('@jibber/sync-server/storage/pglite-service');
if (parentPort === null) throw new Error('runs as a worker thread only');
await servePglite(parentPort, workerData, () => undefined);
