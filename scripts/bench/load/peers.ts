/**
 * Servers of others that ours is measured beside. Their packages stand in `scripts/bench/peers`, which
 * neither `npm start` nor `npm test` installs; whoever measures installs them then.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const peersFolder = fileURLToPath(new URL('../peers', import.meta.url));

/** Installs them if they are missing, and says so. Throws if npm fails. */
export function installPeers(say: (line: string) => void): void {
  if (existsSync(`${peersFolder}/node_modules/@hocuspocus/server`)) return;
  say('installing the peers to compare with (npm ci in scripts/bench/peers)');
  // Its manifest asks for Node 22; what is used of it runs on 20 as well.
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const installed = spawnSync('npm', args, { cwd: peersFolder, encoding: 'utf8' });
  if (installed.status !== 0) throw new Error(`npm ci for the peers failed: ${installed.stderr}`);
}
