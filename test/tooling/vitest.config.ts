import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { longFirst } from './long-first.ts';

const root = new URL('../..', import.meta.url).pathname;
const setupFiles = ['test/tooling/setup.ts'];
// Programs and threads of the tests compile each module once, and not once each.
const env = { NODE_COMPILE_CACHE: `${root}node_modules/.cache/node` };
// They measure memory, and so need a process that nothing else has used.
const memorySpecs = ['test/unit/node/lines-memory.spec.ts', 'test/unit/sources/edits.spec.ts'];

// Tests with sockets and programs wait for half of their time; in CI, those of the page run beside them.
const maxWorkers = availableParallelism() + 1;
/** By what they take of a processor, the most first. */
const sequencer = longFirst([
  'test/packaging/package.spec.ts',
  'test/conformance/alert-kills.spec.ts',
  'test/wire/live-sources.spec.ts',
  'test/conformance/store.spec.ts',
  'test/wire/terminal.spec.ts',
  'test/wire/full-disk.spec.ts',
  'test/wire/store.spec.ts',
  'test/conformance/store-kills.spec.ts',
  'test/oracle/oracle.spec.ts',
  'test/wire/slow-v1.spec.ts',
  'test/wire/program.spec.ts',
  'test/wire/resume.spec.ts',
  'test/wire/mcp.spec.ts',
  'test/wire/query-change.spec.ts',
  'test/wire/demo-day.spec.ts',
]);
// No test says how long something takes: the limit ends what hangs, also where the machine is busy with other things.
const testTimeout = 180_000;
const hookTimeout = testTimeout;
const expect = { poll: { timeout: 60_000 } };

/*
 * Pure specs share a worker's modules, since loading them costs more than running them. All others, which open sockets,
 * start programs or fill disks, get an environment of their own.
 */
export default defineConfig({
  root,
  test: {
    sequence: { sequencer },
    projects: [
      {
        test: {
          name: 'pure',
          include: ['test/{marbles,unit}/**/*.spec.ts'],
          exclude: memorySpecs,
          setupFiles,
          env,
          expect,
          testTimeout,
          hookTimeout,
          isolate: false,
          maxWorkers,
        },
      },
      {
        test: {
          name: 'system',
          include: ['test/{conformance,wire,oracle,packaging}/**/*.spec.ts', ...memorySpecs],
          setupFiles,
          env,
          expect,
          testTimeout,
          hookTimeout,
          maxWorkers,
        },
      },
    ],
  },
});
