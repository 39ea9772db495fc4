import { expect, it } from 'vitest';
import { createLineSplitter } from '../../../src/node/lines.ts';

const MB = 1_048_576;

it('of a line without end nothing is kept, however much of it comes', () => {
  const splitter = createLineSplitter(1_000);
  const chunk = new Uint8Array(MB).fill(0x61);
  const before = process.memoryUsage().arrayBuffers;
  for (let pushed = 0; pushed < 128; pushed += 1) expect(splitter.push(chunk)).toEqual([]);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 * MB);
  expect(splitter.push(Buffer.from('a\nb\n'))).toEqual([{ fault: 'too long' }, { text: 'b' }]);
});
