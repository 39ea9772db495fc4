import { defineConfig } from 'vitest/config';

/** What drives a real Chromium against the real server: `npm run test:browser`. */
export default defineConfig({
  root: new URL('../..', import.meta.url).pathname,
  test: {
    include: ['test/browser/**/*.spec.ts'],
    setupFiles: ['test/tooling/setup.ts'],
    expect: { poll: { timeout: 60_000 } },
    testTimeout: 180_000,
    hookTimeout: 60_000,
    // They mostly wait.
    maxWorkers: 3,
  },
});
