/**
 * Ports for services that cannot be asked which one the system gave them.
 * Invariant: free at this moment only; another program may take it, so use it at once.
 */
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Asks the system for a port of 127.0.0.1 that nobody listens on now. */
export async function findFreePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no TCP address');
  return address.port;
}
