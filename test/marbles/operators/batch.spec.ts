import { describe, it } from 'vitest';
import { batch } from '../../../src/graph/operators/index.ts';
import { marbles, type RunContext } from '../../support/marbles.ts';

/** Batches of at most three, five frames of waiting; a letter stands for the batch of the letters it is made of. */
const values = { a: ['a'], b: ['b'], c: ['c'], d: ['d'], e: ['e'], x: ['a', 'b', 'c'], y: ['d', 'e'], z: ['a', 'b'] };
const options = (m: RunContext, idle: string) => ({
  maxCount: 3,
  maxWaitMs: 5,
  idle$: m.hot(idle, { t: true, f: false }),
  scheduler: m.scheduler,
});

describe('batch', () => {
  it(
    'is emitted when it is full',
    marbles((m) => {
      const source$ = m.hot('-a-b-c----|');
      const busy = '         f----------';
      const expected = '     -----x----|';
      const sub = '          ^---------!';
      m.expect(source$.pipe(batch(options(m, busy)))).toBeObservable(expected, values);
      m.expect(source$).toHaveSubscriptions(sub);
    }),
  );

  it(
    'is emitted when its first value has waited long enough',
    marbles((m) => {
      const source$ = m.hot('-ab---------d-e-----|');
      const busy = '         f--------------------';
      const expected = '     ------z----------y--|';
      m.expect(source$.pipe(batch(options(m, busy)))).toBeObservable(expected, values);
    }),
  );

  it(
    'is emitted at once, value by value, while the pool is idle',
    marbles((m) => {
      const source$ = m.hot('-ab-c--|');
      const idle = '         t-------';
      const expected = '     -ab-c--|';
      m.expect(source$.pipe(batch(options(m, idle)))).toBeObservable(expected, values);
    }),
  );

  it(
    'is emitted at the moment when the pool becomes idle',
    marbles((m) => {
      const source$ = m.hot('-a-b-------|');
      const idle = '         f---t-------';
      const expected = '     ----z------|';
      m.expect(source$.pipe(batch(options(m, idle)))).toBeObservable(expected, values);
    }),
  );

  it(
    'gathers again when the pool becomes busy again',
    marbles((m) => {
      const source$ = m.hot('-a-bc-----|');
      const idle = '         t-f---t----';
      const expected = '     -a----w---|';
      m.expect(source$.pipe(batch(options(m, idle)))).toBeObservable(expected, { ...values, w: ['b', 'c'] });
    }),
  );

  it(
    'waits from its own first value, not from that of an earlier batch',
    marbles((m) => {
      const source$ = m.hot('-a-b-cd-e------|');
      const busy = '         f---------------';
      const expected = '     -----x-----y---|';
      m.expect(source$.pipe(batch(options(m, busy)))).toBeObservable(expected, values);
    }),
  );

  it(
    'is emitted with the rest when the source completes',
    marbles((m) => {
      const source$ = m.hot('-a-b|');
      const busy = '         f----';
      const expected = '     ----(z|)';
      m.expect(source$.pipe(batch(options(m, busy)))).toBeObservable(expected, values);
    }),
  );

  it(
    'passes an error on at once',
    marbles((m) => {
      const source$ = m.hot('-a-b#');
      const busy = '         f----';
      const expected = '     ----#';
      m.expect(source$.pipe(batch(options(m, busy)))).toBeObservable(expected, values);
    }),
  );

  it(
    'is never empty',
    marbles((m) => {
      const idle = '               t--f--t--f--t--';
      m.expect(m.hot('-----------|').pipe(batch(options(m, idle)))).toBeObservable('-----------|');
      m.expect(m.hot('------------').pipe(batch(options(m, idle)))).toBeObservable('------------');
    }),
  );

  it(
    'unsubscribes from the source when it is unsubscribed',
    marbles((m) => {
      const source$ = m.hot('-a-b-c----|');
      const busy = '         f---------|';
      const unsub = '        ----!      ';
      const sub = '          ^---!      ';
      m.expect(source$.pipe(batch(options(m, busy))), unsub).toBeObservable('-----', values);
      m.expect(source$).toHaveSubscriptions(sub);
    }),
  );
});
