import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAddress, writeAddress } from '../../../src/web/state/address.ts';
import { faultOf } from '../../../src/web/state/check-query.ts';
import { csvOf } from '../../../src/web/state/csv.ts';
import { EventClock } from '../../../src/web/state/event-clock.ts';
import { compact, duration, percentages, rate, signed } from '../../../src/web/state/format.ts';
import { addGap, openGapsOf } from '../../../src/web/state/gaps.ts';
import { lookOf } from '../../../src/web/state/palette.ts';
import { rangeNames, ranges, ringSizes, topsWindow } from '../../../src/web/state/ranges.ts';
import { anomalyLabel, addAnomaly, anomaliesIn, type Anomaly } from '../../../src/web/state/anomalies.ts';
import { noCounts } from '../../../src/web/state/ring-buffer.ts';
import { sharesOf, stack } from '../../../src/web/state/stack.ts';
import { windowFault } from '../../../src/model/index.ts';

describe('the address', () => {
  it('contains the view, and restores it', () => {
    const window = { from: 1_764_295_800_000, to: 1_764_295_810_000 };
    const query = fc
      .string({ minLength: 1, maxLength: 30 })
      .map((text) => text.trim())
      .filter((text) => text !== '');
    const view = fc
      .record({
        queries: fc.uniqueArray(query, { maxLength: 10 }),
        polarityIndex: fc.constantFrom(undefined, 0 as const, 1 as const, 2 as const),
        range: fc.constantFrom(...rangeNames),
        span: fc.constantFrom(undefined, { from: 1_764_295_800_000, to: 1_764_296_100_000 }),
        measure: fc.constantFrom('whole' as const, 'topic' as const),
        isShare: fc.boolean(),
        search: fc.constantFrom('', 'crust -"deep dish"'),
        order: fc.constantFrom('newest' as const, 'strongest' as const),
        linked: fc.option(fc.record({ source: fc.string(), id: fc.string() }), { nil: undefined }),
        isWall: fc.boolean(),
      })
      .chain((each) =>
        fc
          .record({
            picked: fc.constantFrom(undefined, ...each.queries),
            hidden: fc.subarray([...each.queries]),
            term: fc.constantFrom(undefined, '#recall'),
            slots: fc.shuffledSubarray([...each.queries.keys()], { minLength: each.queries.length }),
          })
          .map(({ term, ...fields }) => ({
            ...each,
            ...fields,
            asked: fields.picked === undefined ? undefined : { query: fields.picked, ...window, term },
          })),
      );
    fc.assert(
      fc.property(view, (each) => {
        expect(readAddress(writeAddress(each))).toEqual(each);
      }),
    );
  });

  it('ignores unknown values', () => {
    expect(
      readAddress('?q=a&q=a&q=%20&range=9y&access_token=t&pick=b&posts=sad&hide=b&looks=12&find=(a&order=odd&post=1'),
    ).toEqual({
      queries: ['a'],
      slots: [0],
      hidden: [],
      picked: undefined,
      polarityIndex: undefined,
      range: '5m',
      span: undefined,
      asked: undefined,
      measure: 'whole',
      isShare: false,
      search: '',
      order: 'newest',
      linked: undefined,
      isWall: false,
    });
    expect(readAddress('?from=2026-01-15T12:00:00Z&to=2026-01-15T13:00:00Z').span).toEqual({
      from: Date.UTC(2026, 0, 15, 12),
      to: Date.UTC(2026, 0, 15, 13),
    });
    expect(readAddress('?from=1768478400&to=1768482000').span).toBeUndefined();
    expect(readAddress('?from=1768478400000').span).toBeUndefined();
  });
});

describe('ranges', () => {
  it('fit their ring buffers, and request windows that the server accepts', () => {
    for (const name of rangeNames) {
      const range = ranges[name];
      const length = ringSizes.find(([stepMs]) => stepMs === range.ringMs)?.[1] ?? 0;
      expect(length * range.ringMs).toBeGreaterThanOrEqual(range.ms + range.windowMs + range.stepMs);
      expect(range.stepMs % range.ringMs).toBe(0);
      expect(range.windowMs % range.stepMs).toBe(0);
      expect(windowFault(topsWindow(range))).toBeUndefined();
    }
  });
});

describe('looks', () => {
  it('differ for ten queries in shape or colour, and never in colour alone', () => {
    const looks = Array.from({ length: 10 }, (_, slot) => lookOf(slot));
    expect(new Set(looks.map(({ light, shape }) => `${light} ${shape}`)).size).toBe(10);
    for (const [index, { shape, dash }] of looks.entries()) {
      const twins = looks.slice(index + 1).filter((look) => look.shape === shape && look.dash === dash);
      expect(twins.every(({ light }) => light !== looks[index]?.light)).toBe(true);
      expect(looks.slice(0, 8).filter((look) => look.shape === shape).length).toBe(1);
    }
  });
});

describe('a query that is typed', () => {
  it('is refused with its offending token', () => {
    expect(faultOf('pizza )')).toMatchObject({ before: 'pizza ', token: ')', after: '' });
    expect(faultOf('lang:en')).toMatchObject({ before: '', token: 'lang:en', after: '' });
    expect(faultOf('pizza')).toBeUndefined();
  });

  it('is split into three parts that add up to it again', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (text) => {
        const fault = faultOf(text);
        if (fault !== undefined) expect(fault.before + fault.token + fault.after).toBe(text);
      }),
    );
  });
});

describe('event time', () => {
  it('equals the clock, unless the posts are ahead of it or from a recording', () => {
    const clock = new EventClock();
    clock.observe(9_000, 10_000);
    expect(clock.now(10_000)).toBe(10_000);
    clock.observe(12_000, 11_000);
    expect(clock.now(11_000)).toBe(12_000);
    const recorded = new EventClock();
    recorded.observe(1_000, 1_000_000);
    recorded.observe(3_000, 1_001_000);
    expect(recorded.now(1_001_000)).toBe(3_000);
  });
});

describe('gaps', () => {
  it('are merged where they overlap, filled as the worse of them', () => {
    const gap = (from: number, to: number, filled: 'full' | 'partial' | 'none') => ({
      source: 'demo',
      from,
      to,
      cause: '',
      filled,
    });
    expect(addGap([gap(0, 10, 'full')], gap(5, 20, 'none'))).toEqual([gap(0, 20, 'none')]);
    expect(addGap([gap(0, 10, 'full')], gap(15, 20, 'none'))).toHaveLength(2);
  });
});

describe('open gaps', () => {
  const source = (state: 'live' | 'pending' | 'down', reason?: string) => [{ source: 'poll', state, reason }] as const;

  it('last from the first second, with their reason, until the source is live', () => {
    const wasLive = new Set(['poll']);
    const first = openGapsOf(source('pending'), [], { wasLive, now: 5 });
    expect(first).toEqual([{ source: 'poll', from: 5, cause: 'The source is not live.' }]);
    const known = openGapsOf(source('down', 'The host is away.'), first, { wasLive, now: 9 });
    expect(known).toEqual([{ source: 'poll', from: 5, cause: 'The host is away.' }]);
    expect(openGapsOf(source('live'), known, { wasLive, now: 12 })).toEqual([]);
  });

  it('are none while a source connects for the first time', () => {
    expect(openGapsOf(source('pending'), [], { wasLive: new Set(), now: 5 })).toEqual([]);
  });
});

describe('anomalies', () => {
  const bucket = (index: number, posts: number, meanCompound = 0) => ({
    at: index * 10_000,
    posts,
    positive: 0,
    negative: 0,
    neutral: posts,
    meanCompound,
    meanTopicCompound: 0,
    tracked: 1,
  });
  const timed = (at: number) => ({ from: at - 10_000, at });
  const spike = (at: number, ratio: number, baseline: number): Anomaly => ({
    ...timed(at),
    kind: 'spike',
    ratio,
    baseline,
  });
  const shift = (at: number, change: number, baseline: number): Anomaly => ({
    ...timed(at),
    kind: 'shift',
    change,
    baseline,
  });

  it('are found in stored buckets as in live windows', () => {
    const buckets = [5, 4, 6, 5, 4, 5, 6, 40, 5].map((posts, index) => bucket(index + 1, posts));
    expect(anomaliesIn(buckets, 10_000)).toEqual([spike(90_000, 8, 5)]);
    const moods = [0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, -0.6].map((mood, index) => bucket(index + 1, 100, mood));
    expect(anomaliesIn(moods, 10_000)).toEqual([shift(90_000, -0.7, 0.1)]);
  });

  it('are found in covered time alone', () => {
    const busy = [15, 14, 16, 15, 14, 15, 16].map((posts, index) => bucket(index + 1, posts));
    const holes = Array.from({ length: 12 }, (_, index) => ({ ...bucket(index + 8, 0), tracked: 0 }));
    const part = { ...bucket(20, 4), tracked: 0.3 };
    const after = [15, 16, 14].map((posts, index) => bucket(index + 21, posts));
    expect(anomaliesIn([...busy, ...holes, part, ...after], 10_000)).toEqual([]);
  });

  it('are marked once, at the strongest window, each kind separately', () => {
    const anomalies = [
      spike(0, 3, 2),
      shift(0, -0.6, 0.1),
      spike(10_000, 5, 2),
      spike(20_000, 4, 2),
      shift(20_000, 0.4, 0.1),
    ];
    expect(anomalies.reduce(addAnomaly, addAnomaly([], spike(500_000, 2, 1)))).toEqual([
      shift(0, -0.6, 0.1),
      spike(10_000, 5, 2),
      spike(500_000, 2, 1),
    ]);
  });

  it('have short labels', () => {
    expect([spike(0, 3.21, 2), shift(0, 0.456, 0), shift(0, -0.6, 0.1)].map(anomalyLabel)).toEqual([
      '▲ 3.2×',
      '↑ +0.46',
      '↓ −0.60',
    ]);
  });
});

describe('stacks', () => {
  it('begin with the sum of all, and keep gaps', () => {
    expect(
      stack([
        [1, null, 2],
        [3, 4, undefined],
      ]),
    ).toEqual([
      [4, null, 2],
      [3, 4, 0],
    ]);
    expect(
      sharesOf([
        [1, 0],
        [3, 0],
      ]),
    ).toEqual([
      [0.25, 0],
      [0.75, 0],
    ]);
  });
});

describe('figures', () => {
  it('are formatted for people', () => {
    expect([0.123, -0.5, -0.001].map(signed)).toEqual(['+0.12', '−0.50', '0.00']);
    expect([999, 9_999, 12_345, 1_000_000].map(compact)).toEqual(['999', '9,999', '12.3k', '1M']);
    expect([rate(30, 60_000), rate(1, 600_000)]).toEqual(['30/min', '6/h']);
    expect([900, 61_000, 3_600_000].map(duration)).toEqual(['1 s', '1 min 1 s', '1 h']);
  });

  it('are percentages that add up to 100', () => {
    expect(percentages([1 / 3, 1 / 3, 1 / 3])).toEqual([34, 33, 33]);
    fc.assert(
      fc.property(fc.array(fc.nat(1_000), { minLength: 3, maxLength: 3 }), (counts) => {
        const total = counts.reduce((sum, count) => sum + count, 0);
        fc.pre(total > 0);
        expect(percentages(counts.map((count) => count / total)).reduce((sum, share) => sum + share, 0)).toBe(100);
      }),
    );
  });

  it('are never formulas in CSV', () => {
    const counts = {
      ...noCounts,
      posts: 2,
      positive: 1,
      negative: 1,
      neutral: 0,
      compoundSum: 1,
      topicCompoundSum: 0,
      compoundSquares: 1,
      squaredPosts: 2,
    };
    const csv = csvOf([{ query: '-a "b", c', counts: [counts] }], [10_000], 10_000);
    expect(csv.split('\r\n')[1]).toBe(
      '"\'-a ""b"", c",1970-01-01T00:00:00.000Z,1970-01-01T00:00:10.000Z,2,1,1,0,0,0.5,0,0.5',
    );
  });
});
