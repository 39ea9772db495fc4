/**
 * Marble tests of a graph between ports of your own. A character is a millisecond of virtual time; no test waits.
 */
import { catchError, of } from 'rxjs';
import { TestScheduler, type RunHelpers } from 'rxjs/testing';
import { createEngineLedger, UndertoneError, type EngineLedger } from 'undertone';
import { describe, expect, it } from 'vitest';
import { moods, type MoodOptions } from './own-graph.ts';

const texts = { p: 'I love pizza', c: 'awful coffee', b: 'great pizza, awful coffee', x: 'good morning' };
const queries = { P: 'pizza', C: 'coffee' };
const results = { p: 'pizza: 0.6369', c: 'coffee: -0.4588', q: 'pizza: 0.6249', d: 'coffee: -0.4588' };

/** Runs diagrams in virtual time and returns where each text has ended. */
function run(define: (helpers: RunHelpers, options: Pick<MoodOptions, 'probe' | 'scheduler'>) => void): EngineLedger {
  const ledger = createEngineLedger();
  const scheduler = new TestScheduler((actual, expected) => {
    expect(actual).toEqual(expected);
  });
  scheduler.run((helpers) => {
    const probe = { ...ledger, late: () => undefined, registryChanged: () => undefined };
    define(helpers, { probe, scheduler });
  });
  return ledger.read();
}

describe('moods', () => {
  it('come out once a query is followed, one for each query that a text matches', () => {
    const ledger = run(({ hot, expectObservable }, common) => {
      const queries$ = hot('--P-----C--------', queries);
      const texts$ = hot('  p---x-p---c-b----', texts);
      const expected = '    ------p---c-(qd)-';
      expectObservable(moods({ ...common, queries$, texts$, stop$: hot('-') })).toBe(expected, results);
    });
    expect(ledger).toMatchObject({ received: 4, unmatched: 1, scored: 3, pending: 0 });
  });

  it('end when they are stopped, whether or not texts still come', () => {
    run(({ hot, expectObservable, expectSubscriptions }, common) => {
      const queries$ = hot('P--------', queries);
      const texts$ = hot('  --p---p--', texts);
      const sub = '         ^---!';
      const stop$ = hot('   ----s----');
      const expected = '    --p-|';
      expectObservable(moods({ ...common, queries$, texts$, stop$ })).toBe(expected, results);
      expectSubscriptions(texts$.subscriptions).toBe(sub);
    });
  });

  it('end with the error of a query that can not be parsed', () => {
    run(({ hot, expectObservable }, common) => {
      const moods$ = moods({ ...common, queries$: hot('--E', { E: '(pizza' }), texts$: hot('-'), stop$: hot('-') });
      const code$ = moods$.pipe(catchError((error: unknown) => of(error instanceof UndertoneError ? error.code : '')));
      expectObservable(code$).toBe('--(c|)', { c: 'bad_query' });
    });
  });
});
