import { defineConfig } from 'vitest/config';

const setupFiles = ['test/tooling/setup.ts'];
// They measure memory, and so need a process that nothing else has used.
const memorySpecs = ['test/unit/node/lines-memory.spec.ts', 'test/unit/sources/edits.spec.ts'];

/*
 * Pure specs share a worker's modules, since loading them costs more than running them. All others, which open sockets,
 * start programs or fill disks, get an environment of their own; they mostly wait, so one more runs than there are cores.
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
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'system',
          include: ['test/{conformance,wire,oracle,packaging}/**/*.spec.ts', ...memorySpecs],
          setupFiles,
          testTimeout: 60_000,
          maxWorkers: 3,
          sequence: { groupOrder: 0 },
        },
      },
    ],
  },
});
