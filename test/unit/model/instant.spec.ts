import { describe, expect, it } from 'vitest';
import { secondsFault } from '../../../src/model/index.ts';

describe('a time in epoch ms', () => {
  it.each([1, 60, 1_768_473_300, 2_000_000_000, 4_102_444_800, 99_999_999_999])('%i looks like seconds', (ms) => {
    expect(secondsFault(ms)).toBe(`must be in epoch milliseconds, and ${ms} looks like seconds: use ${ms * 1_000}`);
  });

  it.each([0, 100_000_000_000, 1_768_473_300_000, 8.64e15])('%i is plausible', (ms) => {
    expect(secondsFault(ms)).toBeUndefined();
  });
});
