/**
 * Which files of the built app are loaded when, by Vite's manifest.
 * Invariant: a file counts once, however many chunks import it.
 */

/** One chunk in `dist/.vite/manifest.json`; its key is the source module, or `_name` for a shared one. */
export type ManifestChunk = {
  readonly file: string;
  readonly isEntry?: boolean;
  readonly isDynamicEntry?: boolean;
  /** Keys of chunks that load with it. */
  readonly imports?: readonly string[];
  /** Keys of chunks that it may load later. */
  readonly dynamicImports?: readonly string[];
  readonly css?: readonly string[];
};

export type Manifest = Readonly<Record<string, ManifestChunk>>;

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
 * Keys of chunks that are loaded later and whose source lies in one of some folders.
 * Throws for a folder without one: what was renamed must not silently count as nothing.
 * @param folders for example `src/features/timeline/`
 */
export function lazyKeysIn(manifest: Manifest, folders: readonly string[]): readonly string[] {
  return folders.flatMap((folder) => {
    const keys = Object.keys(manifest).filter(
      (key) => manifest[key]?.isDynamicEntry === true && key.startsWith(folder),
    );
    if (keys.length === 0) throw new Error(`No chunk of the built app is loaded from ${folder}`);
    return keys;
  });
}

/** Files that a page names: its scripts, style sheets and preloads, without those of other hosts. */
export function filesNamedBy(html: string): readonly string[] {
  const names = html.matchAll(/<(?:script|link)\b[^>]*?\b(?:src|href)="\/?([^":]+\.(?:js|css))"/g);
  return [...names].map((match) => match[1] ?? '');
}
