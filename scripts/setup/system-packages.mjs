/**
 * What tests need from the operating system: where it is found, and how it is got where we may.
 * Invariant: nothing that is installed here starts by itself, and no file of ours stays behind in /etc or /usr.
 */
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { runOrThrow } from './child-process.mjs';

/**
 * @typedef {object} SystemPackage
 * @property {string} debianName
 * @property {string} purpose for people: what is left out without it
 * @property {() => string | undefined} find path of the program or file, if it is there
 */

/** @type {readonly SystemPackage[]} */
const systemPackages = [
  { debianName: 'postgresql', purpose: 'tests against a real PostgreSQL', find: findPostgres },
  { debianName: 'chromium', purpose: 'browser journeys', find: findChromium },
  { debianName: 'xfsprogs', purpose: 'power-cut tests (as root)', find: findXfs },
  { debianName: 'fonts-noto-color-emoji', purpose: 'emoji on screens', find: findEmojiFont },
];

/** @returns {string | undefined} folder with the binaries of the newest PostgreSQL, 15 or later */
export function findPostgres() {
  const versionsFolder = '/usr/lib/postgresql';
  const versions = existsSync(versionsFolder) ? readdirSync(versionsFolder).map(Number) : [];
  const newestFirst = versions.filter((version) => version >= 15).sort((a, b) => b - a);
  const folders = [
    ...newestFirst.map((version) => `${versionsFolder}/${version}/bin`),
    '/opt/homebrew/opt/postgresql@17/bin',
    '/usr/local/bin',
    '/usr/bin',
  ];
  return folders.find(
    (folder) => existsSync(`${folder}/postgres`) && existsSync(`${folder}/initdb`),
  );
}

/** @returns {string | undefined} path of Chromium or Chrome */
export function findChromium() {
  const paths = [
    process.env.CHROMIUM_PATH,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ];
  return paths.find((path) => path !== undefined && existsSync(path));
}

/** @returns {string | undefined} path of the program that makes file systems with copies by reference */
function findXfs() {
  return ['/usr/sbin/mkfs.xfs', '/sbin/mkfs.xfs'].find((path) => existsSync(path));
}

/** @returns {string | undefined} path of a font with colour emoji */
function findEmojiFont() {
  const paths = [
    '/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf',
    '/System/Library/Fonts/Apple Color Emoji.ttc',
  ];
  return paths.find((path) => existsSync(path));
}

/**
 * Gets what is missing on Debian as root; elsewhere says what is left out, why, and how to get it.
 * @returns {Promise<void>} rejects with CI=true if something is still missing
 */
export async function installSystemPackages() {
  const missing = systemPackages.filter((each) => each.find() === undefined);
  if (missing.length === 0) return;
  const names = missing.map((each) => each.debianName);
  if (existsSync('/usr/bin/apt-get') && process.getuid?.() === 0) {
    console.log(`Installing ${names.join(', ')} (apt-get) …`);
    await withoutServiceStart(() => installDebianPackages(names));
  }
  const stillMissing = missing.filter((each) => each.find() === undefined);
  if (stillMissing.length === 0) return;
  for (const each of stillMissing) {
    console.log(
      `Not found: ${each.debianName}. Left out: ${each.purpose}. ` +
        `On Debian or Ubuntu: sudo apt-get install ${each.debianName}`,
    );
  }
  if (process.env.CI === 'true') throw new Error('With CI=true nothing may be left out.');
}

/** @param {readonly string[]} names */
async function installDebianPackages(names) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await runOrThrow('apt-get', ['update', '-qq'], { env });
  await runOrThrow('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...names], {
    env,
  });
}

/**
 * Debian's packages start their services when installed, unless this file says no.
 * @param {() => Promise<void>} install
 */
async function withoutServiceStart(install) {
  const policyFile = '/usr/sbin/policy-rc.d';
  const isOurs = !existsSync(policyFile);
  if (isOurs) writeFileSync(policyFile, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    await install();
  } finally {
    if (isOurs) rmSync(policyFile);
  }
}
