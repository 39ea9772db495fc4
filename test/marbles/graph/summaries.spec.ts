import { describe, expect, it } from 'vitest';
import { marbles } from '../../support/marbles.ts';
import { told } from '../../support/windows.ts';

describe('a tumbling window', () => {
  it(
    'is told when it ends, and goes down to nothing when the posts do',
    marbles((m) => {
      const { result$ } = told(m, ' -p--p-----p--------------------', 't');
      const unsub = '               -------------------------------!';
      m.expect(result$, unsub).toBeObservable('----------a---------b---------c-', {
        a: 'pizza 0-10 2',
        b: 'pizza 10-20 1',
        c: 'pizza 20-30 0',
      });
    }),
  );

  it(
    'is told of event time, whatever the wall clock says, and takes its pace from it when no posts come',
    marbles((m) => {
      const { result$ } = told(m, ' o---o---o----------------------', 't');
      const unsub = '               -------------------------------!';
      m.expect(result$, unsub).toBeObservable('----------a---------b---------c-', {
        a: 'pizza -1000--990 3',
        b: 'pizza -990--980 0',
        c: 'pizza -980--970 0',
      });
    }),
  );

  it(
    'that got a post late but in time is told again when it closes',
    marbles((m) => {
      // `l` is from 5. The bucket from 0 to 10 closes with the post at 30, the one from 10 to 20 with that at 41.
      const { result$, late } = told(m, '-p---------p-----l------------p----------p-', 't');
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
      const { result$, late } = told(m, '-p----------------------------p--------------x----', 't');
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
      const { result$, late } = told(m, '-f-------l----------', 't');
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
    'is told every step with what it looks back on',
    marbles((m) => {
      const { result$ } = told(m, ' -p----p----p-----------', 's');
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
    'of several queries and lengths are told each for itself',
    marbles((m) => {
      const { result$ } = told(m, ' ---b--c----p----', '(tcs)');
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
    'count from when they are wanted, and are first told at their next end that is not too near',
    marbles((m) => {
      const { result$ } = told(m, ' p------p--p----p----', '----t---c');
      const unsub = '               --------------------!';
      m.expect(result$, unsub).toBeObservable('----------a---------', { a: 'pizza 0-10 1' });
      const late = told(m, '        --------p-----------', '--------t');
      m.expect(late.result$, unsub).toBeObservable('--------------------', {});
    }),
  );

  it(
    'that nobody wants any more are told no more, and begin anew when they are wanted again',
    marbles((m) => {
      const { result$ } = told(m, ' -p----------p-----p------------', 't----------T---t');
      const unsub = '               -------------------------------!';
      m.expect(result$, unsub).toBeObservable('----------a---------b---------c-', {
        a: 'pizza 0-10 1',
        b: 'pizza 10-20 1',
        c: 'pizza 20-30 0',
      });
    }),
  );

  it(
    'are told a little after their end when posts are to have time to come',
    marbles((m) => {
      const { result$ } = told(m, ' ---------p-p------------', '-----t', { closingDelayMs: 4 });
      const unsub = '               -----------------------!';
      m.expect(result$, unsub).toBeObservable('--------------a---------', { a: 'pizza 0-10 1' });
    }),
  );

  it(
    'that end together are spread over a time, a quarter of their steps at most',
    marbles((m) => {
      const windowed = told(m, '    ----------------------------------', '(tc)', { spreadMs: 100 });
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
    'end with the posts, and leave the changes then',
    marbles((m) => {
      const { result$, changes$ } = told(m, '-p------------|', 't-');
      const expected = '                             ----------a---|';
      const sub = '                                  ^-------------!';
      m.expect(result$).toBeObservable(expected, { a: 'pizza 0-10 1' });
      m.expect(changes$).toHaveSubscriptions(sub);
    }),
  );

  it(
    'are told on when no change will come any more, and fail with the posts',
    marbles((m) => {
      const { result$ } = told(m, ' -p------------#', 't|');
      const expected = '            ----------a---#';
      m.expect(result$).toBeObservable(expected, { a: 'pizza 0-10 1' });
    }),
  );

  it(
    'leave posts and changes when they are left',
    marbles((m) => {
      const { result$, posts$, changes$ } = told(m, '-p----', 't');
      const unsub = '                                 ----!';
      m.expect(result$, unsub).toBeObservable('       -----');
      m.expect(posts$).toHaveSubscriptions('          ^---!');
      m.expect(changes$).toHaveSubscriptions('        ^---!');
    }),
  );
});
