import { describe, it } from 'vitest';
import { shareLatest } from '../../../src/graph/operators/index.ts';
import { marbles } from '../../support/marbles.ts';

describe('shareLatest', () => {
  it(
    'replays the latest value to a late subscriber, over one subscription',
    marbles((m) => {
      const source$ = m.cold('-a-b---c--|');
      const sourceSub = '     ^---------!';
      const late = '          -----^     ';
      const expected = '      -----b-c--|';
      const shared$ = source$.pipe(shareLatest());
      m.expect(shared$).toBeObservable('-a-b---c--|');
      m.expect(shared$, late).toBeObservable(expected);
      m.expect(source$).toHaveSubscriptions(sourceSub);
    }),
  );

  it(
    'replays its latest value after it has completed, and its error after it has failed',
    marbles((m) => {
      const ended$ = m.cold(' -a-b|').pipe(shareLatest());
      const failed$ = m.cold('-a-b#').pipe(shareLatest());
      const late = '          -------^';
      m.expect(ended$).toBeObservable('-a-b|');
      m.expect(ended$, late).toBeObservable('-------(b|)');
      m.expect(failed$).toBeObservable('-a-b#');
      m.expect(failed$, late).toBeObservable('-------(b#)');
    }),
  );

  it(
    'unsubscribes from the source and drops its value with the last subscriber',
    marbles((m) => {
      const source$ = m.cold('-a-b-c-d');
      const first = '         ^---!   ';
      const later = '         ------^--!';
      const shared$ = source$.pipe(shareLatest());
      m.expect(shared$, first).toBeObservable('-a-b-');
      m.expect(shared$, later).toBeObservable('-------a--');
      m.expect(source$).toHaveSubscriptions(['^---!', '------^--!']);
    }),
  );

  it(
    'completes with an empty source, and never emits with one that never does',
    marbles((m) => {
      m.expect(m.cold('--|').pipe(shareLatest())).toBeObservable('--|');
      m.expect(m.cold('---').pipe(shareLatest())).toBeObservable('---');
    }),
  );
});
