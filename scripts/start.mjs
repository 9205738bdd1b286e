/**
 * `npm start`: from a fresh clone to a running server.
 * Invariant: uses nothing that npm would have to install first, and does nothing that is already done.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildApp } from './setup/app-build.mjs';
import { runToEnd } from './setup/child-process.mjs';
import { installDependencies, requireNode } from './setup/dependencies.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

requireNode();
try {
  await installDependencies(root);
  await buildApp(root);
  process.exitCode = await runToEnd(
    process.execPath,
    ['--import', 'tsx', join(root, 'sync-server', 'src', 'main.ts'), ...process.argv.slice(2)],
    { cwd: root },
  );
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
