import { describe, expect, it } from 'vitest';
import type { Shift, Spike } from '../../../src/model/index.ts';
import { createAnomalyDetector } from '../../../src/window/index.ts';

/** A window of a minute. */
const at = (from: number, posts: number, meanCompound: number) => ({ from, to: from + 60, posts, meanCompound });

/** Returns the spike in the last of these windows, which follow each other. */
const spikeOfLast = (volumes: readonly number[]): Spike | undefined => {
  const detector = createAnomalyDetector();
  return volumes.map((posts, index) => detector.detect(at(index * 60, posts, 0)).spike).at(-1);
};

describe('a spike', () => {
  it.each([
    ['is a volume far above the past', [10, 12, 9, 10, 11, 8, 90], { ratio: 9, baseline: 10 }],
    [
      'has the median of an even number of windows as its baseline',
      [9, 9, 10, 11, 12, 12, 90],
      { ratio: 8.57, baseline: 10.5 },
    ],
    ['after silence is compared with 1', [0, 0, 0, 0, 0, 0, 30], { ratio: 30, baseline: 0 }],
    ['is not hidden by one before it', [10, 12, 9, 10, 900, 11, 8, 90], { ratio: 9, baseline: 10 }],
    ['needs six past windows', [10, 12, 9, 10, 11, 900], undefined],
    ['is not a usual volume', [10, 12, 9, 10, 11, 8, 12], undefined],
    ['is not a drop', [100, 120, 90, 100, 110, 80, 0], undefined],
    ['is not what chance makes of small counts', [1, 0, 2, 1, 0, 1, 5], undefined],
    ['needs ten posts', [0, 0, 0, 0, 0, 0, 9], undefined],
    ['needs twice the baseline', [1000, 1000, 1000, 1000, 1000, 1000, 1900], undefined],
    ['needs more than the past itself varies', [10, 90, 10, 90, 10, 90, 170], undefined],
  ])('%s', (_, volumes, expected) => {
    expect(spikeOfLast(volumes)).toEqual(expected);
  });

  it('is found against windows that ended before it began', () => {
    const detector = createAnomalyDetector();
    const detect = (to: number, posts: number) => detector.detect(at(to - 60, posts, 0)).spike;
    for (let to = 60; to <= 360; to += 10) expect(detect(to, 10)).toBeUndefined();
    expect(detect(370, 90)).toBeUndefined();
    expect(detect(420, 90)).toEqual({ ratio: 9, baseline: 10 });
  });

  it('is found against the last 24 windows', () => {
    const past = [...Array.from({ length: 50 }, () => 500), ...Array.from({ length: 24 }, () => 10)];
    expect(spikeOfLast([...past, 90])).toEqual({ ratio: 9, baseline: 10 });
  });

  it('is not found against windows that time has gone back behind', () => {
    const detector = createAnomalyDetector();
    const detect = (to: number, posts: number) => detector.detect(at(to - 60, posts, 0)).spike;
    for (let to = 6_000; to <= 6_600; to += 60) detect(to, 10);
    expect(detect(5_000, 90)).toBeUndefined();
    expect(detect(6_660, 90)).toBeUndefined();
  });
});

/** Returns the level shift in the last of these windows, which follow each other, given their means and posts. */
const shiftOfLast = (means: readonly number[], posts: readonly number[]): Shift | undefined => {
  const detector = createAnomalyDetector();
  const detect = (mean: number, index: number) => detector.detect(at(index * 60, posts[index] ?? 100, mean)).shift;
  return means.map(detect).at(-1);
};

describe('a shift', () => {
  it.each([
    ['is a mean far from the past', [0.1, 0.12, 0.1, 0.08, 0.1, 0.11, 0.6], [], { change: 0.5, baseline: 0.1 }],
    ['goes down as well', [0.1, 0.12, 0.1, 0.08, 0.1, 0.11, -0.6], [], { change: -0.7, baseline: 0.1 }],
    ['may cross nothing at all', [0, 0, 0, 0, 0, 0, 0.3], [], { change: 0.3, baseline: 0 }],
    ['is not hidden by one before it', [0.1, 0.1, -0.9, 0.1, 0.1, 0.1, 0.5], [], { change: 0.4, baseline: 0.1 }],
    ['has four digits', [0.1, 0.1, 0.1, 0.2001, 0.2, 0.2, -0.9], [], { change: -1.05, baseline: 0.15 }],
    ['needs six past windows', [0.1, 0.1, 0.1, 0.1, 0.1, 0.9], [], undefined],
    ['is not a usual mean', [0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.15], [], undefined],
    ['needs a fifth of the scale', [0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.29], [0, 0, 0, 0, 0, 0, 9_000], undefined],
    ['needs more than the past itself varies', [0.6, -0.6, 0.6, -0.6, 0.6, -0.6, 0.9], [], undefined],
    [
      'needs more than chance makes of few posts',
      [0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.8],
      [20, 20, 20, 20, 20, 20, 10],
      undefined,
    ],
    ['needs ten posts', [-0.9, -0.9, -0.9, -0.9, -0.9, -0.9, 0.9], [20, 20, 20, 20, 20, 20, 9], undefined],
    ['has no past in windows with few posts', [0, 0, 0, 0, 0, 0, 0.9], [20, 20, 20, 20, 20, 9], undefined],
  ])('%s', (_, means, posts, expected) => {
    expect(shiftOfLast(means, posts)).toEqual(expected);
  });

  it('is independent of a spike', () => {
    const detector = createAnomalyDetector();
    for (let index = 0; index < 6; index += 1) detector.detect(at(index * 60, 20, 0.1));
    expect(detector.detect(at(360, 200, 0.1))).toEqual({ spike: { ratio: 10, baseline: 20 } });
    expect(detector.detect(at(420, 200, -0.5))).toEqual({
      spike: { ratio: 10, baseline: 20 },
      shift: { change: -0.6, baseline: 0.1 },
    });
  });
});
