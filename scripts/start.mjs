/**
 * `npm start`: from a fresh clone to a running server; `npm run demo`: to one with people in it.
 * Invariant: uses nothing that npm would have to install first, and does nothing that is already done.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildApp } from './setup/app-build.mjs';
import { runToEnd } from './setup/child-process.mjs';
import { installDependencies, requireNode } from './setup/dependencies.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const isDemo = process.argv[2] === 'demo';
const program = isDemo
  ? join(root, 'scripts', 'demo', 'demo.ts')
  : join(root, 'sync-server', 'src', 'main.ts');

requireNode();
try {
  await installDependencies(root);
  await buildApp(root);
  process.exitCode = await runToEnd(
    process.execPath,
    ['--import', 'tsx', program, ...process.argv.slice(isDemo ? 3 : 2)],
    { cwd: root },
  );
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
