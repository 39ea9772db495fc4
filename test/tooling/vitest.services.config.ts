import { defineConfig, mergeConfig } from 'vitest/config';
import base from './vitest.config.ts';

/** The tests that talk to services which have to run: PostgreSQL. One after the other, for one cuts all connections. */
export default mergeConfig(
  { ...base, test: { ...base.test, include: [] } },
  defineConfig({ test: { include: ['test/services/**/*.spec.ts'], fileParallelism: false } }),
);
