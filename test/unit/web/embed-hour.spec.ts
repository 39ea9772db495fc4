import { expect, it } from 'vitest';
import { Hour, minuteMs, type CardSummary, type Minute } from '../../../src/web/embed/hour.ts';

const start = 1_768_471_200_000;
const tally = { posts: 2, positive: 1, negative: 0, neutral: 1, unscored: 0, meanCompound: 0.5 };
const minute = (index: number, figures: Partial<Minute> = {}): Minute => ({
  ...{ ...tally, at: start + index * minuteMs, tracked: 1 },
  ...figures,
});
/** The summary of ten seconds from a second on. */
const summary = (second: number, figures: Partial<CardSummary> = {}): CardSummary => ({
  ...{ ...tally, from: start + second * 1_000, to: start + (second + 10) * 1_000 },
  ...figures,
});

it('has the mean of posts that have a score, and a point for each minute that has one', () => {
  const hour = new Hour();
  hour.load(
    [minute(0, { posts: 4, positive: 3, meanCompound: 0.1 }), minute(2, { posts: 3, unscored: 1 })],
    start + 3 * minuteMs,
  );
  const { posts, mean, points, tracked, latest } = hour.read();
  expect({ posts, mean, tracked, latest }).toEqual({ posts: 7, mean: 1.4 / 6, tracked: 2 / 60, latest: undefined });
  expect(points).toEqual([...Array.from({ length: 57 }), 0.1, undefined, 0.5]);
  expect(new Hour().read()).toMatchObject({ posts: 0, mean: undefined });
});

it('leaves the minute in which summaries begin to the store, and adds up those of the next ones', () => {
  const hour = new Hour();
  expect([30, 40, 50].map((second) => hour.add(summary(second)))).toEqual([false, false, false]);
  hour.load([minute(0, { posts: 9, positive: 8, meanCompound: 0 })], start + 59_000);
  expect(hour.read()).toMatchObject({ posts: 9, latest: { posts: 4, ms: 20_000 } });
  expect(hour.add(summary(60, { meanCompound: 0.2 }))).toBe(true);
  expect(hour.add(summary(70, { meanCompound: 0.4 }))).toBe(true);
  hour.load([minute(0, { posts: 9, positive: 8, meanCompound: 0 }), minute(1, { posts: 99 })], start + 81_000);
  const { posts, points } = hour.read();
  expect(posts).toBe(13);
  expect(points.slice(-2)).toEqual([0, expect.closeTo(0.3, 9)]);
});

it('forgets what is older than an hour, and the rate when summaries begin again', () => {
  const hour = new Hour();
  hour.load([minute(0), minute(1)], start + minuteMs);
  expect(hour.add(summary(3_650))).toBe(false);
  expect(hour.add(summary(3_660))).toBe(true);
  expect(hour.read()).toMatchObject({ posts: 2, latest: { posts: 2, ms: 10_000 } });
  hour.restart();
  expect(hour.read().latest).toBeUndefined();
  expect(hour.add(summary(3_670))).toBe(false);
});
