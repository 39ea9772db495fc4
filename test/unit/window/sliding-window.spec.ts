import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paneMsOf, type Summary, type WindowSpec } from '../../../src/model/index.ts';
import { createWatermark, Panes, SlidingWindow, type Counted } from '../../../src/window/index.ts';

const nothing: ReadonlySet<string> = new Set();
const result = (at: number, facts: Partial<Counted> = {}): Counted => ({
  ...{ at, compound: 0, topicCompound: 0, hashtags: {}, words: [] },
  ...facts,
});

/** Summaries in short: `from-to posts`, in seconds. */
const brief = (summaries: readonly Summary[]): string =>
  summaries.map(({ from, to, posts }) => `${from / 1_000}-${to / 1_000} ${posts}`).join(', ');

/** A window with panes of its own, which are dropped as soon as it does not need them. */
class LoneWindow extends SlidingWindow {
  readonly panes: Panes;

  constructor(spec: WindowSpec, without = nothing) {
    const panes = new Panes(paneMsOf(spec));
    super({ ...spec, panes, without });
    this.panes = panes;
  }

  add(counted: Counted): void {
    this.panes.add(counted);
  }

  override close(closedBefore: number): readonly Summary[] {
    const summaries = super.close(closedBefore);
    this.panes.dropBefore(this.neededFrom);
    return summaries;
  }
}

const windowOf = (windowMs: number, everyMs: number, seconds: readonly number[] = []): LoneWindow => {
  const window = new LoneWindow({ windowMs, everyMs });
  for (const at of seconds) window.add(result(at * 1_000));
  return window;
};

describe('a window', () => {
  it('emits the last one that has ended, its end excluded', () => {
    const window = windowOf(10_000, 10_000, [10, 15, 19.999, 20]);
    expect(brief(window.emitAt(29_999))).toBe('10-20 3');
  });

  it('slides in steps, in time with the epoch', () => {
    const window = windowOf(10_000, 2_000, [1, 4, 7, 11]);
    expect([9, 10, 12, 13.9, 22].map((at) => brief(window.emitAt(at * 1_000)))).toEqual([
      '-2-8 3',
      '0-10 3',
      '2-12 3',
      '2-12 3',
      '10-20 1, 12-22 0',
    ]);
  });

  it('first emits the tiles that time has leapt over, once, if they have posts', () => {
    const window = windowOf(10_000, 10_000, [45, 5, 17, 15]);
    expect(brief(window.emitAt(45_000))).toBe('0-10 1, 10-20 2, 30-40 0');
    window.add(result(18_000));
    expect(brief(window.emitAt(55_000))).toBe('40-50 1');
    expect(brief(window.close(60_000))).toBe('10-20 3');
  });

  it('need not be a multiple of its steps', () => {
    const window = windowOf(5_000, 2_000, [0.9, 1, 5.9, 6]);
    expect(brief(window.emitAt(7_000))).toBe('0-5 2, 1-6 2');
  });

  it('is emitted empty where there are no posts', () => {
    expect(windowOf(10_000, 10_000).emitAt(35_000).at(-1)).toEqual({
      ...{ from: 20_000, to: 30_000, posts: 0, positive: 0, negative: 0, neutral: 0 },
      ...{ meanCompound: 0, meanTopicCompound: 0, hashtags: [], words: [], conflated: 0, unscored: 0 },
    });
  });

  it('leaves out the words of its query', () => {
    const window = new LoneWindow({ windowMs: 1_000, everyMs: 1_000 }, new Set(['pizza']));
    window.add(result(0, { words: ['pizza', 'crust'], hashtags: { pizza: 1 } }));
    expect(window.emitAt(1_000).map(({ words, hashtags }) => [words, hashtags])).toEqual([
      [[['crust', 1]], [['pizza', 1]]],
    ]);
  });
});

describe('when a window closes', () => {
  it('tiles that were never emitted are emitted, the oldest first, and no empty one', () => {
    const window = windowOf(10_000, 10_000, [45, 5, 15, 17]);
    expect(brief(window.close(40_000))).toBe('0-10 1, 10-20 2');
    expect(brief(window.close(50_000))).toBe('40-50 1');
    expect(brief(window.close(60_000))).toBe('');
  });

  it('a tile that was emitted is emitted again only if it has got more posts', () => {
    const window = windowOf(10_000, 10_000, [5, 15]);
    window.emitAt(10_000);
    window.emitAt(20_000);
    window.add(result(16_000));
    expect(brief(window.close(20_000))).toBe('10-20 2');
    expect(brief(window.close(30_000))).toBe('');
  });

  it('a sliding one is emitted by the tiles of its length', () => {
    const window = windowOf(10_000, 2_000, [5, 11]);
    expect(brief(window.close(18_000))).toBe('0-10 1');
    expect(brief(window.close(20_000))).toBe('10-20 1');
  });

  it('and the watermark goes back, nothing final is emitted twice', () => {
    const window = windowOf(10_000, 10_000, [5]);
    expect(brief(window.close(20_000))).toBe('0-10 1');
    expect(brief(window.close(0))).toBe('');
    expect(brief(window.close(20_000))).toBe('');
    window.add(result(6_000));
    window.close(10_000);
    expect(brief(window.close(20_000))).toBe('');
  });

  it('panes that are no longer needed are dropped', () => {
    const window = windowOf(10_000, 2_000, [5, 11]);
    window.close(17_999);
    expect(brief(window.emitAt(10_000))).toBe('0-10 1');
    window.close(18_000);
    expect(brief([...window.emitAt(10_000), ...window.emitAt(20_000)])).toBe('0-10 0, 10-20 1');
  });
});

describe('the spike of a window', () => {
  const fill = (window: LoneWindow, second: number, posts: number): void => {
    for (let index = 0; index < posts; index += 1) window.add(result(second * 1_000));
  };

  it('has its baseline once there is enough past, which begins with the first whole window', () => {
    const window = windowOf(1_000, 1_000);
    const spikes: (Summary['spike'] | undefined)[] = [];
    for (let second = 0; second < 9; second += 1) {
      fill(window, second, second === 8 || second === 6 ? 60 : 10);
      spikes.push(window.emitAt(second * 1_000 + 1_000).at(-1)?.spike);
    }
    expect(spikes).toEqual([...Array.from({ length: 8 }, () => undefined), { ratio: 6, baseline: 10 }]);
  });
});

const specs: readonly WindowSpec[] = [
  { windowMs: 10_000, everyMs: 10_000 },
  { windowMs: 10_000, everyMs: 2_500 },
  { windowMs: 5_000, everyMs: 2_000 },
  { windowMs: 60_000, everyMs: 60_000 },
  { windowMs: 1_000, everyMs: 250 },
];
const compound = fc.integer({ min: -10_000, max: 10_000 }).map((digits) => digits / 10_000);
const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c'));
const step = fc.record({
  waitMs: fc.oneof(fc.nat({ max: 500 }), fc.nat({ max: 50_000 })),
  lagMs: fc.oneof(fc.integer({ min: -100, max: 2_000 }), fc.nat({ max: 90_000 })),
  compound,
  topicCompound: compound,
  hashtags: names.map((tags) => Object.fromEntries(tags.map((tag) => [tag, 1]))),
  words: names,
  ticks: fc.boolean(),
});

/** The summary of a window, counted from scratch. */
function recount(posts: readonly Counted[], from: number, to: number): Omit<Summary, 'spike' | 'shift'> {
  const inside = posts.filter(({ at }) => at >= from && at < to);
  const count = (found: (post: Counted) => boolean): number => inside.filter(found).length;
  const mean = (values: readonly number[]): number =>
    values.length === 0 ? 0 : Math.round(values.reduce((a, b) => a + Math.round(b * 1e4), 0) / values.length) / 1e4;
  const rank = (lists: readonly (readonly string[])[]) =>
    ['a', 'b', 'c']
      .map((name) => [name, lists.filter((list) => list.includes(name)).length] as const)
      .filter(([, times]) => times > 0)
      .sort(([, m], [, n]) => n - m);
  return {
    ...{ from, to, posts: inside.length, conflated: 0, unscored: 0 },
    positive: count((post) => post.compound > 0.05),
    negative: count((post) => post.compound < -0.05),
    neutral: count((post) => Math.abs(post.compound) <= 0.05),
    meanCompound: mean(inside.map((post) => post.compound)) + 0,
    meanTopicCompound: mean(inside.map((post) => post.topicCompound)) + 0,
    hashtags: rank(inside.map(({ hashtags }) => Object.keys(hashtags))),
    words: rank(inside.map(({ words }) => words)),
  };
}

describe('against a naive recount of random posts', () => {
  it('every summary is right when it is emitted, and at the end every post on time is in the last one of its tile', () => {
    fc.assert(
      fc.property(fc.constantFrom(...specs), fc.array(step, { maxLength: 60 }), (spec, steps) => {
        const watermark = createWatermark({ allowedLatenessMs: 30_000, bucketMs: 10_000 });
        const window = new LoneWindow(spec);
        const posts: Counted[] = [];
        const final = new Map<number, number>();
        const check = ({ spike, shift, ...summary }: Summary): void => {
          expect(summary).toEqual(recount(posts, summary.from, summary.to));
          expect(summary.to - summary.from).toBe(spec.windowMs);
          expect(spike?.ratio ?? 2).toBeGreaterThanOrEqual(2);
          expect(Math.abs(shift?.change ?? 1)).toBeGreaterThanOrEqual(0.2);
          if (summary.to % spec.windowMs === 0) final.set(summary.to, summary.posts);
        };
        const closeNow = (): void => {
          for (const summary of window.close(watermark.closedBefore())) {
            expect(summary.posts).toBeGreaterThan(final.get(summary.to) ?? 0);
            check(summary);
          }
        };
        let now = 1_000_000;
        for (const { waitMs, lagMs, ticks, ...facts } of steps) {
          now += waitMs;
          const { at, late } = watermark.assign(now - lagMs, now);
          closeNow();
          if (!late) {
            posts.push({ at, ...facts });
            window.add({ at, ...facts });
          }
          if (ticks) {
            const summary = window.emitAt(watermark.eventTimeNow(now));
            const to = Math.floor(watermark.eventTimeNow(now) / spec.everyMs) * spec.everyMs;
            expect(summary.at(-1)?.to).toBe(to);
            expect(summary.map((each) => each.to)).toEqual(summary.map((each) => each.to).sort((a, b) => a - b));
            summary.forEach(check);
            for (const post of posts) {
              const tile = Math.floor(post.at / spec.windowMs) * spec.windowMs + spec.windowMs;
              expect(tile > to || final.has(tile)).toBe(true);
            }
          }
        }
        watermark.assign(now + 1e6, now + 1e6);
        closeNow();
        expect([...final.values()].reduce((sum, count) => sum + count, 0)).toBe(posts.length);
        expect(window.close(watermark.closedBefore() + 1e6)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
