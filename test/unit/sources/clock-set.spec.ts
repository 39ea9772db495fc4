import { NEVER, of, Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { debounceMaxWait } from '../../../src/graph/operators/index.ts';
import { createSteadyClock, type Post } from '../../../src/model/index.ts';
import { createDemo } from '../../../src/sources/demo/source.ts';
import { createPacer } from '../../../src/sources/pace.ts';
import { ConnectionHistory } from '../../../src/sources/supervisor/connection-history.ts';
import { UpstreamFailure } from '../../../src/sources/supervisor/failure.ts';
import { watchdog } from '../../../src/sources/supervisor/watchdog.ts';
import { ShiftedScheduler } from '../../support/shifted-scheduler.ts';

const hourMs = 3_600_000;

it('a steady clock goes on from the same time when its clock is set back, and follows it forward', () => {
  let time = 1_000;
  const now = createSteadyClock(() => time);
  const readings = [1_000, 1_500, 200, 300, 5_300].map((each) => {
    time = each;
    return now();
  });
  expect(readings).toEqual([1_000, 1_500, 1_500, 1_600, 6_600]);
});

describe('when the clock is set', () => {
  it('forward and back by an hour, the demo goes on at its rate, with posts of the new time', () => {
    const scheduler = new ShiftedScheduler();
    const posts: Post[] = [];
    const subscription = createDemo({ seed: 1, scheduler })
      .open([])
      .subscribe((event) => {
        if (event.type === 'post') posts.push(event.post);
      });
    const counts = [0, hourMs, 0].map((shiftMs, index) => {
      scheduler.shiftMs = shiftMs;
      const before = posts.length;
      scheduler.runTo((index + 1) * 10_000);
      const sent = posts.slice(before);
      expect(sent.every(({ at }) => at >= shiftMs && at <= shiftMs + 30_000)).toBe(true);
      return sent.length;
    });
    subscription.unsubscribe();
    for (const count of counts) expect(count / 400).toSatisfy((share: number) => share > 0.8 && share < 1.25);
  });

  it('back by an hour, a recording keeps its pace', () => {
    const scheduler = new ShiftedScheduler();
    scheduler.shiftMs = hourMs;
    const pacer = createPacer(1, scheduler);
    const post = (at: number): Post => ({ id: '1', source: 'file', text: '', at, createdAt: 'given' });
    expect([pacer(post(0)), pacer(post(100))]).toEqual([0, 100]);
    scheduler.runTo(40);
    expect(pacer(post(100))).toBe(60);
    scheduler.shiftMs = 0;
    expect(pacer(post(100))).toBe(60);
    scheduler.runTo(100);
    expect(pacer(post(100))).toBe(0);
  });

  it('back by an hour, a connection that falls silent is left in time', () => {
    const scheduler = new ShiftedScheduler();
    scheduler.shiftMs = hourMs;
    const failures: unknown[] = [];
    const silence = { host: 'host', silenceMs: 1_000, canAccept$: of(true), scheduler };
    NEVER.pipe(watchdog(silence)).subscribe({ error: (error: unknown) => failures.push(error) });
    scheduler.runTo(500);
    scheduler.shiftMs = 0;
    scheduler.runTo(1_900);
    expect(failures).toEqual([]);
    scheduler.runTo(2_100);
    expect(failures).toHaveLength(1);
  });

  it('back by an hour, an interruption does not end before it begins', () => {
    const scheduler = new ShiftedScheduler();
    scheduler.shiftMs = hourMs;
    const history = new ConnectionHistory({ name: 's', scheduler });
    history.receive({ type: 'live' });
    history.fail(new UpstreamFailure('network', 'It broke.'));
    scheduler.shiftMs = 0;
    scheduler.runTo(500);
    history.receive({ type: 'live' });
    const missed = { type: 'missed', from: hourMs, cause: 'More came.', filled: 'none' } as const;
    expect([...history.receive({ type: 'resumed', filled: 'none' }), ...history.receive(missed)]).toMatchObject([
      { type: 'gap', from: 500, to: 500 },
      { type: 'gap', from: 500, to: 500 },
    ]);
  });

  it('back by an hour, changes that keep coming are not held back for longer than they may be', () => {
    const scheduler = new ShiftedScheduler();
    scheduler.shiftMs = hourMs;
    const changes$ = new Subject<number>();
    const settled: number[] = [];
    changes$.pipe(debounceMaxWait({ quietMs: 100, maxWaitMs: 500, scheduler })).subscribe((each) => settled.push(each));
    changes$.next(0);
    scheduler.shiftMs = 0;
    for (let ms = 50; ms <= 1_000; ms += 50) {
      scheduler.runTo(ms);
      changes$.next(ms);
    }
    expect(settled).toEqual([500]);
  });
});
