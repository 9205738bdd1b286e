/**
 * Reads what one module imports, types included, by parsing it.
 * Invariant: an import that cannot be read or resolved is an error, never left out.
 */
import { posix } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';

export type ModuleImport = {
  /** As written. */
  readonly specifier: string;
  /** Path relative to the repository's folder if it is ours, else the specifier itself. */
  readonly target: string;
  readonly line: number;
};

/** What `@jibber/schema/x` stands for: each workspace exports its `src` by sub-path. */
const workspacePackage = /^@jibber\/(schema|sync-server|app)\/(.+)$/;

/**
 * @param path of the module, relative to the repository's folder, with `/`
 * @param text its source
 */
export function readImports(path: string, text: string): readonly ModuleImport[] {
  const parsed = parseSync(path, text);
  const [problem] = parsed.errors;
  if (problem !== undefined) throw new Error(`${path} cannot be parsed: ${problem.message}`);
  const requests: { value: string; start: number }[] = [];
  for (const each of parsed.module.staticImports) requests.push(each.moduleRequest);
  for (const each of parsed.module.staticExports) {
    for (const entry of each.entries) {
      if (entry.moduleRequest !== null) requests.push(entry.moduleRequest);
    }
  }
  new Visitor({
    ImportExpression({ source }) {
      if (source.type === 'Literal' && typeof source.value === 'string') {
        requests.push({ value: source.value, start: source.start });
      }
    },
    TSImportType({ source }) {
      requests.push(source);
    },
  }).visit(parsed.program);
  return requests.map(({ value, start }) => ({
    specifier: value,
    target: resolveSpecifier(path, value),
    line: text.slice(0, start).split('\n').length,
  }));
}

function resolveSpecifier(path: string, specifier: string): string {
  // Vite's queries (`?raw`, `?worker`) say how, not what.
  const bare = specifier.replace(/\?.*$/, '');
  if (bare.startsWith('.')) return posix.join(posix.dirname(path), bare);
  const workspace = workspacePackage.exec(bare);
  if (workspace === null) return bare;
  return `${workspace[1]}/src/${workspace[2]}.ts`;
}
