import { defineConfig } from 'vitest/config';

/** The tests that need running services, PostgreSQL and NATS. They run one after the other, for one cuts all connections. */
export default defineConfig({
  root: new URL('../..', import.meta.url).pathname,
  test: {
    include: ['test/services/**/*.spec.ts'],
    setupFiles: ['test/tooling/setup.ts'],
    testTimeout: 60_000,
    fileParallelism: false,
  },
});
