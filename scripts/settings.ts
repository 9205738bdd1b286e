/** Command: `npm run settings` writes `.env.example` and the table of settings in README anew. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { emptyReadme, formatEnvExample, replaceSettingsTable } from './papers/settings-papers.ts';

const root = new URL('../', import.meta.url);
const readmeFile = new URL('README.md', root);
const readme = existsSync(readmeFile) ? readFileSync(readmeFile, 'utf8') : emptyReadme;

if (process.argv.includes('--write')) {
  writeFileSync(new URL('.env.example', root), formatEnvExample());
  writeFileSync(readmeFile, replaceSettingsTable(readme));
} else {
  console.log(formatEnvExample());
}
