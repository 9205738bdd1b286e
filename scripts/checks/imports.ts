/**
 * Command: prints each import that points the wrong way, with the right way, and fails if there is one.
 * `imports.ts [FOLDER]`: another tree than this repository can be checked.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findImportProblems } from './import-graph.ts';
import { importRules } from './import-rules.ts';

const sourceFolders = ['schema', 'sync-server', 'app', 'scripts'];
const foldersWithoutSources = new Set(['node_modules', 'dist', 'fixtures']);

const root = process.argv[2] ?? fileURLToPath(new URL('../..', import.meta.url));
const modules = new Map<string, string>();
for (const folder of sourceFolders) readModules(folder);
const problems = findImportProblems(modules, importRules);
for (const { path, line, rule, message } of problems) {
  console.log(`${path}:${line} ${rule}\n  ${message}`);
}
if (problems.length > 0) console.log(`${problems.length} imports point the wrong way.`);
process.exitCode = problems.length > 0 ? 1 : 0;

function readModules(folder: string): void {
  if (!existsSync(join(root, folder))) return;
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory() && !foldersWithoutSources.has(entry.name)) readModules(path);
    if (entry.isFile() && /\.tsx?$/.test(entry.name)) {
      modules.set(path, readFileSync(join(root, path), 'utf8'));
    }
  }
}
