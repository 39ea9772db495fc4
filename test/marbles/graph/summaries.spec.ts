import { map, type Observable, type SchedulerLike } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { ScoredPost } from '../../../src/graph/index.ts';
import { placing, summaries, type WindowChange } from '../../../src/graph/summaries.ts';
import type { WantedWindow } from '../../../src/graph/window-board.ts';
import { parseQuery } from '../../../src/query/index.ts';
import { createWatermark } from '../../../src/window/index.ts';
import { marbles, type RunContext } from '../../support/marbles.ts';

const pizza = parseQuery('pizza');
const coffee = parseQuery('coffee');

/** How old a post is when it comes, in ms, by its letter. `b` is on both topics, `c` on coffee, the others on pizza. */
const ages: Readonly<Record<string, number>> = { p: 0, b: 0, c: 0, l: 12, x: 40, o: 1_000, f: -1_000_000 };

const windows: Readonly<Record<string, WantedWindow>> = {
  t: { query: pizza, windowMs: 10, everyMs: 10 },
  s: { query: pizza, windowMs: 10, everyMs: 5 },
  c: { query: coffee, windowMs: 10, everyMs: 10 },
};

interface Options {
  readonly settleMs?: number;
  readonly spreadMs?: number;
  /** How far the wall clock is ahead of the diagram. */
  readonly aheadMs?: (frame: number) => number;
}

/**
 * What is told of posts (by the letters of `ages`) and wanted windows (a letter of `windows` opens one, its capital
 * closes it), as `query from-to posts`; posts may be 20 ms late, and buckets are 10 ms long.
 */
function told(
  m: RunContext,
  posts: string,
  wanted: string,
  { settleMs = 0, spreadMs = 0, aheadMs = () => 0 }: Options = {},
) {
  const late: string[] = [];
  const scheduler: SchedulerLike = {
    now: () => m.scheduler.now() + aheadMs(m.scheduler.now()),
    schedule: m.scheduler.schedule.bind(m.scheduler),
  };
  const watermark = createWatermark({ allowedLatenessMs: 20, bucketMs: 10 });
  const changes$ = m.hot<string>(wanted);
  const posts$ = m.hot<string>(posts);
  const result$: Observable<string> = posts$.pipe(
    map((letter) => postOf(letter, m.scheduler.now())),
    placing({ watermark, scheduler, onLate: ({ post }) => late.push(`${post.id} at ${post.at}`) }),
    summaries(changes$.pipe(map(changeOf)), { watermark, scheduler, settleMs, spreadMs }),
    map(({ window, summary }) => `${window.query.canonical} ${summary.from}-${summary.to} ${summary.posts}`),
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
  return { type: letter in windows ? 'open' : 'close', window };
}

describe('a tumbling window', () => {
  it(
    'is told when it ends, and goes down to nothing when the posts do',
    marbles((m) => {
      const { result$ } = told(m, ' -p--p-----p--------------------', 't');
      const unsub = '               -------------------------------!';
      m.expect(result$, unsub).toBeObservable('----------a---------b---------c-', {
        a: 'pizza 0-10 2',
        b: 'pizza 10-20 1',
        c: 'pizza 20-30 0',
      });
    }),
  );

  it(
    'is told of event time, whatever the wall clock says, and takes its pace from it when no posts come',
    marbles((m) => {
      const { result$ } = told(m, ' o---o---o----------------------', 't');
      const unsub = '               -------------------------------!';
      m.expect(result$, unsub).toBeObservable('----------a---------b---------c-', {
        a: 'pizza -1000--990 3',
        b: 'pizza -990--980 0',
        c: 'pizza -980--970 0',
      });
    }),
  );

  it(
    'that got a post late but in time is told again when it closes',
    marbles((m) => {
      // `l` is from 5. The bucket from 0 to 10 closes with the post at 30, the one from 10 to 20 with that at 41.
      const { result$, late } = told(m, '-p---------p-----l------------p----------p-', 't');
      const unsub = '                            ------------------------------------------!';
      m.expect(result$, unsub).toBeObservable('  ----------a---------b---------(cd)------e--', {
        a: 'pizza 0-10 1',
        b: 'pizza 10-20 1',
        c: 'pizza 0-10 2',
        d: 'pizza 20-30 0',
        e: 'pizza 30-40 1',
      });
      m.flush();
      expect(late).toEqual([]);
    }),
  );

  it(
    'counts no post that comes after its bucket was closed',
    marbles((m) => {
      // `x` is from 5, and the post at 30 has closed that bucket.
      const { result$, late } = told(m, '-p----------------------------p--------------x----', 't');
      const unsub = '                            -------------------------------------------------!';
      m.expect(result$, unsub).toBeObservable('  ----------a---------b---------c---------d---------', {
        a: 'pizza 0-10 1',
        b: 'pizza 10-20 0',
        c: 'pizza 20-30 0',
        d: 'pizza 30-40 1',
      });
      m.flush();
      expect(late).toEqual(['x at 5']);
    }),
  );

  it(
    'closes nothing because of a post from the future, which counts as now',
    marbles((m) => {
      const { result$, late } = told(m, '-f-------l----------', 't');
      const unsub = '                            --------------------!';
      m.expect(result$, unsub).toBeObservable('  ----------(ab)------', {
        a: 'pizza -10-0 1',
        b: 'pizza 0-10 1',
      });
      m.flush();
      expect(late).toEqual([]);
    }),
  );
});

describe('a sliding window', () => {
  it(
    'is told every step with what it looks back on',
    marbles((m) => {
      const { result$ } = told(m, ' -p----p----p-----------', 's');
      const unsub = '               -----------------------!';
      m.expect(result$, unsub).toBeObservable('-----a----b----c----d---', {
        a: 'pizza -5-5 1',
        b: 'pizza 0-10 2',
        c: 'pizza 5-15 2',
        d: 'pizza 10-20 1',
      });
    }),
  );
});

describe('windows', () => {
  it(
    'of several queries and lengths are told each for itself',
    marbles((m) => {
      const { result$ } = told(m, ' ---b--c----p----', '(tcs)');
      const unsub = '               ---------------!';
      m.expect(result$, unsub).toBeObservable('-----a----(bcd)-', {
        a: 'pizza -5-5 1',
        b: 'pizza 0-10 1',
        c: 'coffee 0-10 2',
        d: 'pizza 0-10 1',
      });
    }),
  );

  it(
    'count from when they are wanted, and are first told at their next end that is not too near',
    marbles((m) => {
      const { result$ } = told(m, ' p------p--p----p----', '----t---c');
      const unsub = '               --------------------!';
      m.expect(result$, unsub).toBeObservable('----------a---------', { a: 'pizza 0-10 1' });
      const late = told(m, '        --------p-----------', '--------t');
      m.expect(late.result$, unsub).toBeObservable('--------------------', {});
    }),
  );

  it(
    'that nobody wants any more are told no more, and begin anew when they are wanted again',
    marbles((m) => {
      const { result$ } = told(m, ' -p----------p-----p------------', 't----------T---t');
      const unsub = '               -------------------------------!';
      m.expect(result$, unsub).toBeObservable('----------a---------b---------c-', {
        a: 'pizza 0-10 1',
        b: 'pizza 10-20 1',
        c: 'pizza 20-30 0',
      });
    }),
  );

  it(
    'are told a little after their end when posts are to have time to come',
    marbles((m) => {
      const { result$ } = told(m, ' ---------p-p------------', '-----t', { settleMs: 4 });
      const unsub = '               -----------------------!';
      m.expect(result$, unsub).toBeObservable('--------------a---------', { a: 'pizza 0-10 1' });
    }),
  );

  it(
    'that end together are spread over a time, a quarter of their steps at most',
    marbles((m) => {
      const windowed = told(m, '    ----------------------------------', '(tc)', { spreadMs: 100 });
      const unsub = '               ---------------------------!';
      // The first has no delay, the second 0.618 of 2.5 ms.
      m.expect(windowed.result$, unsub).toBeObservable('----------ab--------cd------', {
        a: 'pizza 0-10 0',
        b: 'coffee 0-10 0',
        c: 'pizza 10-20 0',
        d: 'coffee 10-20 0',
      });
    }),
  );

  it(
    'end with the posts, and leave the changes then',
    marbles((m) => {
      const { result$, changes$ } = told(m, '-p------------|', 't-');
      const expected = '                             ----------a---|';
      const sub = '                                  ^-------------!';
      m.expect(result$).toBeObservable(expected, { a: 'pizza 0-10 1' });
      m.expect(changes$).toHaveSubscriptions(sub);
    }),
  );

  it(
    'are told on when no change will come any more, and fail with the posts',
    marbles((m) => {
      const { result$ } = told(m, ' -p------------#', 't|');
      const expected = '            ----------a---#';
      m.expect(result$).toBeObservable(expected, { a: 'pizza 0-10 1' });
    }),
  );

  it(
    'leave posts and changes when they are left',
    marbles((m) => {
      const { result$, posts$, changes$ } = told(m, '-p----', 't');
      const unsub = '                                 ----!';
      m.expect(result$, unsub).toBeObservable('       -----');
      m.expect(posts$).toHaveSubscriptions('          ^---!');
      m.expect(changes$).toHaveSubscriptions('        ^---!');
    }),
  );
});

describe('when time jumps', () => {
  it(
    'ahead in the posts, what was not told is told when it closes, and nothing for the empty time',
    marbles((m) => {
      // Event time is 1 s behind until the post at 13; `p` brings it to the wall clock.
      const { result$ } = told(m, ' ---o--------op----------', 't');
      const unsub = '               -----------------------!';
      m.expect(result$, unsub).toBeObservable('----------a--b------c---', {
        a: 'pizza -1000--990 1',
        b: 'pizza -990--980 1',
        c: 'pizza 10-20 1',
      });
    }),
  );

  it(
    'ahead in the posts, a window that was leapt over is told at the next tick',
    marbles((m) => {
      // `l` is from 1, when nobody wanted the window yet.
      const { result$ } = told(m, ' -------------l--p-----------------', '-----------t');
      const unsub = '               -------------------------!';
      m.expect(result$, unsub).toBeObservable('--------------------(ab)---', {
        a: 'pizza 0-10 1',
        b: 'pizza 10-20 1',
      });
    }),
  );

  it(
    'ahead on the wall clock, windows follow it until the next post',
    marbles((m) => {
      const aheadMs = (frame: number) => (frame < 15 ? 0 : 100_000);
      const { result$ } = told(m, ' p----------------------p-----------------', 't', { aheadMs });
      const unsub = '               ----------------------------------------!';
      m.expect(result$, unsub).toBeObservable('----------a---------b---------c----------', {
        a: 'pizza 0-10 1',
        b: 'pizza 100010-100020 0',
        c: 'pizza 20-30 1',
      });
    }),
  );

  it(
    'back on the wall clock, windows go back with it, and what comes is on time',
    marbles((m) => {
      const aheadMs = (frame: number) => (frame < 15 ? 100_000 : 0);
      const { result$, late } = told(m, 'f---------------p-----------------', 't', { aheadMs });
      const unsub = '                            ---------------------------------!';
      m.expect(result$, unsub).toBeObservable('  ----------a---------b---------c---', {
        a: 'pizza 100000-100010 1',
        b: 'pizza 10-20 1',
        c: 'pizza 20-30 0',
      });
      m.flush();
      expect(late).toEqual([]);
    }),
  );
});
