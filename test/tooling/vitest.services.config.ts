import { defineConfig } from 'vitest/config';

/** The tests that need running services, PostgreSQL and NATS. They run one after the other, for one cuts all connections. */
export default defineConfig({
  root: new URL('../..', import.meta.url).pathname,
  test: {
    include: ['test/services/**/*.spec.ts'],
    setupFiles: ['test/tooling/setup.ts'],
    expect: { poll: { timeout: 60_000 } },
    testTimeout: 180_000,
    fileParallelism: false,
  },
});
