import { describe, it } from 'vitest';
import { debounceMaxWait } from '../../../src/graph/operators/index.ts';
import { marbles, type RunContext } from '../../support/marbles.ts';

const settled = (m: RunContext, source: string, maxWaitMs = 100) => {
  const source$ = m.hot(source);
  return { source$, result$: source$.pipe(debounceMaxWait({ quietMs: 4, maxWaitMs, scheduler: m.scheduler })) };
};

describe('debounceMaxWait', () => {
  it(
    'emits the latest value once nothing new has come for the quiet time',
    marbles((m) => {
      const { source$, result$ } = settled(m, '-a-b-c--------d-------|');
      const expected = '                       ---------c--------d---|';
      const sub = '                            ^---------------------!';
      m.expect(result$).toBeObservable(expected);
      m.expect(source$).toHaveSubscriptions(sub);
    }),
  );

  it(
    'emits at the maximum wait while new values keep coming',
    marbles((m) => {
      const { result$ } = settled(m, '-abcdefghijklmnopq------|', 10);
      const expected = '              -----------k---------q--|';
      m.expect(result$).toBeObservable(expected);
    }),
  );

  it(
    'starts a new maximum wait with the first value after an emission',
    marbles((m) => {
      const { result$ } = settled(m, '-a------bcdefghijklmno------|', 10);
      const expected = '              -----a------------l------o--|';
      m.expect(result$).toBeObservable(expected);
    }),
  );

  it(
    'emits a value that still waits when the source completes',
    marbles((m) => {
      const { result$ } = settled(m, '-a-b|');
      const expected = '              ----(b|)';
      m.expect(result$).toBeObservable(expected);
    }),
  );

  it(
    'drops a value that still waits when the source errors',
    marbles((m) => {
      const { result$ } = settled(m, '-a-b#');
      const expected = '              ----#';
      m.expect(result$).toBeObservable(expected);
    }),
  );

  it(
    'completes with an empty source, and never emits with one that never does',
    marbles((m) => {
      m.expect(settled(m, '---|').result$).toBeObservable('---|');
      m.expect(settled(m, '----').result$).toBeObservable('----');
    }),
  );

  it(
    'unsubscribes from the source when it is unsubscribed, and emits nothing later',
    marbles((m) => {
      const { source$, result$ } = settled(m, '-a-b-c----|');
      const unsub = '                         ------!   ';
      const expected = '                      -------   ';
      const sub = '                           ^-----!   ';
      m.expect(result$, unsub).toBeObservable(expected);
      m.expect(source$).toHaveSubscriptions(sub);
    }),
  );

  it(
    'keeps its state in the subscription',
    marbles((m) => {
      const source$ = m.cold('ab---|');
      const result$ = source$.pipe(debounceMaxWait({ quietMs: 3, maxWaitMs: 3, scheduler: m.scheduler }));
      const first = '         ---b-|';
      const late = '        --^------!';
      const second = '      -----b-|';
      m.expect(result$).toBeObservable(first);
      m.expect(result$, late).toBeObservable(second);
    }),
  );
});
