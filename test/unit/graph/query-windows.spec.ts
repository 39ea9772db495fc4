import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Summary, WindowSpec } from '../../../src/model/index.ts';
import { parseQuery } from '../../../src/query/index.ts';
import { QueryWindows } from '../../../src/graph/windows/query-windows.ts';
import type { Counted, SlidingWindow } from '../../../src/window/index.ts';

const query = parseQuery('pizza');
const result = (at: number): Counted => ({ at, compound: 0, topicCompound: 0, hashtags: {}, words: ['crust'] });
const brief = (summaries: readonly Summary[]): string =>
  summaries.map(({ from, to, posts }) => `${from}-${to} ${posts}`).join(', ');

describe('the windows of a query', () => {
  it('count results once for each length of panes, and each sums up its own length', () => {
    const windows = new QueryWindows(query);
    const [long, short, other] = [
      windows.open({ windowMs: 60, everyMs: 10 }),
      windows.open({ windowMs: 20, everyMs: 10 }),
      windows.open({ windowMs: 45, everyMs: 15 }),
    ];
    for (const at of [5, 25, 35, 55]) windows.add(result(at));
    expect([long, short, other, long].map((window) => brief(window.emitAt(60).slice(-1)))).toEqual([
      '0-60 4',
      '40-60 1',
      '15-60 3',
      '0-60 4',
    ]);
    expect(windows.panes).toBe(8);
  });

  it('keep the panes that the longest of them needs, and free them with the last', () => {
    const windows = new QueryWindows(query);
    const [long, short] = [windows.open({ windowMs: 60, everyMs: 10 }), windows.open({ windowMs: 20, everyMs: 10 })];
    for (let at = 5; at < 200; at += 10) windows.add(result(at));
    windows.close(short, 150);
    expect(windows.panes).toBe(20);
    windows.close(long, 150);
    expect(windows.panes).toBe(12);
    windows.remove(long);
    windows.close(short, 160);
    expect(windows.panes).toBe(7);
    windows.remove(short);
    expect(windows.panes).toBe(0);
  });

  it('emit nothing by themselves for results that were counted before they opened', () => {
    const windows = new QueryWindows(query);
    windows.open({ windowMs: 60, everyMs: 10 });
    for (const at of [5, 25, 35]) windows.add(result(at));
    const late = windows.open({ windowMs: 20, everyMs: 10 });
    expect(brief(windows.close(late, 30))).toBe('');
    expect(brief(late.emitAt(50))).toBe('30-50 1');
    windows.add(result(36));
    expect(brief(windows.close(late, 40))).toBe('20-40 3');
  });

  it('emit what a window with panes of its own would, whichever others there are', () => {
    const specs: readonly WindowSpec[] = [
      { windowMs: 20, everyMs: 10 },
      { windowMs: 60, everyMs: 10 },
      { windowMs: 30, everyMs: 20 },
      { windowMs: 40, everyMs: 40 },
    ];
    const step = fc.record({ wait: fc.nat({ max: 60 }), lag: fc.nat({ max: 40 }), emits: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.subarray([...specs], { minLength: 1 }), (steps, others) => {
        const [spec] = others;
        if (spec === undefined) return;
        const [alone, shared] = [new QueryWindows(query), new QueryWindows(query)];
        const lone = alone.open(spec);
        const opened = others.map((each): SlidingWindow => shared.open(each));
        let now = 1_000;
        for (const { wait, lag, emits } of steps) {
          now += wait;
          const closedBefore = Math.floor((now - 40) / 10) * 10;
          const closed = opened.map((window) => shared.close(window, closedBefore));
          expect(closed[0]).toEqual(alone.close(lone, closedBefore));
          alone.add(result(now - lag));
          shared.add(result(now - lag));
          if (!emits) continue;
          const emitted = opened.map((window) => window.emitAt(now));
          expect(emitted[0]).toEqual(lone.emitAt(now));
        }
      }),
    );
  });
});
