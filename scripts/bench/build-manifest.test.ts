import { expect, test } from 'vitest';
import {
  entryKeys,
  filesLoadedWith,
  filesNamedBy,
  lazyKeysOutside,
  type Manifest,
} from './build-manifest.ts';

const manifest: Manifest = {
  'index.html': {
    file: 'assets/index.js',
    isEntry: true,
    imports: ['_solid.js'],
    dynamicImports: ['src/features/timeline/timeline.tsx'],
    css: ['assets/index.css'],
  },
  '_solid.js': { file: 'assets/solid.js' },
  '_yjs.js': { file: 'assets/yjs.js', imports: ['_lib0.js'] },
  '_lib0.js': { file: 'assets/lib0.js', imports: ['_yjs.js'] },
  'src/features/timeline/timeline.tsx': {
    file: 'assets/timeline.js',
    isDynamicEntry: true,
    imports: ['_solid.js', '_yjs.js', 'index.html'],
    css: ['assets/timeline.css'],
  },
};

test('what loads with a chunk is its files and those of all it imports, each once', () => {
  expect(filesLoadedWith(manifest, entryKeys(manifest))).toEqual(
    new Set(['assets/index.js', 'assets/index.css', 'assets/solid.js']),
  );
  const timeline = filesLoadedWith(manifest, lazyKeysOutside(manifest, []));
  expect(timeline).toEqual(
    new Set([
      'assets/timeline.js',
      'assets/timeline.css',
      'assets/solid.js',
      'assets/yjs.js',
      'assets/lib0.js',
      'assets/index.js',
      'assets/index.css',
    ]),
  );
});

test('chunks of some folders can be left out', () => {
  expect(lazyKeysOutside(manifest, ['src/features/timeline/'])).toEqual([]);
});

test('a chunk or a folder that is not there is an error', () => {
  expect(() => filesLoadedWith(manifest, ['gone'])).toThrow('no gone');
  expect(() => lazyKeysOutside(manifest, ['src/features/gone/'])).toThrow('src/features/gone/');
});

test('a page names its scripts, sheets and preloads', () => {
  const html = `<link rel="icon" href="/icon.svg"><script src="/before-paint.js"></script>
    <script type="module" crossorigin src="/assets/index.js"></script>
    <link rel="modulepreload" crossorigin href="/assets/solid.js">
    <link rel="stylesheet" href="/assets/index.css"><script src="https://elsewhere/x.js"></script>`;
  expect(filesNamedBy(html)).toEqual([
    'before-paint.js',
    'assets/index.js',
    'assets/solid.js',
    'assets/index.css',
  ]);
});
