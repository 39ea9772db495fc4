import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const setupFiles = ['test/tooling/setup.ts'];
// They measure memory, and so need a process that nothing else has used.
const memorySpecs = ['test/unit/node/lines-memory.spec.ts', 'test/unit/sources/edits.spec.ts'];

const maxWorkers = 2 * availableParallelism();

/*
 * Pure specs share a worker's modules, since loading them costs more than running them. All others, which open sockets,
 * start programs or fill disks, get an environment of their own. They wait for half of their time, so that twice as many run
 * as there are cores.
 */
export default defineConfig({
  root: new URL('../..', import.meta.url).pathname,
  test: {
    projects: [
      {
        test: {
          name: 'pure',
          include: ['test/{marbles,unit}/**/*.spec.ts'],
          exclude: memorySpecs,
          setupFiles,
          testTimeout: 60_000,
          isolate: false,
          maxWorkers,
        },
      },
      {
        test: {
          name: 'system',
          include: ['test/{conformance,wire,oracle,packaging}/**/*.spec.ts', ...memorySpecs],
          setupFiles,
          testTimeout: 60_000,
          maxWorkers,
        },
      },
    ],
  },
});
