/**
 * What people read of the settings: `.env.example` and the table in README.
 * Invariant: both are made of the config schema alone; a test fails when they are not what it makes.
 */
import { settings } from '@jibber/sync-server/config';

const begin = '<!-- settings -->';
const end = '<!-- /settings -->';

/** Every setting with its default, commented out, so that a copy changes nothing. */
export function formatEnvExample(): string {
  const parts = Object.values(settings).map(
    ({ name, description, accepts, defaultText }) =>
      `# ${plain(description)}.\n# Must be ${plain(accepts)}.\n# ${name}=${defaultText}\n`,
  );
  const head =
    '# Settings of Jibber. Copy this file to .env and take the # from a line to change it.\n' +
    '# Variables of the environment go before those in .env.\n';
  return [head, ...parts].join('\n');
}

function plain(text: string): string {
  return text.replaceAll('`', '');
}

/** One row each. */
function formatSettingsTable(): string {
  const rows = Object.values(settings).map(({ name, description, defaultText }) => {
    const shown = defaultText === '' ? 'not set' : `\`${defaultText}\``;
    return `| \`${name}\` | ${shown} | ${description.replaceAll('|', '\\|')} |`;
  });
  return ['| Setting | Default | What it does |', '| --- | --- | --- |', ...rows].join('\n');
}

/**
 * Puts the table into the text of README, between its two marks.
 * @throws where a mark is missing: the table would get lost
 */
export function replaceSettingsTable(readme: string): string {
  const from = readme.indexOf(begin);
  const to = readme.indexOf(end);
  if (from === -1 || to < from) throw new Error(`README.md must hold ${begin} and then ${end}`);
  return `${readme.slice(0, from + begin.length)}\n${formatSettingsTable()}\n${readme.slice(to)}`;
}

/** README where there is none yet. */
export const emptyReadme = `# Jibber\n\n## Settings\n\n${begin}\n${end}\n`;
