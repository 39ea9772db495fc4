import { concat, defer, map, merge, NEVER, of, Subject, switchMap, take, tap, throwError, timer, filter } from 'rxjs';
import type { Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { SourceEvent } from '../../../src/graph/index.ts';
import { parseQuery } from '../../../src/query/index.ts';
import { UpstreamFailure, type FailureKind } from '../../../src/sources/supervisor/failure.ts';
import type { Signal } from '../../../src/sources/supervisor/supervise.ts';
import { createFilteredStream } from '../../../src/sources/x/filtered-stream.ts';
import type { AddResult, StoredRule } from '../../../src/sources/x/rules.ts';
import { marbles, type RunContext } from '../../support/marbles.ts';

const queries = (...texts: readonly string[]) => texts.map(parseQuery);
const failure = (kind: FailureKind, resetAt?: number) => new UpstreamFailure(kind, `It failed: ${kind}.`, { resetAt });

interface AccountOptions {
  /** The rules that X has at the start. */
  readonly rules?: readonly StoredRule[];
  /** The failure of each change of rules up to a time, in ms. */
  readonly changesFail?: { readonly with: UpstreamFailure; readonly until: number };
  /** The failures of the first connections. */
  readonly connectionsFail?: readonly UpstreamFailure[];
}

/** A source over an account of X in virtual time: X answers at once, and each connection lives until `cut$`. */
function accountOf(m: RunContext, { rules = [], changesFail, connectionsFail = [] }: AccountOptions = {}) {
  const stored = new Map(rules.map((rule) => [rule.value, rule]));
  const changedAt: number[] = [];
  /** The values of the covered rules at each attempt to connect. */
  const attempts: (readonly string[])[] = [];
  const cut$ = new Subject<void>();
  let lastId = 0;
  const now = () => m.scheduler.now();
  const change = <T>(apply: () => T): Observable<T> =>
    defer(() => {
      changedAt.push(now());
      if (changesFail !== undefined && now() < changesFail.until) return throwError(() => changesFail.with);
      return of(apply());
    });
  const add = (sent: readonly Pick<StoredRule, 'value' | 'tag'>[]): AddResult => {
    const created = sent.map(({ value, tag }) => ({ value, tag, id: String((lastId += 1)) }));
    for (const rule of created) stored.set(rule.value, rule);
    return { stored: created, invalid: [], isFull: false };
  };
  const source = createFilteredStream({
    name: 'x',
    host: 'x.test',
    limits: {},
    api: {
      list: () => defer(() => of([...stored.values()])),
      add: (sent) => change(() => add(sent)),
      dryRun: () => NEVER,
      remove: (gone) =>
        change(() => {
          for (const { value } of gone) stored.delete(value);
          return true;
        }),
    },
    connect: (_, values) =>
      defer((): Observable<Signal> => {
        attempts.push(values());
        const fault = connectionsFail[attempts.length - 1];
        if (fault !== undefined) return throwError(() => fault);
        const signals$ = of<Signal>({ type: 'live' }, { type: 'resumed', filled: 'none' });
        return merge(concat(signals$, NEVER), cut$.pipe(switchMap(() => throwError(() => failure('network')))));
      }),
    random: () => 0,
    scheduler: m.scheduler,
  });
  return { source, changedAt, attempts, cut$, stored };
}

/** Emits `count` sets of queries, one each second, then the last. */
const changing = (m: RunContext, count: number, set: (nth: number) => readonly string[], last: readonly string[]) =>
  timer(0, 1_000, m.scheduler).pipe(
    take(count + 1),
    map((nth) => (nth < count ? queries(...set(nth)) : queries(...last))),
  );

/** Emits `l` when the source is live and `p` when it is pending; with the reason where it has one. */
const states = (event$: Observable<SourceEvent>) =>
  event$.pipe(
    filter((event) => event.type === 'state'),
    map(({ state, reason }) => (reason === undefined ? (state[0] ?? '') : `${state[0] ?? ''}: ${reason.message}`)),
  );
const lives = (event$: Observable<SourceEvent>) => states(event$).pipe(filter((state) => state === 'l'));
const covering = (event$: Observable<SourceEvent>) =>
  event$.pipe(
    filter((event) => event.type === 'coverage'),
    map(({ active }) => [...active].toSorted().join()),
  );

describe('a broken connection is opened again at once', () => {
  it.each([
    ['50 changes, the steady query stays', 50, (nth: number) => ['#pizza', `#w${nth}`], ['#pizza']],
    ['60 changes, two stay', 60, (nth: number) => ['#pizza', '#tea', `#w${nth}`], ['#pizza', '#tea']],
    ['80 changes, the middle one stays', 80, (nth: number) => ['#a', '#b', `#w${nth}`], ['#b']],
    ['90 changes, of words', 90, (nth: number) => ['coffee', `w${nth} rome`], ['coffee']],
    ['70 changes, of two rules', 70, (nth: number) => ['#a is:repost', `#w${nth}`, '#b'], ['#a is:repost']],
  ])('after %s', (_, count, set, last) => {
    marbles((m) => {
      const { source, cut$, attempts } = accountOf(m);
      const event$ = merge(
        changing(m, count, set, last).pipe(switchMap((wanted) => source.open(wanted))),
        timer(100_000, m.scheduler).pipe(
          tap(() => {
            cut$.next();
          }),
          switchMap(() => NEVER),
        ),
      );
      m.expect(lives(event$), '         ^----------- 120s !').toBeObservable('l 99999ms l');
      m.flush();
      expect(attempts[1]).not.toEqual([]);
    })();
  });

  it(
    'while X takes no changes for a quarter of an hour',
    marbles((m) => {
      const { source, cut$ } = accountOf(m, {
        rules: [{ id: 'a', value: '(#pizza) -is:retweet', tag: 'undertone-1' }],
        changesFail: { with: failure('rate-limit', 900_000), until: 900_000 },
      });
      const event$ = merge(
        source.open(queries('#pizza', '#tea')),
        timer(100_000, m.scheduler).pipe(
          tap(() => {
            cut$.next();
          }),
          switchMap(() => NEVER),
        ),
      );
      m.expect(
        event$.pipe(
          filter((e) => e.type === 'state' && e.state === 'live'),
          map(() => 'l'),
        ),
        '^----------- 120s !',
      ).toBeObservable('(ll) 99996ms l');
    }),
  );
});
