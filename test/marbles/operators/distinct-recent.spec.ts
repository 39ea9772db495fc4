import { describe, expect, it } from 'vitest';
import { distinctRecent } from '../../../src/graph/operators/index.ts';
import { marbles } from '../../support/marbles.ts';

const recent = (maxKeys: number) => {
  const repeated: string[] = [];
  const operator = distinctRecent<string>({ keyOf: (key) => key, maxKeys, onRepeat: (key) => repeated.push(key) });
  return { repeated, operator };
};

describe('distinctRecent', () => {
  it(
    'emits a value once and reports each repetition',
    marbles((m) => {
      const { repeated, operator } = recent(10);
      const source$ = m.hot('-a-b-a-a-c-b-|');
      const sub = '          ^------------!';
      const expected = '     -a-b-----c---|';
      m.expect(source$.pipe(operator)).toBeObservable(expected);
      m.expect(source$).toHaveSubscriptions(sub);
      m.flush();
      expect(repeated).toEqual(['a', 'a', 'b']);
    }),
  );

  it(
    'remembers at least `maxKeys` keys, and forgets in time',
    marbles((m) => {
      const { operator } = recent(2);
      const source$ = m.hot('-abacbdea-|');
      const expected = '     -ab-c-dea-|';
      m.expect(source$.pipe(operator)).toBeObservable(expected);
    }),
  );

  it(
    'emits everything when `maxKeys` is 0',
    marbles((m) => {
      m.expect(m.hot('-aaa|').pipe(recent(0).operator)).toBeObservable('-aaa|');
    }),
  );

  it(
    'passes on errors, completion and silence, and can be unsubscribed early',
    marbles((m) => {
      const source$ = m.hot('-a-b-c-|');
      m.expect(m.hot('-a-#').pipe(recent(2).operator)).toBeObservable('-a-#');
      m.expect(m.hot('---|').pipe(recent(2).operator)).toBeObservable('---|');
      m.expect(m.hot('----').pipe(recent(2).operator)).toBeObservable('----');
      m.expect(source$.pipe(recent(2).operator), '---!').toBeObservable('-a--');
      m.expect(source$).toHaveSubscriptions('^--!');
    }),
  );
});
