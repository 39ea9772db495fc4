import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Api } from '../../../src/web/live/api.ts';
import { Coverage } from '../../../src/web/live/coverage.ts';
import { HistoryLoader } from '../../../src/web/live/history-loader.ts';
import { ServerProbe } from '../../../src/web/live/server-probe.ts';
import { TrackedQuery } from '../../../src/web/live/tracked-query.ts';
import { EventClock } from '../../../src/web/state/event-clock.ts';
import { clientWorld } from '../../support/client-world.ts';
import { trackingFrame } from '../../support/frames.ts';

type StoredRequest = Parameters<Api['history']>[0];

const start = Date.UTC(2026, 0, 15, 12);

/** A tracked query on a connection, with a clock that is set by hand. */
function world() {
  const { client, welcome, socket, clock } = clientWorld();
  let now = start;
  const track: TrackedQuery = new TrackedQuery({
    client,
    id: 't1',
    query: 'pizza',
    slot: 0,
    onPost: () => undefined,
    onRetract: () => undefined,
    onGap: () => undefined,
    onTracking: () => {
      coverage.confirm();
      coverage.mark();
    },
  });
  const coverage: Coverage = new Coverage({
    tracks: () => [track],
    clock: new EventClock(),
    now: () => now,
    onRecording: () => undefined,
  });
  const pass = (ms: number): void => {
    now += ms;
  };
  /** Returns the seconds from the start that are covered, from the first to the last of each span. */
  const covered = (): string => {
    const seconds = Array.from({ length: 300 }, (_, index) => index);
    const isCovered = (second: number): boolean => track.series.ring(1_000).at(start + second * 1_000).coveredMs > 0;
    return seconds.filter((second) => isCovered(second) && !(isCovered(second - 1) && isCovered(second + 1))).join(' ');
  };
  return { client, welcome, socket, clock, track, coverage, pass, covered };
}

const live = { upstream: { demo: 'live' } } as const;

describe('the time that a page covers', () => {
  it('begins with the answer of the server, not with the next redraw', () => {
    const { welcome, coverage, pass, covered } = world();
    welcome().frame({ ...trackingFrame('q1'), ...live });
    pass(4_000);
    coverage.mark();
    expect(covered()).toBe('0 3');
  });

  it('ends where the server fell silent, as in a suspended computer', () => {
    const { welcome, coverage, pass, covered } = world();
    welcome().frame({ ...trackingFrame('q1'), ...live });
    pass(5_000);
    coverage.confirm();
    coverage.mark();
    pass(100_000);
    coverage.confirm();
    coverage.mark();
    pass(5_000);
    coverage.mark();
    expect(covered()).toBe('0 4 105 109');
  });

  it('has no hole where the server has kept the query, and one where it has not', () => {
    for (const [resumed, expected] of [
      [true, '0 29'],
      [false, '0 9 20 29'],
    ] as const) {
      const { welcome, track, coverage, clock, pass, covered } = world();
      const frame = { ...trackingFrame('q1'), ...live };
      const first = welcome();
      first.frame(frame);
      pass(10_000);
      track.interrupt(coverage.mark());
      first.end(1006);
      clock.pass(375);
      pass(10_000);
      welcome().frame({ ...frame, resumed });
      pass(10_000);
      coverage.mark();
      expect(covered(), String(resumed)).toBe(expected);
    }
  });
});

describe('the history since a time', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is not asked for once event time has gone back to before it, as where a recording is played', async () => {
    vi.useFakeTimers();
    let now = start;
    const asked: StoredRequest[] = [];
    const history = (request: StoredRequest) => {
      asked.push(request);
      return Promise.resolve({ buckets: [], gaps: [] });
    };
    const { track } = world();
    const none = (): void => undefined;
    const loader = new HistoryLoader({ api: { history }, now: () => now, onGaps: none, onLoad: none });
    loader.resume(track, start - 5_000);
    await vi.runAllTimersAsync();
    expect(asked).toMatchObject([{ from: start - 10_000, to: start }]);
    loader.resume(track, start - 5_000);
    now -= 600_000;
    await vi.runAllTimersAsync();
    expect(asked).toHaveLength(1);
  });
});

describe('a query that the server refuses for a limit', () => {
  it('shows the sentence at once, and is shown when there is room again', () => {
    const { welcome, track, clock } = world();
    const socket = welcome();
    socket.frame({ type: 'error', code: 'too_many', message: 'This address tracks 4096 queries.', id: 'q1' });
    expect(track.refusal.value).toEqual({ sentence: 'This address tracks 4096 queries.', position: undefined });
    clock.pass(375);
    socket.frame({ ...trackingFrame('q1'), ...live });
    expect(track.refusal.value).toBeUndefined();
  });

  it('stays refused after a few attempts', () => {
    const { welcome, track, clock } = world();
    const socket = welcome();
    for (let refusals = 0; refusals < 5; refusals += 1) {
      socket.frame({ type: 'error', code: 'too_many', message: 'Too many queries.', id: 'q1' });
      clock.pass(10_000);
    }
    socket.takeSent();
    clock.pass(600_000);
    expect(socket.takeSent()).toEqual([]);
    expect(track.refusal.value?.sentence).toBe('Too many queries.');
  });
});

describe('a server that was away', () => {
  const waiting = { name: 'waiting', retryAt: start + 30_000, ending: { code: 1006, reason: '' } } as const;

  it('is connected to as soon as it answers again', async () => {
    const answers = [false, false, true];
    const reconnections: number[] = [];
    let second = 0;
    const probe = new ServerProbe({
      isUp: () => Promise.resolve(answers.shift() ?? true),
      reconnect: () => reconnections.push(second),
    });
    for (; second < 8; second += 1) await probe.tick(waiting, start + second * 1_000);
    expect(reconnections).toEqual([6]);
  });

  it('is not asked shortly before the client tries by itself', async () => {
    let asked = 0;
    const probe = new ServerProbe({ isUp: () => Promise.resolve((asked += 1) < 0), reconnect: () => undefined });
    await probe.tick(waiting, start + 28_000);
    await probe.tick({ name: 'connecting', attempt: 2 }, start + 30_000);
    expect(asked).toBe(0);
  });

  it('is left alone where it answers but refuses the connection', async () => {
    let reconnections = 0;
    const probe = new ServerProbe({ isUp: () => Promise.resolve(true), reconnect: () => (reconnections += 1) });
    for (let second = 0; second < 20; second += 1) await probe.tick(waiting, start + second * 1_000);
    expect(reconnections).toBe(0);
  });
});
