import { describe, expect, it } from 'vitest';
import { rangeNames, ranges } from '../../../src/web/state/ranges.ts';
import { Series } from '../../../src/web/state/series.ts';
import { changeOf, comparedStepMs, sparkOf } from '../../../src/web/state/trend.ts';

const start = Date.UTC(2026, 0, 15, 12);
const domain = { from: start, to: start + 60_000 };

/** A series with posts of a compound at each of some seconds from the start. */
function seriesOf(posts: readonly (readonly [second: number, compound: number])[], coveredFrom: number): Series {
  const series = new Series();
  series.cover(start + coveredFrom * 1_000, domain.to);
  for (const [second, compound] of posts) {
    const topic = { compound: -compound, polarityIndex: 2 as const };
    series.add({ at: start + second * 1_000, compound, polarityIndex: 2, topic });
  }
  return series;
}

describe('the change against the period before', () => {
  const posts = [
    ...[-50, -30].map((second) => [second, 0.1] as const),
    ...[5, 15, 25].map((second) => [second, 0.4] as const),
  ];

  it('is that of the mean that is measured, and of the posts per covered time', () => {
    const change = changeOf(seriesOf(posts, -60), { stepMs: 10_000, domain, measure: 'whole' });
    expect(change?.mean).toBeCloseTo(0.3);
    expect(change?.times).toBeCloseTo(1.5);
    expect(change?.ms).toBe(60_000);
    expect(changeOf(seriesOf(posts, -60), { stepMs: 10_000, domain, measure: 'topic' })?.mean).toBeCloseTo(-0.3);
  });

  it('goes by the time that was covered, and is unknown where too little was', () => {
    const half = changeOf(seriesOf(posts, -30), { stepMs: 10_000, domain, measure: 'whole' });
    expect(half?.times).toBeCloseTo(3 / 60 / (2 / 30), 0);
    expect(changeOf(seriesOf(posts.slice(2), -20), { stepMs: 10_000, domain, measure: 'whole' })).toBeUndefined();
  });

  it('has no factor where nothing was posted before', () => {
    const change = changeOf(seriesOf([[5, 0.4]], -60), { stepMs: 10_000, domain, measure: 'whole' });
    expect(change).toEqual({ mean: undefined, times: undefined, ms: 60_000 });
  });

  it('is known of all ranges of which twice the time is kept', () => {
    expect(rangeNames.filter((name) => comparedStepMs(ranges[name]) === undefined)).toEqual(['30d']);
  });
});

describe('a sparkline', () => {
  it('has the mean of each part, and holes without posts', () => {
    const series = seriesOf(
      [
        [0, 0.2],
        [1, 0.4],
        [59, -0.5],
      ],
      0,
    );
    const values = sparkOf(series, { range: ranges['1m'], domain, measure: 'whole' });
    expect(values).toHaveLength(20);
    expect(values[0]).toBeCloseTo(0.3);
    expect([values[1], values.at(-1)]).toEqual([undefined, -0.5]);
  });
});
