import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const root = new URL('../..', import.meta.url).pathname;
const setupFiles = ['test/tooling/setup.ts'];
// Programs and threads of the tests compile each module once, and not once each.
const env = { NODE_COMPILE_CACHE: `${root}node_modules/.cache/node` };
// They measure memory, and so need a process that nothing else has used.
const memorySpecs = ['test/unit/node/lines-memory.spec.ts', 'test/unit/sources/edits.spec.ts'];

const maxWorkers = 2 * availableParallelism();
// No test says how long something takes: the limit ends what hangs, also where the machine is busy with other things.
const testTimeout = 180_000;
const hookTimeout = testTimeout;
const expect = { poll: { timeout: 60_000 } };

/*
 * Pure specs share a worker's modules, since loading them costs more than running them. All others, which open sockets,
 * start programs or fill disks, get an environment of their own. They wait for half of their time, so that twice as many run
 * as there are cores.
 */
export default defineConfig({
  root,
  test: {
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
