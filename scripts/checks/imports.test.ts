import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { findImportProblems } from './import-graph.ts';
import { importRules } from './import-rules.ts';

/** Modules that keep to every rule, as ground for planting one that does not. */
const innocent = {
  'schema/src/ids.ts': `import * as v from 'valibot';\nexport const id = v.string();`,
  'schema/src/database/tables.ts': `import type { Generated } from 'kysely';\nexport type T = Generated<string>;`,
  'sync-server/src/main.ts': `import { open } from './storage/pglite.ts';\nopen();`,
  'sync-server/src/log/log.ts': `import { id } from '@jibber/schema/ids';\nimport type { Storage } from '../storage/storage.ts';\nexport const log = (storage: Storage) => [storage, id];`,
  'sync-server/src/storage/storage.ts': `import type { T } from '@jibber/schema/database/tables';\nexport type Storage = T;`,
  'sync-server/src/storage/pglite.ts': `import { PGlite } from '@electric-sql/pglite';\nexport const open = () => new PGlite();`,
  'sync-server/src/transport/ws.ts': `import { WebSocketServer } from 'ws';\nexport const serve = WebSocketServer;`,
  'app/src/main.tsx': `import { List } from './features/list.tsx';\nexport const start = () => <List />;`,
  'app/src/features/list.tsx': `import { chats } from '../state/chats.ts';\nexport const List = () => <p>{chats.length}</p>;`,
  'app/src/state/chats.ts': `import { createSignal } from 'solid-js';\nimport { load } from '../replica/replica.ts';\nexport const chats = [createSignal, load];`,
  'app/src/replica/replica.ts': `import { id } from '@jibber/schema/ids';\nexport const load = async () => [id, await import('yjs'), await import('idb')];`,
};

function findProblems(planted: Readonly<Record<string, string>> = {}) {
  const modules = new Map(Object.entries({ ...innocent, ...planted }));
  return findImportProblems(modules, importRules);
}

test('modules that keep to the rules raise no problem', () => {
  expect(findProblems()).toEqual([]);
});

test.each([
  ['schema-imports-neither-side', 'schema/src/x.ts', '../../app/src/replica/replica.ts'],
  ['schema-imports-neither-side', 'schema/src/x.ts', '@jibber/sync-server/storage/pglite'],
  ['schema-imports-neither-side', 'schema/src/x.test.ts', '@jibber/sync-server/log/log'],
  ['schema-has-no-surroundings', 'schema/src/x.ts', 'node:fs'],
  ['schema-has-no-surroundings', 'schema/src/x.ts', 'fs/promises'],
  ['schema-names-no-library-of-a-side', 'schema/src/x.ts', 'solid-js'],
  ['app-knows-no-tables', 'app/src/replica/x.ts', '@jibber/schema/database/tables'],
  ['app-knows-no-tables', 'app/src/replica/x.ts', '../../../schema/src/database/tables.ts'],
  ['app-and-server-meet-in-schema', 'app/src/state/x.ts', '@jibber/sync-server/log/log'],
  ['server-and-app-meet-in-schema', 'sync-server/src/http/x.ts', '@jibber/app/state/chats'],
  ['app-runs-in-a-browser', 'app/src/replica/x.ts', 'node:crypto'],
  ['features-go-through-state', 'app/src/features/x.tsx', '../replica/replica.ts'],
  ['ui-knows-no-feature', 'app/src/ui/button/x.tsx', '../../state/chats.ts'],
  ['state-knows-no-feature', 'app/src/state/x.ts', '../features/list.tsx'],
  ['replica-knows-no-interface', 'app/src/replica/x.ts', 'solid-js/store'],
  ['replica-knows-no-interface', 'app/src/replica/x.ts', '../state/chats.ts'],
  ['components-never-see-yjs', 'app/src/features/x.tsx', 'yjs'],
  ['components-never-see-yjs', 'app/src/state/x.ts', 'lib0/decoding'],
  ['sockets-only-in-transport', 'sync-server/src/log/x.ts', 'uWebSockets.js'],
  ['sockets-only-in-transport', 'sync-server/src/http/x.ts', 'ws'],
  ['databases-only-in-storage', 'sync-server/src/log/x.ts', 'pg'],
  ['databases-only-in-storage', 'sync-server/src/x.ts', '@electric-sql/pglite/worker'],
  ['indexeddb-only-in-replica', 'app/src/state/x.ts', 'idb'],
  ['redis-only-in-relay', 'sync-server/src/log/x.ts', 'ioredis'],
  ['core-knows-no-adapter', 'sync-server/src/log/x.ts', '../storage/pglite.ts'],
  ['nobody-imports-main', 'sync-server/src/http/x.ts', '../main.ts'],
  ['module-exists', 'schema/src/x.ts', './gone.ts'],
  ['import-has-extension', 'schema/src/x.ts', './ids'],
])('%s catches %s importing %s', (rule, path, specifier) => {
  const [problem, ...others] = findProblems({ [path]: `export * as x from '${specifier}';` });
  expect(problem).toMatchObject({ rule, path, line: 1 });
  expect(others.map((other) => other.rule).filter((name) => name === rule)).toEqual([]);
});

test.each([
  ["import { open } from '../storage/pglite.ts';", 'an import'],
  ["import '../storage/pglite.ts';", 'an import for its effect'],
  ["import type { open } from '../storage/pglite.ts';", 'an import of a type'],
  ["export { open } from '../storage/pglite.ts';", 'an export of what another module has'],
  ["export * from '../storage/pglite.ts';", 'an export of all that another module has'],
  ["export const open = () => import('../storage/pglite.ts');", 'an import that is done later'],
  ["export type Open = import('../storage/pglite.ts').Open;", 'a type that names a module'],
])('%s is seen (%s)', (statement) => {
  const problems = findProblems({ 'sync-server/src/log/x.ts': `\n${statement}\n` });
  expect(problems).toEqual([expect.objectContaining({ rule: 'core-knows-no-adapter', line: 2 })]);
});

test('tests may reach what their subject may not', () => {
  expect(findProblems({ 'schema/src/x.test.ts': "import 'node:fs';" })).toEqual([]);
  expect(findProblems({ 'sync-server/src/log/x.pg.test.ts': "import 'pg';" })).toEqual([]);
});

test('modules that import each other in a circle are told, types included', () => {
  const [problem, ...others] = findProblems({
    'schema/src/a.ts': "import type { B } from './b.ts';\nexport type A = B;",
    'schema/src/b.ts': "import { c } from './c.ts';\nexport type B = typeof c;",
    'schema/src/c.ts': "import type { A } from './a.ts';\nexport const c: A[] = [];",
  });
  expect(problem?.message).toContain(
    'schema/src/a.ts → schema/src/b.ts → schema/src/c.ts → schema/src/a.ts',
  );
  expect(others).toEqual([]);
});

test('each message names the right way, not only the wrong one', () => {
  for (const { name, message } of importRules) {
    expect(message, name).toMatch(/[Uu]se|[Mm]ove|[Ll]et|[Hh]and|hands|Put|Read|add/);
  }
});

test('the command fails on a tree with a planted import and prints place, rule and right way', () => {
  const root = mkdtempSync(join(tmpdir(), 'jibber-imports-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  for (const [path, text] of Object.entries(innocent)) write(path, text);
  const command = fileURLToPath(new URL('./imports.ts', import.meta.url));
  const check = () =>
    spawnSync(process.execPath, ['--import', 'tsx', command, root], { encoding: 'utf8' });
  expect(check()).toMatchObject({ status: 0, stdout: '' });

  write('app/src/features/chat.tsx', "import { load } from '../replica/replica.ts';\nload();");
  const found = check();
  expect(found.status).toBe(1);
  expect(found.stdout).toContain('app/src/features/chat.tsx:1 features-go-through-state');
  expect(found.stdout).toContain('the only door to the replica');
});
