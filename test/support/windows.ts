import { map, NEVER, type Observable, type SchedulerLike } from 'rxjs';
import type { Gap, ScoredPost } from '../../src/graph/index.ts';
import { assignEventTime } from '../../src/graph/event-time.ts';
import type { QueryWindow, WindowChange } from '../../src/graph/windows/active-windows.ts';
import { summaries } from '../../src/graph/windows/summaries.ts';
import { parseQuery } from '../../src/query/index.ts';
import { createWatermark } from '../../src/window/index.ts';
import type { RunContext } from './marbles.ts';
import { withTurns } from './turns.ts';

const pizza = parseQuery('pizza');
const coffee = parseQuery('coffee');

/** How old a post is when it comes, in ms, by its letter. `b` is on both topics, `c` on coffee, the others on pizza. */
const ages: Readonly<Record<string, number>> = { p: 0, b: 0, c: 0, l: 12, x: 40, o: 1_000, f: -1_000_000 };

const windows: Readonly<Record<string, QueryWindow>> = {
  t: { query: pizza, windowMs: 10, everyMs: 10 },
  s: { query: pizza, windowMs: 10, everyMs: 5 },
  c: { query: coffee, windowMs: 10, everyMs: 10 },
};

interface Options {
  readonly closingDelayMs?: number;
  readonly spreadMs?: number;
  /** The most windows that are summed up in one turn, of 4 ms. */
  readonly maxPerTurn?: number;
  /** How far the wall clock is ahead of the diagram. */
  readonly aheadMs?: (frame: number) => number;
  /** The event time from which the query has been covered, by the frame. */
  readonly coveredSince?: (frame: number) => number;
  readonly gaps$?: Observable<Gap>;
}

/**
 * Emits the summaries of posts (by the letters of `ages`) and windows (a letter of `windows` opens one, its capital closes
 * it), as `query from-to posts`, with `!` for a spike; posts may be 20 ms late, and buckets are 10 ms long.
 */
export function emitSummaries(m: RunContext, posts: string, wanted: string, options: Options = {}) {
  const { closingDelayMs = 0, spreadMs = 0, maxPerTurn, aheadMs = () => 0, coveredSince = () => 0 } = options;
  const late: string[] = [];
  const turns = maxPerTurn === undefined ? m.scheduler : withTurns(m.scheduler, 4);
  const scheduler: SchedulerLike = {
    now: () => m.scheduler.now() + aheadMs(m.scheduler.now()),
    schedule: turns.schedule.bind(turns),
  };
  const watermark = createWatermark({ allowedLatenessMs: 20, bucketMs: 10 });
  const changes$ = m.hot<string>(wanted);
  const posts$ = m.hot<string>(posts);
  const result$: Observable<string> = posts$.pipe(
    map((letter) => postOf(letter, m.scheduler.now())),
    assignEventTime({
      watermark,
      scheduler,
      onLate: ({ post }) => {
        late.push(`${post.id} at ${post.at}`);
      },
    }),
    summaries(
      { changes$: changes$.pipe(map(changeOf)), gaps$: options.gaps$ ?? NEVER },
      {
        ...{ watermark, scheduler, closingDelayMs, spreadMs, ...(maxPerTurn !== undefined && { maxPerTurn }) },
        coveredSince: () => coveredSince(m.scheduler.now()),
      },
    ),
    map(
      ({ window, summary }) =>
        `${window.query.canonical} ${summary.from}-${summary.to} ${summary.posts}${summary.spike === undefined ? '' : '!'}`,
    ),
  );
  return { posts$, changes$, result$, late };
}

function postOf(letter: string, now: number): ScoredPost {
  const queries = letter === 'b' ? [pizza, coffee] : [letter === 'c' ? coffee : pizza];
  return {
    post: { id: letter, source: 'test', text: 'text', at: now - (ages[letter] ?? 0) },
    matches: queries.map((query) => ({ query, spans: [] })),
    hashtags: {},
    score: { compound: 0, pos: 0, neu: 1, neg: 0 },
    topics: queries.map(() => ({ compound: 0, polarityIndex: 2 })),
  };
}

function changeOf(letter: string): WindowChange {
  const window = windows[letter.toLowerCase()];
  if (window === undefined) throw new Error(`There is no window ${letter}.`);
  return { type: letter in windows ? 'window-opened' : 'window-closed', window };
}
