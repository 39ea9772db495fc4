import { defer, map, NEVER, repeat, startWith, Subject, timer, VirtualTimeScheduler } from 'rxjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { readAlerts } from '../../../src/alerts/index.ts';
import { AlertSession } from '../../../src/alerts/session.ts';
import { deliver, type DeliveredSession } from '../../../src/delivery/index.ts';
import { createGraph, defaultLimits, type Source, type SourceEvent } from '../../../src/graph/index.ts';
import { createEngineLedger } from '../../../src/model/index.ts';
import { createInlineScorer } from '../../../src/scoring/index.ts';
import { createRandom } from '../../../src/sources/demo/grammar.ts';
import { createSentenceSource } from '../../../src/sources/demo/sentences.ts';
import { createTimeline } from '../../../src/sources/demo/timeline.ts';

const hourMs = 3_600_000;
const weekMs = 7 * 24 * hourMs;
/**
 * The timeline is measured in posts. At the demo's 40 posts a second a week would have 24 million, so it is stretched: a
 * window of half an hour holds as many posts as one of 3 s does at the demo's own rate.
 */
const spacingMs = 15_000;
const windowMs = 1_800_000;

interface Span {
  readonly from: number;
  readonly to: number;
}

/** A query, and when it is tracked. */
interface Watch {
  readonly query: string;
  /** The topics of the events that are bursts of this query. */
  readonly topics: readonly string[];
  readonly spans: readonly Span[];
}

const hours = (from: number, to: number): Span => ({ from: from * hourMs, to: to * hourMs });
const watches: readonly Watch[] = [
  {
    query: 'football, cats, pizza, music, movies',
    topics: ['football', 'cats', 'pizza', 'music', 'movies'],
    spans: [{ from: 0, to: weekMs }],
  },
  {
    // Not tracked for half of the week.
    query: 'internet, weather, crypto, games, trains, phones, ai',
    topics: ['internet', 'weather', 'crypto', 'games', 'trains', 'phones', 'ai'],
    spans: [hours(0, 20), hours(46, 90), hours(130, 150)],
  },
];

/** For an hour, the mood about the topics of the first query is turned, which the demo's events do not do by themselves. */
const turn = hours(100, 101);

interface Burst extends Span {
  readonly topic: string;
}

/** The demo's posts in virtual time, and the bursts that its timeline plants. */
function plantWeek(seed: string, scheduler: VirtualTimeScheduler) {
  const random = createRandom(seed);
  const timeline = createTimeline(random);
  const sentences = createSentenceSource(random);
  const bursts: Burst[] = [];
  let due = 0;
  let count = 0;
  let age = 1;
  const takeNext = (): SourceEvent => {
    const moment = timeline();
    const at = scheduler.now();
    due += moment.wait * spacingMs;
    if (moment.event !== undefined) {
      const { topic } = moment.event;
      const burst = moment.age < age ? undefined : bursts.pop();
      bursts.push({ topic, from: burst?.from ?? at, to: at });
      age = moment.age;
    }
    const sentence = moment.event === undefined ? sentences.next() : sentences.about(moment.event, moment.age);
    const plain = typeof sentence === 'string' ? `Nothing in particular: a ${sentence}.` : sentence.text;
    const text = at >= turn.from && at < turn.to ? `I hate it, horrible, the worst! ${plain}` : plain;
    count += 1;
    return { type: 'post', post: { id: String(count), source: 'demo', text, at } };
  };
  const source: Source = {
    name: 'demo',
    open: () =>
      defer(() => timer(Math.max(0, due - scheduler.now()), scheduler)).pipe(
        map(takeNext),
        repeat(),
        startWith<SourceEvent>({ type: 'state', source: 'demo', state: 'live' }),
      ),
  };
  return { source, bursts, count: () => count };
}

interface Fired extends Span {
  readonly query: string;
  readonly type: 'spike' | 'shift';
}

/** Runs the graph for a week with an alert on spikes and one on shifts of each query, while it is tracked. */
function runWeek(seed: string) {
  const scheduler = new VirtualTimeScheduler(undefined, weekMs);
  const { source, bursts, count } = plantWeek(seed, scheduler);
  const sessions$ = new Subject<DeliveredSession>();
  const fired: Fired[] = [];
  const track = ({ query }: Watch, type: Fired['type']): AlertSession => {
    const when = { type, window: `${windowMs}ms` };
    const to = [{ type: 'slack', url: 'https://example.com/' }];
    const name = `${type} of ${query} from ${scheduler.now()}`;
    const [spec] = readAlerts(JSON.stringify({ alerts: [{ name, query, when, to }] }), {});
    if (spec === undefined) throw new Error('there is one alert');
    const session = new AlertSession({
      ...{ spec, now: () => scheduler.now(), isTextless: () => false },
      onFire: ({ from, to: end }) => fired.push({ query, type, from, to: end }),
      onFailure: (error) => {
        throw error;
      },
    });
    sessions$.next(session);
    return session;
  };
  createGraph<DeliveredSession>(
    {
      ...{ sessions$, stop$: NEVER, sources: [source], scorer: createInlineScorer('vader'), deliver, scheduler },
      probe: { ...createEngineLedger(), late: () => undefined, registryChanged: () => undefined },
      instanceId: 'week',
    },
    defaultLimits,
  ).subscribe();
  for (const watch of watches) {
    for (const { from, to } of watch.spans) {
      scheduler.schedule(() => {
        const tracked = [track(watch, 'spike'), track(watch, 'shift')];
        scheduler.schedule(() => {
          for (const session of tracked) session.close();
        }, to - from);
      }, from);
    }
  }
  scheduler.flush();
  return { bursts, fired, posts: count() };
}

const overlaps = (one: Span, other: Span): boolean => one.from < other.to && one.to > other.from;

describe("a week of the demo's timeline in virtual time, with a query that is not tracked for half of it", () => {
  let week: ReturnType<typeof runWeek>;
  beforeAll(() => {
    week = runWeek('week');
  });

  it('has 40,000 posts and dozens of bursts', () => {
    expect(week.posts).toBeGreaterThan(39_000);
    expect(week.bursts.length).toBeGreaterThan(36);
  });

  it.each(watches)('has no false spike or shift of $query, and each burst is found', ({ query, topics, spans }) => {
    const own = week.bursts.filter(({ topic }) => topics.includes(topic));
    const firings = week.fired.filter((each) => each.query === query);
    const isFalse = (firing: Fired): boolean =>
      !own.some((burst) => overlaps(firing, burst)) && !(firing.type === 'shift' && overlaps(firing, turn));
    expect(firings.filter(isFalse)).toEqual([]);
    // A window is compared with six that were covered, so it is the eighth that can be judged first.
    const isTracked = (burst: Burst): boolean =>
      spans.some(({ from, to }) => burst.from >= from + 7 * windowMs && burst.to <= to);
    const tracked = own.filter(isTracked);
    const spikes = firings.filter(({ type }) => type === 'spike');
    expect(tracked.filter((burst) => !spikes.some((spike) => overlaps(spike, burst)))).toEqual([]);
    // The figures of LIMITS.md.
    const isHalf = spans.length > 1;
    expect([own.length, tracked.length, spikes.length]).toEqual(isHalf ? [22, 8, 16] : [18, 18, 25]);
  });

  it('has a shift where the mood was turned', () => {
    const shifts = week.fired.filter((firing) => firing.type === 'shift' && overlaps(firing, turn));
    expect(shifts.map(({ query }) => query)).toContain(watches[0]?.query);
  });
});
