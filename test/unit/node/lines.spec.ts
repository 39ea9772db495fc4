import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLineSplitter, type Line } from '../../../src/node/lines.ts';

/** The lines of bytes that come in pieces cut at the given offsets. */
function split(bytes: Uint8Array, cuts: readonly number[] = [], maxBytes = 1_000): readonly Line[] {
  const splitter = createLineSplitter(maxBytes);
  const edges = [0, ...[...cuts].sort((a, b) => a - b), bytes.length];
  const pushed = edges.slice(1).flatMap((end, index) => splitter.push(bytes.subarray(edges[index], end)));
  return [...pushed, ...splitter.end()];
}

describe('lines of bytes', () => {
  it('are cut at LF, and the last one needs none', () => {
    expect(split(Buffer.from('a\nb\n\nc'))).toEqual([{ text: 'a' }, { text: 'b' }, { text: '' }, { text: 'c' }]);
    expect(split(Buffer.from(''))).toEqual([]);
    expect(split(Buffer.from('a\n'))).toEqual([{ text: 'a' }]);
  });

  it('come out the same wherever the chunks are cut, in the middle of a character too', () => {
    const text = fc.array(
      fc.string({ unit: 'grapheme' }).map((line) => line.replaceAll('\n', '')),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(text, fc.array(fc.nat()), (lines, offsets) => {
        const bytes = Buffer.from(`${lines.join('\n')}\n`);
        const cuts = offsets.map((offset) => offset % (bytes.length + 1));
        expect(split(bytes, cuts, 10_000)).toEqual(lines.map((line) => ({ text: line.replace(/^\uFEFF/, '') })));
      }),
    );
  });

  it('say what is wrong with them, and leave the next one whole', () => {
    const bytes = Buffer.concat([Buffer.from('a\n'), Buffer.from([0x22, 0xff, 0x22, 0x0a]), Buffer.from('b\n')]);
    expect(split(bytes)).toEqual([{ text: 'a' }, { fault: 'not UTF-8' }, { text: 'b' }]);
  });

  it('are reported as too long, in whatever pieces they come, without being kept', () => {
    const bytes = Buffer.from(`${'x'.repeat(50)}\nfits\n${'y'.repeat(11)}`);
    const expected = [{ fault: 'too long' }, { text: 'fits' }, { fault: 'too long' }];
    for (const cuts of [[], [10], [5, 10, 15, 20, 45, 52, 58]]) expect(split(bytes, cuts, 10)).toEqual(expected);
  });

  it('may be exactly as long as is allowed', () => {
    expect(split(Buffer.from(`${'x'.repeat(10)}\n`), [3], 10)).toEqual([{ text: 'x'.repeat(10) }]);
  });
});
