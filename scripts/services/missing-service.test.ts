import { afterEach, expect, test, vi } from 'vitest';
import { skipWithout } from './missing-service.ts';

const services = [
  { suffix: '.pg.test.ts', name: 'PostgreSQL (package postgresql)', isThere: false },
  { suffix: '.spec.ts', name: 'Chromium (package chromium)', isThere: true },
];

function transform(path: string): unknown {
  const plugin = skipWithout(services);
  if (typeof plugin.transform !== 'function') throw new Error('the plugin transforms nothing');
  return Reflect.apply(plugin.transform, undefined, ['the file as it is', path]);
}

afterEach(() => {
  vi.unstubAllEnvs();
});

test('a file that needs a missing service becomes one skipped test that names it', () => {
  vi.stubEnv('CI', undefined);
  expect(transform('/x/log.pg.test.ts')).toMatchObject({
    code: expect.stringMatching(/"needs PostgreSQL \(package postgresql\).*skip: true/s),
  });
});

test('files that need nothing, or what is there, stay as they are', () => {
  vi.stubEnv('CI', undefined);
  expect(transform('/x/log.test.ts')).toBeUndefined();
  expect(transform('/x/sign-in.spec.ts')).toBeUndefined();
});

test('with CI=true nothing is skipped', () => {
  vi.stubEnv('CI', 'true');
  expect(transform('/x/log.pg.test.ts')).toBeUndefined();
});
