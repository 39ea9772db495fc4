import { describe, expect, it } from 'vitest';
import { mergeGaps, mergeSummaries } from '../../../src/delivery/v1/merging.ts';
import type { Gap } from '../../../src/graph/index.ts';
import type { Summary } from '../../../src/model/index.ts';

const gapOf = (from: number, to: number, filled: Gap['filled']): Gap => ({
  source: 'test',
  from,
  to,
  cause: `From ${from}.`,
  filled,
});

const summaryOf = (from: number, to: number, posts: number, more: Partial<Summary> = {}): Summary => ({
  ...{ from, to, posts, positive: posts, negative: 0, neutral: 0, meanCompound: 0.5, meanTopicCompound: 0.25 },
  ...{ hashtags: [], words: [], conflated: 0, unscored: 0 },
  ...more,
});

describe('waiting gaps', () => {
  it('merge into one that spans both, filled no better than the worse', () => {
    expect(mergeGaps(gapOf(10, 20, 'full'), gapOf(5, 12, 'full'))).toEqual({
      ...gapOf(5, 20, 'full'),
      cause: 'From 5.',
    });
    for (const [a, b, worse] of [
      ['full', 'partial', 'partial'],
      ['partial', 'none', 'none'],
      ['none', 'full', 'none'],
    ] as const) {
      expect(mergeGaps(gapOf(0, 1, a), gapOf(2, 3, b)).filled).toBe(worse);
    }
  });
});

describe('waiting summaries', () => {
  it('are replaced by the newer one when their times overlap', () => {
    expect(mergeSummaries(summaryOf(0, 60, 5), summaryOf(1, 61, 7))).toEqual(summaryOf(1, 61, 7));
  });

  it('are added up when their times are consecutive, with means weighted by posts', () => {
    const older = summaryOf(0, 10, 3, {
      meanCompound: 1,
      hashtags: [
        ['a', 2],
        ['b', 1],
      ],
    });
    const newer = summaryOf(10, 20, 1, { meanCompound: -1, hashtags: [['b', 3]], words: [['w', 1]] });
    expect(mergeSummaries(older, newer)).toEqual(
      summaryOf(0, 20, 4, {
        meanCompound: 0.5,
        hashtags: [
          ['b', 4],
          ['a', 2],
        ],
        words: [['w', 1]],
      }),
    );
  });

  it('have means of 0 without posts', () => {
    const none = { meanCompound: 0, meanTopicCompound: 0 };
    expect(mergeSummaries(summaryOf(0, 10, 0, none), summaryOf(10, 20, 0, none))).toMatchObject({ posts: 0, ...none });
  });

  it('keep the ten most frequent words', () => {
    const names = (count: number, times: number) =>
      Array.from({ length: count }, (_, index) => [`${times}-${index}`, times] as const);
    const merged = mergeSummaries(
      summaryOf(0, 1, 1, { words: names(10, 1) }),
      summaryOf(1, 2, 1, { words: names(8, 2) }),
    );
    expect(merged.words).toHaveLength(10);
    expect(merged.words.filter(([, times]) => times === 2)).toHaveLength(8);
  });
});
