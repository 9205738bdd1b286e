import { defineConfig } from 'vitest/config';
import { skipWithout } from './scripts/services/missing-service.ts';
import { findChromium } from './scripts/setup/system-packages.mjs';

/** Browser journeys against the built app. One file after the other: each drives several browsers. */
export default defineConfig({
  plugins: [
    skipWithout([
      {
        suffix: '.spec.ts',
        name: 'Chromium (package chromium)',
        isThere: findChromium() !== undefined,
      },
    ]),
  ],
  test: {
    name: 'journeys',
    environment: 'node',
    include: ['app/e2e/**/*.spec.ts'],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 60_000,
    // By default a second, which a busy machine may need for a single frame.
    expect: { poll: { timeout: 15_000 } },
  },
});
