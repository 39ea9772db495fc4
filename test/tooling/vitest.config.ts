import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: new URL('../..', import.meta.url).pathname,
  test: {
    include: ['test/{marbles,unit,conformance,wire,oracle,packaging}/**/*.spec.ts'],
    setupFiles: ['test/tooling/setup.ts'],
    testTimeout: 20_000,
  },
});
