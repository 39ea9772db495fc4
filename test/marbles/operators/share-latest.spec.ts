import { describe, it } from 'vitest';
import { shareLatest } from '../../../src/graph/operators/index.ts';
import { marbles } from '../../support/marbles.ts';

describe('shareLatest', () => {
  it(
    'gives a late subscriber the latest value first, over one subscription',
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
    'gives its latest value after it has completed, and its error after it has failed',
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
    'leaves the source and forgets its value with the last subscriber',
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
    'says nothing of an empty source and of one that never speaks',
    marbles((m) => {
      m.expect(m.cold('--|').pipe(shareLatest())).toBeObservable('--|');
      m.expect(m.cold('---').pipe(shareLatest())).toBeObservable('---');
    }),
  );
});
