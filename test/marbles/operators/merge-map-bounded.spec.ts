import { describe, expect, it } from 'vitest';
import { mergeMapBounded, type WaitingQueue } from '../../../src/graph/operators/index.ts';
import { marbles, type RunContext } from '../../support/marbles.ts';

/** A queue that sheds what comes when it is full. */
function createQueue(max: number, shed: string[]): WaitingQueue<string> {
  const waiting: string[] = [];
  return {
    push: (value) => (waiting.length < max ? waiting : shed).push(value),
    shift: () => waiting.shift(),
  };
}

/** Two at a time, two waiting; each value takes `inner` and comes out as itself. */
const bounded = (m: RunContext, inner: string) => {
  const shed: string[] = [];
  const operator = mergeMapBounded((value: string) => m.cold(inner, { o: value }), {
    concurrency: 2,
    createQueue: () => createQueue(2, shed),
  });
  return { shed, operator };
};

describe('mergeMapBounded', () => {
  it(
    'runs a bounded number at a time, queues others in their order, and sheds the rest',
    marbles((m) => {
      const { shed, operator } = bounded(m, '   ----(o|)');
      const source$ = m.hot('-(abcdef)----------|');
      const sub = '          ^------------------!';
      const expected = '     -----(ab)(cd)------|';
      m.expect(source$.pipe(operator)).toBeObservable(expected);
      m.expect(source$).toHaveSubscriptions(sub);
      m.flush();
      expect(shed).toEqual(['e', 'f']);
    }),
  );

  it(
    'takes new values as soon as one has completed',
    marbles((m) => {
      const { shed, operator } = bounded(m, '   ---(o|)');
      const source$ = m.hot('-a-b-c-d-e-f-g-----|');
      const expected = '     ----a-b-c-d-e-f-g--|';
      m.expect(source$.pipe(operator)).toBeObservable(expected);
      m.flush();
      expect(shed).toEqual([]);
    }),
  );

  it(
    'completes when the last one has, not before',
    marbles((m) => {
      const { operator } = bounded(m, '-----(o|)');
      const source$ = m.hot('-(abc)|    ');
      const sub = '          ^-----!    ';
      const expected = '     ------(ab)-(c|)';
      m.expect(source$.pipe(operator)).toBeObservable(expected);
      m.expect(source$).toHaveSubscriptions(sub);
    }),
  );

  it(
    'takes the next value from the queue, which may have replaced one that waited',
    marbles((m) => {
      let latest: string | undefined;
      const operator = mergeMapBounded((value: string) => m.cold('--(o|)', { o: value }), {
        concurrency: 1,
        createQueue: () => ({
          push: (value) => (latest = value),
          shift: () => {
            const next = latest;
            latest = undefined;
            return next;
          },
        }),
      });
      const source$ = m.hot('-(abc)d----e|  ');
      const sub = '          ^-----------!  ';
      const expected = '     ---a-c--d----(e|)';
      m.expect(source$.pipe(operator)).toBeObservable(expected);
      m.expect(source$).toHaveSubscriptions(sub);
    }),
  );

  it(
    'has a queue for each subscription',
    marbles((m) => {
      const { operator } = bounded(m, '  ----(o|)');
      const bounded$ = m.cold('(abcd)|').pipe(operator);
      const expected = '        ----(ab)(cd|)';
      m.expect(bounded$).toBeObservable(expected);
      m.expect(bounded$).toBeObservable(expected);
    }),
  );

  it(
    'passes on the error of a projection and of the source, and unsubscribes from both',
    marbles((m) => {
      const source$ = m.hot('-a----b-|');
      const sub = '          ^---!    ';
      m.expect(source$.pipe(bounded(m, '---#').operator)).toBeObservable('----#');
      m.expect(source$).toHaveSubscriptions(sub);
      m.expect(m.hot('-a#').pipe(bounded(m, '---(o|)').operator)).toBeObservable('--#');
    }),
  );

  it(
    'completes with an empty source, and never emits with one that never does',
    marbles((m) => {
      m.expect(m.hot('--|').pipe(bounded(m, 'o|').operator)).toBeObservable('--|');
      m.expect(m.hot('---').pipe(bounded(m, 'o|').operator)).toBeObservable('---');
    }),
  );

  it(
    'unsubscribes from running projections when it is unsubscribed',
    marbles((m) => {
      const inner$ = m.cold('-----(o|)');
      const source$ = m.hot('-a----------|');
      const unsub = '        ----!        ';
      const innerSub = '     -^--!        ';
      const operator = mergeMapBounded(() => inner$, {
        concurrency: 1,
        createQueue: () => createQueue(0, []),
      });
      m.expect(source$.pipe(operator), unsub).toBeObservable('-----');
      m.expect(inner$).toHaveSubscriptions(innerSub);
    }),
  );
});
