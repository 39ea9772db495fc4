import { expect, it } from 'vitest';
import { threadModule } from '../../../src/node/thread-module.ts';

it('the module of a thread stands beside its creator, in the same language', () => {
  expect(threadModule('worker', 'file:///home/undertone/src/store/thread.ts').href).toBe(
    'file:///home/undertone/src/store/worker.ts',
  );
  expect(threadModule('worker', 'file:///home/undertone/dist/store/thread.js').href).toBe(
    'file:///home/undertone/dist/store/worker.js',
  );
});
