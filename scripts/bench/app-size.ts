/**
 * `npm run bench -- app-size`: kB of JavaScript and CSS, gzipped, that a person's device loads for what.
 * Invariant: counts files of app/dist as they are served, each once.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Benchmark } from './benchmark.ts';
import {
  entryKeys,
  filesLoadedWith,
  filesNamedBy,
  lazyKeysOutside,
  parseManifest,
} from './build-manifest.ts';

const dist = fileURLToPath(new URL('../../app/dist/', import.meta.url));

/** What only a step of the person's own brings; everything else that is lazy counts to an open chat. */
const openedByChoice = [
  'src/features/details/',
  'src/features/group/',
  'src/features/join/',
  'src/features/new-chat/',
  'src/features/new-group/',
  'src/features/people/',
  'src/features/settings/',
  'src/features/sign-in/',
  'src/ui/picture-editor/',
];

/** What the chat of a group needs beyond that of a private one. */
const ofGroups = [
  'src/features/group/event-preview.tsx',
  'src/features/group/group-chat.tsx',
  'src/features/group/invitations.tsx',
];

/** That of an open chat is the bound of docs/decisions/0009; its aim is 120. */
const aimsKB = { paintedListKB: 55, openChatKB: 144 };

export const run: Benchmark = async () => {
  const manifest = parseManifest(readFileSync(join(dist, '.vite/manifest.json'), 'utf8'));
  const entries = entryKeys(manifest);
  const named = filesNamedBy(readFileSync(join(dist, 'index.html'), 'utf8'));
  const list = new Set([...named, ...filesLoadedWith(manifest, entries)]);
  const openChat = [...entries, ...lazyKeysOutside(manifest, openedByChoice)];
  const chat = new Set([...list, ...filesLoadedWith(manifest, openChat)]);
  const group = new Set([...chat, ...filesLoadedWith(manifest, ofGroups)]);
  const all = new Set([...named, ...filesLoadedWith(manifest, Object.keys(manifest))]);
  const metrics: Readonly<Record<string, number>> = {
    paintedListKB: sizeKB(list),
    openChatKB: sizeKB(chat),
    openGroupKB: sizeKB(group),
    everythingKB: sizeKB(all),
    lazyKB: sizeKB(all) - sizeKB(list),
    serviceWorkerKB: sizeKB(new Set(['service-worker.js'])),
  };
  const missedAims = Object.entries(aimsKB)
    .filter(([name, aim]) => (metrics[name] ?? Number.POSITIVE_INFINITY) > aim)
    .map(([name, aim]) => `${name} ≤ ${aim}`);
  return { metrics, ratios: {}, missedAims };
};

/** Sum of the files as a server sends them, in thousands of bytes. */
function sizeKB(files: ReadonlySet<string>): number {
  const sizes = [...files]
    .filter((file) => /\.(js|css)$/.test(file))
    .map((file) => gzipSync(readFileSync(join(dist, file)), { level: 9 }).length);
  return sizes.reduce((sum, size) => sum + size, 0) / 1_000;
}
