import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { emptyReadme, formatEnvExample, replaceSettingsTable } from './settings-papers.ts';

const root = new URL('../../', import.meta.url);

function read(name: string): string {
  return readFileSync(new URL(name, root), 'utf8');
}

test('.env.example is what the settings make of it (npm run settings)', () => {
  expect(read('.env.example')).toBe(formatEnvExample());
});

test('the table in README is what the settings make of it (npm run settings)', () => {
  const readme = read('README.md');
  expect(replaceSettingsTable(readme)).toBe(readme);
});

test('the rest of README stays as it is', () => {
  const readme = `before\n${emptyReadme}after\n`;
  const replaced = replaceSettingsTable(readme);
  expect(replaced).toMatch(/^before\n# Jibber/);
  expect(replaced).toMatch(/<!-- \/settings -->\nafter\n$/);
  expect(replaced).toContain('| `PORT` | `8080` |');
});

test('a README that lost its marks is an error, not a lost table', () => {
  expect(() => replaceSettingsTable('# Jibber\n')).toThrow('<!-- settings -->');
});
