import { concat, defer, EMPTY, ignoreElements, tap, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { consume, type ConsumeOptions } from '../../../src/graph/operators/index.ts';
import { marbles } from '../../support/marbles.ts';

/** The operators whose place it takes. */
const composed =
  ({ each, then }: ConsumeOptions<string>) =>
  (source$: Observable<string>): Observable<never> =>
    concat(source$.pipe(tap(each), ignoreElements()), defer(then));

describe.each([
  ['consume', consume<string>],
  ['the operators whose place it takes', composed],
])('%s', (_, operator) => {
  it(
    'calls for each value, emits nothing, and goes on after the last',
    marbles((m) => {
      const seen: unknown[] = [];
      const source$ = m.hot(' -a-b--c--|       ');
      const then$ = m.cold<never>('      ----|   ');
      const expected = '      -------------|   ';
      const each = (value: string): void => {
        seen.push([value, m.scheduler.now()]);
      };
      m.expect(source$.pipe(operator({ each, then: () => then$ }))).toBeObservable(expected);
      m.expect(source$).toHaveSubscriptions('^--------!');
      m.flush();
      expect(seen).toEqual([
        ['a', 1],
        ['b', 3],
        ['c', 6],
      ]);
    }),
  );

  it(
    'fails with the source, with the call and with the rest, and leaves the source then',
    marbles((m) => {
      const each = (value: string): void => {
        if (value === 'x') throw new Error('no x');
      };
      const run = (source$: Observable<string>, then$: Observable<never> = EMPTY) =>
        source$.pipe(operator({ each, then: () => then$ }));
      m.expect(run(m.cold('-a-#'))).toBeObservable('---#');
      m.expect(run(m.cold('-a-|'), m.cold<never>('--#'))).toBeObservable('-----#');
      const source$ = m.hot('-a-x-a-|');
      m.expect(run(source$)).toBeObservable('---#', {}, new Error('no x'));
      m.expect(source$).toHaveSubscriptions('^--!');
    }),
  );

  it(
    'unsubscribes from the source, or from the rest',
    marbles((m) => {
      const source$ = m.hot('-a---|');
      const then$ = m.cold<never>('------|');
      const result$ = source$.pipe(operator({ each: () => undefined, then: () => then$ }));
      m.expect(result$, '^--!').toBeObservable('----');
      m.expect(result$, '^------!').toBeObservable('--------');
      m.expect(source$).toHaveSubscriptions(['^--!', '^----!']);
      m.expect(then$).toHaveSubscriptions('-----^-!');
    }),
  );
});
