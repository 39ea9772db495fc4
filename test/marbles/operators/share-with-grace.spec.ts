import { describe, it } from 'vitest';
import { shareWithGrace } from '../../../src/graph/operators/index.ts';
import { marbles } from '../../support/marbles.ts';

describe('shareWithGrace', () => {
  it(
    'keeps one subscription for subscribers that come and go within the grace time',
    marbles((m) => {
      const source$ = m.cold('a-b-c-d-e-f-g-h-i-j-k');
      const sub1 = '          ^----!               ';
      const expected1 = '     a-b-c-               ';
      const sub2 = '          --------^-----!      ';
      const expected2 = '     --------e-f-g-       ';
      const sourceSub = '     ^-----------------!  ';
      const shared$ = source$.pipe(shareWithGrace({ graceMs: 4, scheduler: m.scheduler }));
      m.expect(shared$, sub1).toBeObservable(expected1);
      m.expect(shared$, sub2).toBeObservable(expected2);
      m.expect(source$).toHaveSubscriptions(sourceSub);
    }),
  );

  it(
    'closes the source after the grace time, and opens it again for a later subscriber',
    marbles((m) => {
      const source$ = m.cold('a-b-c-d-e-f          ');
      const sub1 = '          ^--!                 ';
      const expected1 = '     a-b-                 ';
      const sub2 = '          ----------^---!      ';
      const expected2 = '     ----------a-b-       ';
      const sourceSubs = ['   ^------!             ', '----------^-------!  '];
      const shared$ = source$.pipe(shareWithGrace({ graceMs: 4, scheduler: m.scheduler }));
      m.expect(shared$, sub1).toBeObservable(expected1);
      m.expect(shared$, sub2).toBeObservable(expected2);
      m.expect(source$).toHaveSubscriptions(sourceSubs);
    }),
  );

  it(
    'bridges a change of subscribers in one turn with a grace time of 0',
    marbles((m) => {
      const source$ = m.cold('a-b-c-d-e-f');
      const sub1 = '          ^--!       ';
      const sub2 = '          ---^---!   ';
      const sourceSub = '     ^------!   ';
      const shared$ = source$.pipe(shareWithGrace({ graceMs: 0, scheduler: m.scheduler }));
      m.expect(shared$, sub1).toBeObservable('a-b-');
      m.expect(shared$, sub2).toBeObservable('----c-d-');
      m.expect(source$).toHaveSubscriptions(sourceSub);
    }),
  );

  it(
    'passes on completion and errors, and opens the source again for a later subscriber',
    marbles((m) => {
      const ended$ = m.cold(' a|');
      const failed$ = m.cold('a#');
      const later = '         ----^--!';
      const grace = { graceMs: 4, scheduler: m.scheduler };
      const sharedEnded$ = ended$.pipe(shareWithGrace(grace));
      const sharedFailed$ = failed$.pipe(shareWithGrace(grace));
      m.expect(sharedEnded$).toBeObservable('a|');
      m.expect(sharedEnded$, later).toBeObservable('----a|');
      m.expect(sharedFailed$).toBeObservable('a#');
      m.expect(sharedFailed$, later).toBeObservable('----a#');
      m.expect(ended$).toHaveSubscriptions(['^!', '----^!']);
    }),
  );

  it(
    'keeps the source open when the grace time is infinite',
    marbles((m) => {
      const source$ = m.cold('a-b-c-d-e-f-g|');
      const shared$ = source$.pipe(shareWithGrace({ graceMs: Infinity, scheduler: m.scheduler }));
      m.expect(shared$, '     ^-!').toBeObservable('a--');
      m.expect(source$).toHaveSubscriptions('^------------!');
    }),
  );

  it(
    'completes with an empty source, and never emits with one that never does',
    marbles((m) => {
      const grace = { graceMs: 4, scheduler: m.scheduler };
      m.expect(m.cold('|').pipe(shareWithGrace(grace))).toBeObservable('|');
      m.expect(m.cold('-').pipe(shareWithGrace(grace))).toBeObservable('-');
    }),
  );
});
