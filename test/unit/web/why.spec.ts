import { describe, expect, it } from 'vitest';
import { layerAt, nearestLine } from '../../../src/web/state/chart-target.ts';
import { ranges } from '../../../src/web/state/ranges.ts';
import { Series } from '../../../src/web/state/series.ts';
import { readWhy, timesUsual } from '../../../src/web/state/why.ts';
import { windowFigures } from '../../../src/web/state/window-figures.ts';

describe('a chosen place in the charts', () => {
  it('is that of the nearest line', () => {
    expect(nearestLine([0.4, undefined, -0.2, null], 0)).toBe(2);
    expect(nearestLine([0.4, undefined, -0.2, null], 0.9)).toBe(0);
    expect(nearestLine([undefined, null], 0)).toBeUndefined();
  });

  it('is that of the layer it is in, or of the nearest one', () => {
    expect([70, 50, 20, 10].map((height) => layerAt([60, 30, 12], height))).toEqual([0, 0, 1, 2]);
    expect(layerAt([null, undefined], 3)).toBeUndefined();
  });
});

describe('the answer of what happened', () => {
  const answer = {
    words: [{ word: 'recall', count: 8, expected: 2, logOdds: 1.2 }, { word: 'odd' }],
    hashtags: [{ hashtag: 'news', count: 3, expected: 0, logOdds: 2 }],
    shares: { positive: 0.2, negative: 0.7, neutral: 0.1 },
    usual: { positive: 0.5, negative: 0.3, neutral: 0.2 },
    posts: [{ id: '1', source: 's', at: 5, compound: -0.9, polarityIndex: 1, text: 'Recall!' }],
  };

  it('is read without its invalid parts', () => {
    const why = readWhy(answer, 't1');
    expect(why?.words).toEqual([{ term: 'recall', count: 8, expected: 2 }]);
    expect(why?.words.map(timesUsual)).toEqual([4]);
    expect(why?.hashtags.map(timesUsual)).toEqual([undefined]);
    expect(why?.posts.map(({ matches }) => matches[0]?.id)).toEqual(['t1']);
    expect(why?.hasPast).toBe(true);
    expect(readWhy({ error: {} }, 't1')).toBeUndefined();
  });

  it('has no past where nothing older is kept', () => {
    expect(readWhy({ ...answer, usual: { positive: 0, negative: 0, neutral: 0 } }, 't1')?.hasPast).toBe(false);
  });
});

describe('the figures of a window', () => {
  const start = Date.UTC(2026, 0, 15, 12);
  const domain = { from: start, to: start + 60_000 };
  const window = { from: start + 20_000, to: start + 30_000 };
  const figures = (series: Series) => windowFigures({ series, range: ranges['1m'], measure: 'whole' }, window, domain);

  it('stand beside those of the rest of the time', () => {
    const series = new Series();
    series.cover(domain.from, domain.to);
    const add = (second: number, compound: number): void => {
      const topic = { compound, polarityIndex: 0 as const };
      series.add({ at: start + second * 1_000, compound, polarityIndex: 0, topic });
    };
    for (let second = 0; second < 60; second += 5) add(second, 0.2);
    for (let second = 20; second < 30; second++) add(second, -0.4);
    const { isKnown, posts, mean, rate, restMean, restRate } = figures(series);
    expect({ isKnown, posts, rate, restRate }).toEqual({ isKnown: true, posts: 12, rate: 72, restRate: 12 });
    expect(mean).toBeCloseTo(-0.3);
    expect(restMean).toBeCloseTo(0.2);
  });

  it('are unknown of time that was not tracked', () => {
    expect(figures(new Series())).toMatchObject({ isKnown: false, mean: undefined, rate: undefined });
  });
});
