import { expect, test } from 'vitest';
import { isInstalled, nodeVersionProblem } from './dependencies.mjs';

const yjs = { version: '13.6.33', integrity: 'sha512-a' };
const macBinary = { version: '1.0.0', integrity: 'sha512-b', optional: true };

function lock(packages: Record<string, object>): string {
  return JSON.stringify({ packages });
}

test.each(['20.19.0', '20.20.2', '22.0.0', '24.21.0'])('Node %s is new enough', (version) => {
  expect(nodeVersionProblem(version)).toBeUndefined();
});

test.each(['18.20.4', '20.18.3', '12.0.0'])('Node %s is told what is needed', (version) => {
  const problem = nodeVersionProblem(version);
  expect(problem).toContain('needs Node 20.19 or newer');
  expect(problem).toContain(version);
});

test('packages are installed if each has the version and integrity of the lock', () => {
  const wanted = lock({ '': {}, 'node_modules/yjs': yjs });
  expect(isInstalled(wanted, lock({ 'node_modules/yjs': yjs }))).toBe(true);
});

test('binaries for other platforms need not be there', () => {
  const wanted = lock({ '': {}, 'node_modules/yjs': yjs, 'node_modules/mac': macBinary });
  expect(isInstalled(wanted, lock({ 'node_modules/yjs': yjs }))).toBe(true);
});

test.each([
  ['nothing was ever installed', undefined],
  ['a package is missing', lock({})],
  ['a version differs', lock({ 'node_modules/yjs': { ...yjs, version: '13.6.32' } })],
  ['the content differs', lock({ 'node_modules/yjs': { ...yjs, integrity: 'sha512-x' } })],
  ['there is one too many', lock({ 'node_modules/yjs': yjs, 'node_modules/old': yjs })],
])('packages are installed again if %s', (_why, installed) => {
  expect(isInstalled(lock({ '': {}, 'node_modules/yjs': yjs }), installed)).toBe(false);
});
