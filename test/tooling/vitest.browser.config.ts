import { defineConfig } from 'vitest/config';
import { longFirst } from './long-first.ts';

/** By what they take; `covered` waits for half a minute. */
const sequencer = longFirst([
  'test/browser/page.spec.ts',
  'test/browser/covered.spec.ts',
  'test/browser/ask.spec.ts',
  'test/browser/posts.spec.ts',
  'test/browser/views.spec.ts',
  'test/browser/trust.spec.ts',
  'test/browser/arrange.spec.ts',
]);

/** What drives a real Chromium against the real server: `npm run test:browser`. */
export default defineConfig({
  root: new URL('../..', import.meta.url).pathname,
  test: {
    include: ['test/browser/**/*.spec.ts'],
    setupFiles: ['test/tooling/setup.ts'],
    expect: { poll: { timeout: 60_000 } },
    testTimeout: 180_000,
    hookTimeout: 60_000,
    sequence: { sequencer },
    // A page and its server take most of a core.
    maxWorkers: 2,
  },
});
