/**
 * Holds the imports of a tree of modules against rules, and finds circles.
 * Invariant: pure; reading files is the caller's business.
 */
import type { ImportRule } from './import-rules.ts';
import { type ModuleImport, readImports } from './module-imports.ts';

export type ImportProblem = {
  readonly path: string;
  readonly line: number;
  readonly rule: string;
  readonly message: string;
};

/**
 * @param modules source text by path, relative to the repository's folder
 * @param rules every one of them is held against every import
 */
export function findImportProblems(
  modules: ReadonlyMap<string, string>,
  rules: readonly ImportRule[],
): readonly ImportProblem[] {
  const problems: ImportProblem[] = [];
  const graph = new Map<string, readonly ModuleImport[]>();
  for (const [path, text] of modules) {
    const imports = readImports(path, text);
    graph.set(path, imports);
    for (const each of imports) problems.push(...checkImport(path, each, modules, rules));
  }
  for (const circle of findCircles(graph)) {
    problems.push({
      path: circle[0] ?? '',
      line: 1,
      rule: 'no-import-circle',
      message: `Modules import each other in a circle: ${circle.join(' → ')}. Move what they share into a module of its own.`,
    });
  }
  return problems;
}

function checkImport(
  path: string,
  each: ModuleImport,
  modules: ReadonlyMap<string, string>,
  rules: readonly ImportRule[],
): readonly ImportProblem[] {
  const where = { path, line: each.line };
  const broken = rules
    .filter((rule) => isBroken(rule, path, each.target))
    .map((rule) => ({ ...where, rule: rule.name, message: rule.message }));
  const isOurModule = /^(schema|sync-server|app|scripts)\/.*\.tsx?$/.test(each.target);
  if (isOurModule && !modules.has(each.target)) {
    broken.push({ ...where, rule: 'module-exists', message: `There is no ${each.target}.` });
  }
  const isWithoutExtension = each.specifier.startsWith('.') && !/\.\w+$/.test(each.target);
  if (isWithoutExtension) {
    const message = `Write the extension: ${each.specifier}.ts`;
    broken.push({ ...where, rule: 'import-has-extension', message });
  }
  return broken;
}

function isBroken(rule: ImportRule, path: string, target: string): boolean {
  return (
    rule.from.test(path) &&
    rule.exceptFrom?.test(path) !== true &&
    rule.to.test(target) &&
    rule.exceptTo?.test(target) !== true
  );
}

/** Depth first; each circle is found once, starting with the module that was reached first. */
function findCircles(graph: ReadonlyMap<string, readonly ModuleImport[]>): readonly string[][] {
  const circles: string[][] = [];
  const done = new Set<string>();
  const trail: string[] = [];
  const visit = (path: string): void => {
    const at = trail.indexOf(path);
    if (at !== -1) {
      circles.push([...trail.slice(at), path]);
      return;
    }
    if (done.has(path)) return;
    trail.push(path);
    for (const { target } of graph.get(path) ?? []) {
      if (graph.has(target)) visit(target);
    }
    trail.pop();
    done.add(path);
  };
  for (const path of graph.keys()) visit(path);
  return circles;
}
