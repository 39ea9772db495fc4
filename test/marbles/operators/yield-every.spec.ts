import { NEVER } from 'rxjs';
import { describe, it } from 'vitest';
import { yieldEvery } from '../../../src/graph/operators/index.ts';
import { marbles, type RunContext } from '../../support/marbles.ts';
import { withTurns } from '../../support/turns.ts';

/** Two values in a turn of 4 ms, which is the width of a group of two. */
const pairs = (m: RunContext) => yieldEvery<string>({ count: 2, scheduler: withTurns(m.scheduler, 4) });

describe('yieldEvery', () => {
  it(
    'emits values as they come, and lets a turn pass after every so many',
    marbles((m) => {
      const source$ = m.hot(' -a-b-c---d---|');
      const expected = '      -a-b---c-d---|';
      const sub = '           ^------------!';
      m.expect(source$.pipe(pairs(m))).toBeObservable(expected);
      m.expect(source$).toHaveSubscriptions(sub);
    }),
  );

  it(
    'makes the others wait in their order when many come at once, and completes after the last',
    marbles((m) => {
      const source$ = m.cold('(abcde|)      ');
      const expected = '      (ab)(cd)(e|)';
      m.expect(source$.pipe(pairs(m))).toBeObservable(expected);
    }),
  );

  it(
    'is empty when the source is empty, and never emits when it never does',
    marbles((m) => {
      m.expect(m.cold('-|').pipe(pairs(m))).toBeObservable('-|');
      m.expect(NEVER.pipe(pairs(m))).toBeObservable('-');
    }),
  );

  it(
    'fails with the source at once, though values wait',
    marbles((m) => {
      const source$ = m.cold('(abc)-#');
      const expected = '      (ab)c-#';
      m.expect(source$.pipe(pairs(m))).toBeObservable(expected);
      m.expect(m.cold('       (abc#)').pipe(pairs(m))).toBeObservable('(ab#)');
    }),
  );

  it(
    'emits nothing that waits once it is unsubscribed',
    marbles((m) => {
      const source$ = m.cold('(abcd)----');
      const unsub = '         ---!      ';
      const expected = '      (ab)      ';
      m.expect(source$.pipe(pairs(m)), unsub).toBeObservable(expected);
      m.expect(source$).toHaveSubscriptions('^--!');
    }),
  );
});
