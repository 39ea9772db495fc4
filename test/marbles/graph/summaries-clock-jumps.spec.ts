import { describe, expect, it } from 'vitest';
import { marbles } from '../../support/marbles.ts';
import { emitSummaries } from '../../support/windows.ts';

describe('when time jumps', () => {
  it(
    'ahead in the posts, a window that was not emitted is emitted when it closes, and none for the empty time',
    marbles((m) => {
      // Event time is 1 s behind until the post at 13; `p` brings it to the wall clock.
      const { result$ } = emitSummaries(m, ' ---o--------op----------', 't');
      const unsub = '               -----------------------!';
      m.expect(result$, unsub).toBeObservable('----------a--b------c---', {
        a: 'pizza -1000--990 1',
        b: 'pizza -990--980 1',
        c: 'pizza 10-20 1',
      });
    }),
  );

  it(
    'ahead in the posts, a window that was leapt over is emitted at the next tick',
    marbles((m) => {
      // `l` is from 1, when nobody wanted the window yet.
      const { result$ } = emitSummaries(m, ' -------------l--p-----------------', '-----------t');
      const unsub = '               -------------------------!';
      m.expect(result$, unsub).toBeObservable('--------------------(ab)---', {
        a: 'pizza 0-10 1',
        b: 'pizza 10-20 1',
      });
    }),
  );

  it(
    'ahead on the wall clock, windows follow it until the next post',
    marbles((m) => {
      const aheadMs = (frame: number) => (frame < 15 ? 0 : 100_000);
      const { result$ } = emitSummaries(m, ' p----------------------p-----------------', 't', { aheadMs });
      const unsub = '               ----------------------------------------!';
      m.expect(result$, unsub).toBeObservable('----------a---------b---------c----------', {
        a: 'pizza 0-10 1',
        b: 'pizza 100010-100020 0',
        c: 'pizza 20-30 1',
      });
    }),
  );

  it(
    'back on the wall clock, windows go back with it, and new posts are on time',
    marbles((m) => {
      const aheadMs = (frame: number) => (frame < 15 ? 100_000 : 0);
      const { result$, late } = emitSummaries(m, 'f---------------p-----------------', 't', { aheadMs });
      const unsub = '                            ---------------------------------!';
      m.expect(result$, unsub).toBeObservable('  ----------a---------b---------c---', {
        a: 'pizza 100000-100010 1',
        b: 'pizza 10-20 1',
        c: 'pizza 20-30 0',
      });
      m.flush();
      expect(late).toEqual([]);
    }),
  );
});
