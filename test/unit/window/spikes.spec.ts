import { describe, expect, it } from 'vitest';
import type { Spike } from '../../../src/model/index.ts';
import { createSpikeDetector } from '../../../src/window/index.ts';

/** What is said of the last of these windows, which follow each other. */
const judgeLast = (volumes: readonly number[]): Spike | undefined => {
  const detector = createSpikeDetector();
  return volumes.map((posts, index) => detector.judge({ from: index * 60, to: index * 60 + 60, posts })).at(-1);
};

describe('a spike', () => {
  it.each([
    ['is a volume far above the past', [10, 12, 9, 10, 11, 8, 90], { ratio: 9, baseline: 10 }],
    [
      'has the median of an even number of windows as its baseline',
      [9, 9, 10, 11, 12, 12, 90],
      { ratio: 8.57, baseline: 10.5 },
    ],
    ['after silence is held against 1', [0, 0, 0, 0, 0, 0, 30], { ratio: 30, baseline: 0 }],
    ['is not hidden by one before it', [10, 12, 9, 10, 900, 11, 8, 90], { ratio: 9, baseline: 10 }],
    ['is not said with less than six windows of past', [10, 12, 9, 10, 11, 900], undefined],
    ['is no volume that is usual', [10, 12, 9, 10, 11, 8, 12], undefined],
    ['is no drop', [100, 120, 90, 100, 110, 80, 0], undefined],
    ['is not what chance makes of small counts', [1, 0, 2, 1, 0, 1, 5], undefined],
    ['needs ten posts', [0, 0, 0, 0, 0, 0, 9], undefined],
    ['needs twice the baseline', [1000, 1000, 1000, 1000, 1000, 1000, 1900], undefined],
    ['needs more than the past itself varies', [10, 90, 10, 90, 10, 90, 170], undefined],
  ])('%s', (_, volumes, expected) => {
    expect(judgeLast(volumes)).toEqual(expected);
  });

  it('is judged by windows that ended before it began', () => {
    const detector = createSpikeDetector();
    const judge = (to: number, posts: number) => detector.judge({ from: to - 60, to, posts });
    for (let to = 60; to <= 360; to += 10) expect(judge(to, 10)).toBeUndefined();
    expect(judge(370, 90)).toBeUndefined();
    expect(judge(420, 90)).toEqual({ ratio: 9, baseline: 10 });
  });

  it('is judged by the last 24 windows', () => {
    const past = [...Array.from({ length: 50 }, () => 500), ...Array.from({ length: 24 }, () => 10)];
    expect(judgeLast([...past, 90])).toEqual({ ratio: 9, baseline: 10 });
  });

  it('is not judged by windows that time has gone back behind', () => {
    const detector = createSpikeDetector();
    const judge = (to: number, posts: number) => detector.judge({ from: to - 60, to, posts });
    for (let to = 6_000; to <= 6_600; to += 60) judge(to, 10);
    expect(judge(5_000, 90)).toBeUndefined();
    expect(judge(6_660, 90)).toBeUndefined();
  });
});
