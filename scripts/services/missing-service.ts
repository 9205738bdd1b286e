/**
 * Lets a test file that needs a missing program report one skipped test that says so.
 * Invariant: only outside CI. With CI=true the file runs as it is, and fails.
 */
import type { Plugin } from 'vitest/config';

export type NeededService = {
  /** How the names of the files that need it end. */
  readonly suffix: string;
  /** For people: what it is called and how to get it. */
  readonly name: string;
  readonly isThere: boolean;
};

export function skipWithout(services: readonly NeededService[]): Plugin {
  const missing = process.env.CI === 'true' ? [] : services.filter((each) => !each.isThere);
  return {
    name: 'jibber:skip-without-service',
    enforce: 'pre',
    transform(_code, id) {
      const service = missing.find((each) => id.endsWith(each.suffix));
      if (service === undefined) return undefined;
      const title = JSON.stringify(`needs ${service.name}, which is not on this machine`);
      const code = `import { test } from 'vitest';\ntest(${title}, { skip: true }, () => {});\n`;
      return { code, map: null };
    },
  };
}
