import { describe, expect, it } from 'vitest';
import { marbles } from '../../support/marbles.ts';
import { emitSummaries } from '../../support/windows.ts';

describe('a tumbling window', () => {
  it(
    'is emitted when it ends, and goes down to 0 when no posts come',
    marbles((m) => {
      const { result$ } = emitSummaries(m, ' -p--p-----p--------------------', 't');
      const unsub = '               -------------------------------!';
      m.expect(result$, unsub).toBeObservable('----------a---------b---------c-', {
        a: 'pizza 0-10 2',
        b: 'pizza 10-20 1',
        c: 'pizza 20-30 0',
      });
    }),
  );

  it(
    'follows event time, and the pace of the wall clock while no posts come',
    marbles((m) => {
      const { result$ } = emitSummaries(m, ' o---o---o----------------------', 't');
      const unsub = '               -------------------------------!';
      m.expect(result$, unsub).toBeObservable('----------a---------b---------c-', {
        a: 'pizza -1000--990 3',
        b: 'pizza -990--980 0',
        c: 'pizza -980--970 0',
      });
    }),
  );

  it(
    'that got a post late, but in time, is emitted again when it closes',
    marbles((m) => {
      // `l` is from 5. The bucket from 0 to 10 closes with the post at 30, the one from 10 to 20 with that at 41.
      const { result$, late } = emitSummaries(m, '-p---------p-----l------------p----------p-', 't');
      const unsub = '                            ------------------------------------------!';
      m.expect(result$, unsub).toBeObservable('  ----------a---------b---------(cd)------e--', {
        a: 'pizza 0-10 1',
        b: 'pizza 10-20 1',
        c: 'pizza 0-10 2',
        d: 'pizza 20-30 0',
        e: 'pizza 30-40 1',
      });
      m.flush();
      expect(late).toEqual([]);
    }),
  );

  it(
    'counts no post that comes after its bucket was closed',
    marbles((m) => {
      // `x` is from 5, and the post at 30 has closed that bucket.
      const { result$, late } = emitSummaries(m, '-p----------------------------p--------------x----', 't');
      const unsub = '                            -------------------------------------------------!';
      m.expect(result$, unsub).toBeObservable('  ----------a---------b---------c---------d---------', {
        a: 'pizza 0-10 1',
        b: 'pizza 10-20 0',
        c: 'pizza 20-30 0',
        d: 'pizza 30-40 1',
      });
      m.flush();
      expect(late).toEqual(['x at 5']);
    }),
  );

  it(
    'closes nothing because of a post from the future, which counts as now',
    marbles((m) => {
      const { result$, late } = emitSummaries(m, '-f-------l----------', 't');
      const unsub = '                            --------------------!';
      m.expect(result$, unsub).toBeObservable('  ----------(ab)------', {
        a: 'pizza -10-0 1',
        b: 'pizza 0-10 1',
      });
      m.flush();
      expect(late).toEqual([]);
    }),
  );
});

describe('a sliding window', () => {
  it(
    'is emitted at every step with the posts that it looks back on',
    marbles((m) => {
      const { result$ } = emitSummaries(m, ' -p----p----p-----------', 's');
      const unsub = '               -----------------------!';
      m.expect(result$, unsub).toBeObservable('-----a----b----c----d---', {
        a: 'pizza -5-5 1',
        b: 'pizza 0-10 2',
        c: 'pizza 5-15 2',
        d: 'pizza 10-20 1',
      });
    }),
  );
});

describe('windows', () => {
  it(
    'of several queries and lengths are each emitted on their own',
    marbles((m) => {
      const { result$ } = emitSummaries(m, ' ---b--c----p----', '(tcs)');
      const unsub = '               ---------------!';
      m.expect(result$, unsub).toBeObservable('-----a----(bcd)-', {
        a: 'pizza -5-5 1',
        b: 'pizza 0-10 1',
        c: 'coffee 0-10 2',
        d: 'pizza 0-10 1',
      });
    }),
  );

  it(
    'count from their opening on, and are first emitted at their next end that is not too near',
    marbles((m) => {
      const { result$ } = emitSummaries(m, ' p------p--p----p----', '----t---c');
      const unsub = '               --------------------!';
      m.expect(result$, unsub).toBeObservable('----------a---------', { a: 'pizza 0-10 1' });
      const late = emitSummaries(m, '        --------p-----------', '--------t');
      m.expect(late.result$, unsub).toBeObservable('--------------------', {});
    }),
  );

  it(
    'that have closed are not emitted any more, and start again when they are opened again',
    marbles((m) => {
      const { result$ } = emitSummaries(m, ' -p----------p-----p------------', 't----------T---t');
      const unsub = '               -------------------------------!';
      m.expect(result$, unsub).toBeObservable('----------a---------b---------c-', {
        a: 'pizza 0-10 1',
        b: 'pizza 10-20 1',
        c: 'pizza 20-30 0',
      });
    }),
  );

  it(
    'are emitted after their closing delay',
    marbles((m) => {
      const { result$ } = emitSummaries(m, ' ---------p-p------------', '-----t', { closingDelayMs: 4 });
      const unsub = '               -----------------------!';
      m.expect(result$, unsub).toBeObservable('--------------a---------', { a: 'pizza 0-10 1' });
    }),
  );

  it(
    'that end together are spread over at most a quarter of their steps',
    marbles((m) => {
      const windowed = emitSummaries(m, '    ----------------------------------', '(tc)', { spreadMs: 100 });
      const unsub = '               ---------------------------!';
      // The first has no delay, the second 0.618 of 2.5 ms.
      m.expect(windowed.result$, unsub).toBeObservable('----------ab--------cd------', {
        a: 'pizza 0-10 0',
        b: 'coffee 0-10 0',
        c: 'pizza 10-20 0',
        d: 'coffee 10-20 0',
      });
    }),
  );

  it(
    'are summed up a few in a turn of the event loop, however many end together',
    marbles((m) => {
      const windowed = emitSummaries(m, '    ----------------------------', '(tsc)', { maxPerTurn: 2 });
      const unsub = '               ------------------!';
      m.expect(windowed.result$, unsub).toBeObservable('-----a----b---(cd)', {
        a: 'pizza -5-5 0',
        b: 'pizza 0-10 0',
        c: 'coffee 0-10 0',
        d: 'pizza 0-10 0',
      });
    }),
  );

  it(
    'share the panes of their query: one that opens later counts what they have, and emits nothing older by itself',
    marbles((m) => {
      const { result$ } = emitSummaries(m, ' -p-p--p-----p-------', 's-------t');
      const unsub = '               ---------------------!';
      m.expect(result$, unsub).toBeObservable('-----a----b----c----(de)', {
        a: 'pizza -5-5 2',
        b: 'pizza 0-10 3',
        c: 'pizza 5-15 2',
        d: 'pizza 10-20 1',
        e: 'pizza 10-20 1',
      });
    }),
  );

  it(
    'complete with the posts, and unsubscribe from the changes then',
    marbles((m) => {
      const { result$, changes$ } = emitSummaries(m, '-p------------|', 't-');
      const expected = '                             ----------a---|';
      const sub = '                                  ^-------------!';
      m.expect(result$).toBeObservable(expected, { a: 'pizza 0-10 1' });
      m.expect(changes$).toHaveSubscriptions(sub);
    }),
  );

  it(
    'go on when no further change can come, and fail with the posts',
    marbles((m) => {
      const { result$ } = emitSummaries(m, ' -p------------#', 't|');
      const expected = '            ----------a---#';
      m.expect(result$).toBeObservable(expected, { a: 'pizza 0-10 1' });
    }),
  );

  it(
    'unsubscribe from posts and changes when they are unsubscribed',
    marbles((m) => {
      const { result$, posts$, changes$ } = emitSummaries(m, '-p----', 't');
      const unsub = '                                 ----!';
      m.expect(result$, unsub).toBeObservable('       -----');
      m.expect(posts$).toHaveSubscriptions('          ^---!');
      m.expect(changes$).toHaveSubscriptions('        ^---!');
    }),
  );
});
