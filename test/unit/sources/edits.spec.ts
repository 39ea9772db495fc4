import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { createEditHistory } from '../../../src/sources/edit-history.ts';

const MB = 1_048_576;

function bytesAfterCollection(): number {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') Reflect.apply(collect, undefined, []);
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

it('an edit goes by the id under which its text is known', () => {
  const edits = createEditHistory(2);
  edits.record('1', 'a');
  expect(edits.idOf({ id: '1', text: 'a', next: '1~x' })).toBe('1');
  expect(edits.idOf({ id: '1', text: 'b', next: '1~y' })).toBe('1~y');
  expect(edits.idOf({ id: '1', text: 'b', next: '1~z' })).toBe('1~y');
  for (const id of ['2', '3']) edits.record(id, 'a');
  expect(edits.idOf({ id: '1', text: 'b', next: '1~z' })).toBe('1~z');
});

it('of posts of any size little is kept', () => {
  const edits = createEditHistory(10_000);
  const before = bytesAfterCollection();
  for (let number = 0; number < 64; number += 1) {
    const long = Buffer.alloc(MB, String(number)).toString('latin1');
    edits.record(String(number), long);
    edits.record(long, 'a');
    edits.idOf({ id: String(number), text: 'b', next: `${long}~` });
  }
  expect(bytesAfterCollection() - before).toBeLessThan(16 * MB);
  expect(edits.idOf({ id: '1', text: 'c', next: 'next' })).toBe('next');
});
