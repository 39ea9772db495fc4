import { mergeMap } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { Slots } from '../../../src/budget/index.ts';
import { withSlot } from '../../../src/graph/operators/index.ts';
import { marbles } from '../../support/marbles.ts';

const oneSlot = (maxWaiting = 9): Slots<string> =>
  new Slots({ max: 1, maxPerOwner: 1, maxWaiting, maxWaitingPerOwner: maxWaiting });

describe('withSlot', () => {
  it(
    'subscribes to work once a slot is free, and gives it back when the work is over',
    marbles((m) => {
      const first$ = m.cold(' --x--|');
      const second$ = m.cold('     -y|');
      const source$ = m.hot('-ab-----|', { a: first$, b: second$ });
      const expected = '     ---x---y|';
      const slots = oneSlot();
      const out$ = source$.pipe(mergeMap((work$) => withSlot({ slots, owner: 'o', work: () => work$ })));
      m.expect(out$).toBeObservable(expected);
      m.expect(first$).toHaveSubscriptions(' -^----!');
      m.expect(second$).toHaveSubscriptions('------^-!');
      m.flush();
      expect([slots.active, slots.waiting]).toEqual([0, 0]);
    }),
  );

  it(
    'fails with the work, and gives the slot back',
    marbles((m) => {
      const slots = oneSlot();
      m.expect(withSlot({ slots, owner: 'o', work: () => m.cold('-#') })).toBeObservable('-#');
      m.flush();
      expect(slots.active).toBe(0);
    }),
  );

  it(
    'completes without the work when too many wait',
    marbles((m) => {
      const slots = oneSlot(0);
      slots.request('o', () => undefined);
      const work$ = m.cold('-x|');
      m.expect(withSlot({ slots, owner: 'o', work: () => work$ })).toBeObservable('|');
      m.expect(work$).toHaveSubscriptions([]);
    }),
  );

  it(
    'withdraws the request when it is unsubscribed while it waits',
    marbles((m) => {
      const slots = oneSlot();
      slots.request('o', () => undefined);
      const work$ = m.cold('-x|');
      m.expect(withSlot({ slots, owner: 'o', work: () => work$ }), '--!').toBeObservable('---');
      m.expect(work$).toHaveSubscriptions([]);
      m.flush();
      expect([slots.active, slots.waiting]).toEqual([1, 0]);
    }),
  );

  it(
    'unsubscribes from work with its subscriber, and gives the slot back',
    marbles((m) => {
      const slots = oneSlot();
      const work$ = m.cold('                                      ---x|');
      m.expect(withSlot({ slots, owner: 'o', work: () => work$ }), '--!').toBeObservable('---');
      m.expect(work$).toHaveSubscriptions('                        ^-!');
      m.flush();
      expect(slots.active).toBe(0);
    }),
  );

  it(
    'keeps the slot of work that goes on to its end though it is unsubscribed',
    marbles((m) => {
      const slots = oneSlot();
      const first$ = m.cold('    ---x|');
      const second$ = m.cold('       -y|');
      const run = (work$: typeof first$) => withSlot({ slots, owner: 'o', work: () => work$, runsToEnd: true });
      m.expect(run(first$), '    --!').toBeObservable('---');
      m.expect(run(second$)).toBeObservable('-----y|');
      m.expect(first$).toHaveSubscriptions('  ^---!');
      m.expect(second$).toHaveSubscriptions(' ----^-!');
      m.flush();
      expect(slots.active).toBe(0);
    }),
  );
});
