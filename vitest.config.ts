import { defineConfig } from 'vitest/config';
import { skipWithout } from './scripts/services/missing-service.ts';
import { findChromium, findPostgres } from './scripts/setup/system-packages.mjs';

const folders = '{schema,sync-server,app,scripts}';
const hasPostgres = findPostgres() !== undefined;

/**
 * Everything that runs in Node; browser journeys have a configuration of their own.
 * What needs a service says so by its suffix and waits for that service alone.
 */
export default defineConfig({
  plugins: [
    skipWithout([
      { suffix: '.pg.test.ts', name: 'PostgreSQL (package postgresql)', isThere: hasPostgres },
      {
        suffix: '.chromium.test.ts',
        name: 'Chromium (package chromium)',
        isThere: findChromium() !== undefined,
      },
    ]),
  ],
  test: {
    environment: 'node',
    // The contrast test reads the themes as they are.
    css: { include: [/\/styles\//] },
    exclude: ['**/node_modules/**', '**/dist/**'],
    // Generous, because a machine of two cores runs two files at once; no test waits for time to pass.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // The default leaves one core idle, which halves a machine of two.
    maxWorkers: '100%',
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          include: [`${folders}/**/*.test.ts`],
          exclude: ['**/node_modules/**', '**/dist/**', '**/*.{pg,chromium}.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'postgres',
          include: [`${folders}/**/*.pg.test.ts`],
          globalSetup: hasPostgres ? ['scripts/services/postgres-setup.ts'] : [],
        },
      },
      {
        extends: true,
        test: {
          name: 'chromium',
          include: [`${folders}/**/*.chromium.test.ts`],
          testTimeout: 120_000,
        },
      },
    ],
  },
});
