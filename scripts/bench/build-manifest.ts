/**
 * Which files of the built app are loaded when, by Vite's manifest.
 * Invariant: a file counts once, however many chunks import it.
 */

import * as v from 'valibot';

const chunkSchema = v.object({
  file: v.string(),
  isEntry: v.optional(v.boolean()),
  isDynamicEntry: v.optional(v.boolean()),
  imports: v.optional(v.array(v.string())),
  dynamicImports: v.optional(v.array(v.string())),
  css: v.optional(v.array(v.string())),
});
const manifestSchema = v.record(v.string(), chunkSchema);

/**
 * Chunks by the source module they begin with, or `_name` for a shared one. `imports` are keys of
 * chunks that load with it, `dynamicImports` of those that may load later.
 */
export type Manifest = Readonly<v.InferOutput<typeof manifestSchema>>;

/** Reads `dist/.vite/manifest.json`; throws if it is not one. */
export function parseManifest(text: string): Manifest {
  return v.parse(manifestSchema, JSON.parse(text));
}

/**
 * Files that loading some chunks brings: theirs, and those of everything they import at once.
 * Throws on a key that is not in the manifest.
 */
export function filesLoadedWith(manifest: Manifest, keys: readonly string[]): ReadonlySet<string> {
  const files = new Set<string>();
  const seen = new Set<string>();
  const load = (key: string): void => {
    if (seen.has(key)) return;
    seen.add(key);
    const chunk = manifest[key];
    if (chunk === undefined) throw new Error(`The manifest of the built app has no ${key}`);
    files.add(chunk.file);
    for (const sheet of chunk.css ?? []) files.add(sheet);
    for (const imported of chunk.imports ?? []) load(imported);
  };
  for (const key of keys) load(key);
  return files;
}

/** Keys of what the page itself loads. */
export function entryKeys(manifest: Manifest): readonly string[] {
  return Object.keys(manifest).filter((key) => manifest[key]?.isEntry === true);
}

/**
 * Keys of chunks that are loaded later, without those whose source lies in one of some folders.
 * Throws for a folder without a chunk: after a renaming nothing must silently count elsewhere.
 * @param folders for example `src/features/settings/`
 */
export function lazyKeysOutside(manifest: Manifest, folders: readonly string[]): readonly string[] {
  const lazy = Object.keys(manifest).filter((key) => manifest[key]?.isDynamicEntry === true);
  for (const folder of folders) {
    if (!lazy.some((key) => key.startsWith(folder))) {
      throw new Error(`No chunk of the built app is loaded later from ${folder}`);
    }
  }
  return lazy.filter((key) => !folders.some((folder) => key.startsWith(folder)));
}

/** Files that a page names: its scripts, style sheets and preloads, without those of other hosts. */
export function filesNamedBy(html: string): readonly string[] {
  const names = html.matchAll(/<(?:script|link)\b[^>]*?\b(?:src|href)="\/?([^":]+\.(?:js|css))"/g);
  return [...names].map((match) => match[1] ?? '');
}
