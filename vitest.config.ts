import { defineConfig } from 'vitest/config';

/** One project for everything that runs in Node; browser journeys have a config of their own. */
export default defineConfig({
  test: {
    environment: 'node',
    include: ['{schema,sync-server,app,scripts}/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
