import { concat, defer, map, NEVER, of, takeUntil, type Observable } from 'rxjs';
import { describe, it } from 'vitest';
import { mapUntil, type MapUntilOptions } from '../../../src/graph/operators/index.ts';
import { marbles } from '../../support/marbles.ts';

/** The operators whose place it takes. */
const composed =
  ({ project, until$, then }: MapUntilOptions<string, string>) =>
  (source$: Observable<string>): Observable<string> =>
    concat(source$.pipe(map(project), takeUntil(until$)), defer(then));

const project = (value: string): string => value.toUpperCase();

describe.each([
  ['mapUntil', mapUntil<string, string>],
  ['the operators whose place it takes', composed],
])('%s', (_, operator) => {
  it(
    'maps the values until the other emits, then goes on',
    marbles((m) => {
      const source$ = m.hot('-a--b--c--d');
      const until$ = m.hot(' ------x----');
      const then$ = m.cold('       --(z|)');
      const expected = '     -A--B---(z|)';
      m.expect(source$.pipe(operator({ project, until$, then: () => then$ }))).toBeObservable(expected);
      m.expect(source$).toHaveSubscriptions('^-----!');
      m.expect(until$).toHaveSubscriptions('^-----!');
    }),
  );

  it(
    'goes on when the source completes, and leaves the other',
    marbles((m) => {
      const source$ = m.cold('-a-|');
      const until$ = m.hot('  ------x');
      const expected = '      -A-(z|)';
      m.expect(source$.pipe(operator({ project, until$, then: () => m.cold('(z|)') }))).toBeObservable(expected);
      m.expect(until$).toHaveSubscriptions('^--!');
    }),
  );

  it(
    'does not subscribe to the source when the other emits at once',
    marbles((m) => {
      const source$ = m.cold('(a|)');
      m.expect(source$.pipe(operator({ project, until$: of('x'), then: () => m.cold('-z|') }))).toBeObservable('-z|');
      m.expect(source$).toHaveSubscriptions([]);
    }),
  );

  it(
    'fails with the source, the other and the rest',
    marbles((m) => {
      const then = () => m.cold<string>('-#');
      m.expect(m.cold('-a-#').pipe(operator({ project, until$: NEVER, then }))).toBeObservable('-A-#');
      m.expect(m.cold('-a-|').pipe(operator({ project, until$: NEVER, then }))).toBeObservable('-A--#');
      const source$ = m.hot('-a--a-|');
      m.expect(source$.pipe(operator({ project, until$: m.cold('---#'), then }))).toBeObservable('-A-#');
      m.expect(source$).toHaveSubscriptions('^--!');
    }),
  );

  it(
    'unsubscribes from the source and the other, or from the rest',
    marbles((m) => {
      const source$ = m.hot('-a---');
      const until$ = m.hot(' ----x');
      const then$ = m.cold('     ------|');
      const result$ = source$.pipe(operator({ project, until$, then: () => then$ }));
      m.expect(result$, '^-!').toBeObservable('-A');
      m.expect(result$, '^-----!').toBeObservable('-A-----');
      m.expect(source$).toHaveSubscriptions(['^-!', '^---!']);
      m.expect(until$).toHaveSubscriptions(['^-!', '^---!']);
      m.expect(then$).toHaveSubscriptions('----^-!');
    }),
  );
});
