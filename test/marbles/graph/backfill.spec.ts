import {
  connect,
  delay,
  filter,
  ignoreElements,
  map,
  merge,
  mergeMap,
  NEVER,
  of,
  throwError,
  timer,
  type Observable,
} from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Delivery, HistoryPage, ResultDelivery, ScoredPost, Session } from '../../../src/graph/index.ts';
import { createBackfills } from '../../../src/graph/backfill.ts';
import { marbles, type RunContext } from '../../support/marbles.ts';
import { queryOf, scoreOf } from '../../support/world.ts';

const query = queryOf('p');
const scored = (id: string): ScoredPost =>
  scoreOf({ post: { id, source: 'test', text: 'pizza', at: 5 }, matches: [{ query, spans: [] }], hashtags: {} });

/** A store whose pages each take 2 ms. */
const pagesOf = (...pages: readonly string[]): Observable<HistoryPage> => {
  const [first = '', ...rest] = pages;
  const posts = Array.from(first, scored);
  return of(rest.length === 0 ? { posts } : { posts, next: () => pagesOf(...rest) }).pipe(delay(2));
};

interface Setting {
  readonly history: () => Observable<HistoryPage>;
  readonly drained$?: Observable<never>;
  readonly maxWaiting?: number;
  readonly closed$?: Observable<unknown>;
}

/**
 * Deliveries to one session, in letters: `T` tracks with `since`, `t` without, `U` untracks, `G` is a gap of a source,
 * any other letter is a result. Ids are `a`, but those of results in capitals are `b`. What comes out is written the same
 * way; `!` is a gap of the session's own.
 */
function backfilled(
  m: RunContext,
  diagram: string,
  { history, drained$, maxWaiting = 100, closed$ = NEVER }: Setting,
): Observable<string> {
  const session: Session = {
    id: '1',
    intents$: NEVER,
    closed$,
    end: () => undefined,
    ...(drained$ && { drained$ }),
  };
  const tracking = {
    type: 'tracking' as const,
    session,
    id: 'a',
    query,
    upstream: {},
    reasons: {},
    resume: '',
    isAnswer: true,
  };
  const deliveryOf = (letter: string): Delivery => {
    if (letter === 'T') return { ...tracking, since: 3 };
    if (letter === 't') return tracking;
    if (letter === 'U') return { type: 'untracked', session, id: 'a' };
    if (letter === 'G') {
      return { type: 'gap', session, gap: { source: 'test', from: 0, to: 1, cause: '', filled: 'none' } };
    }
    const id = letter === letter.toUpperCase() ? 'b' : 'a';
    return { type: 'result', session, id, result: scored(letter), match: 0, resume: '' };
  };
  const letterOf = (delivery: Delivery): string => {
    if (delivery.type === 'result') return delivery.result.post.id;
    if (delivery.type === 'gap') return delivery.gap.source === 'resume' ? '!' : 'G';
    if (delivery.type === 'tracking') return 'since' in delivery ? 'T' : 't';
    return 'U';
  };
  const backfills = createBackfills({ history, maxWaiting, now: () => m.scheduler.now() });
  return m.hot(diagram).pipe(
    map(deliveryOf),
    connect((deliveries$) =>
      merge(
        deliveries$.pipe(
          filter((delivery) => !isResult(delivery)),
          backfills.prependStored,
        ),
        deliveries$.pipe(filter(isResult), backfills.delayNew),
      ),
    ),
    map(letterOf),
  );
}

const isResult = (delivery: Delivery): delivery is ResultDelivery => delivery.type === 'result';

/** What comes out, each with its frame. */
function run(m: RunContext, diagram: string, setting: Setting): readonly string[] {
  const out: string[] = [];
  backfilled(m, diagram, setting).subscribe((letter) => out.push(`${m.scheduler.now()}${letter}`));
  m.flush();
  return out;
}

describe('a backfill', () => {
  it(
    'emits stored results after the answer and before new results, which wait for it',
    marbles((m) => {
      const history = () => pagesOf('12', '3');
      expect(run(m, '-Tx-y----z-', { history })).toEqual(['1T', '31', '32', '53', '5x', '5y', '9z']);
    }),
  );

  it(
    'delays neither other ids nor gaps of sources',
    marbles((m) => {
      expect(run(m, '-TXG--x--', { history: () => pagesOf('1') })).toEqual(['1T', '2X', '3G', '31', '6x']);
    }),
  );

  it(
    'reads the next page only when the session has sent what it was given',
    marbles((m) => {
      const drained$ = timer(10).pipe(ignoreElements());
      const out = run(m, '-Tx----------------------------y---', { history: () => pagesOf('1', '2'), drained$ });
      expect(out).toEqual(['1T', '31', '152', '25x', '35y']);
    }),
  );

  it(
    'does not read the store for an answer without `since`',
    marbles((m) => {
      expect(run(m, '-tx---', { history: () => throwError(() => new Error('asked')) })).toEqual(['1t', '2x']);
    }),
  );

  it(
    'is cancelled when the id is untracked, with the results that waited for it',
    marbles((m) => {
      expect(run(m, '-TxUz--', { history: () => pagesOf('1') })).toEqual(['1T', '3U', '4z']);
    }),
  );

  it(
    'is cancelled when the id stands for another query, with the results that waited for it',
    marbles((m) => {
      expect(run(m, '-Txtz--', { history: () => pagesOf('1') })).toEqual(['1T', '3t', '4z']);
    }),
  );

  it(
    'skips the rest and emits a gap when too many new results wait',
    marbles((m) => {
      const history = () => pagesOf('1').pipe(delay(100));
      expect(run(m, '-Twxyz-', { history, maxWaiting: 2 })).toEqual(['1T', '4!', '4w', '4x', '4y', '5z']);
    }),
  );

  it(
    'is cancelled when the session closes, with the results that waited for it',
    marbles((m) => {
      const closed$ = m.hot('---c');
      const history = () => pagesOf('1').pipe(delay(100));
      expect(run(m, '-Tx-----', { history, closed$ })).toEqual(['1T']);
    }),
  );

  it(
    'emits a gap when the store fails, and the new results all the same',
    marbles((m) => {
      const history = () => timer(3).pipe(mergeMap(() => throwError(() => new Error('no disk'))));
      expect(run(m, '-Tx---y', { history })).toEqual(['1T', '4!', '4x', '6y']);
    }),
  );
});
