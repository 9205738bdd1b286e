import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { isAppBuilt } from './app-build.mjs';

const builtAtS = 2_000;

/** A tree whose app was built after its sources were written. */
function makeBuiltTree() {
  const root = mkdtempSync(join(tmpdir(), 'jibber-build-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const write = (path: string, atS: number) => {
    writeFileSync(join(root, path), '');
    utimesSync(join(root, path), atS, atS);
  };
  const touchFolders = () => {
    for (const folder of ['app/src/ui', 'app/src', 'schema/src']) {
      utimesSync(join(root, folder), builtAtS - 1, builtAtS - 1);
    }
  };
  for (const folder of ['app/src/ui', 'app/dist', 'schema/src']) {
    mkdirSync(join(root, folder), { recursive: true });
  }
  write('app/src/ui/button.tsx', builtAtS - 1);
  write('schema/src/limits.ts', builtAtS - 1);
  write('app/dist/index.html', builtAtS);
  touchFolders();
  return { root, write, touchFolders };
}

test('an app that is newer than its sources is not built again', () => {
  expect(isAppBuilt(makeBuiltTree().root)).toBe(true);
});

test.each(['app/src/ui/button.tsx', 'schema/src/limits.ts', 'app/index.html', 'package-lock.json'])(
  'the app is built again after %s has changed',
  (path) => {
    const { root, write, touchFolders } = makeBuiltTree();
    write(path, builtAtS + 1);
    touchFolders();
    expect(isAppBuilt(root)).toBe(false);
  },
);

test('the app is built again after a source was deleted', () => {
  const { root } = makeBuiltTree();
  rmSync(join(root, 'app/src/ui/button.tsx'));
  expect(isAppBuilt(root)).toBe(false);
});

test('an app that was never built is built', () => {
  const { root } = makeBuiltTree();
  rmSync(join(root, 'app/dist/index.html'));
  expect(isAppBuilt(root)).toBe(false);
});
