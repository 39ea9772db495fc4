import {
  concat,
  defer,
  filter,
  from,
  ignoreElements,
  map,
  merge,
  NEVER,
  of,
  skipUntil,
  Subject,
  switchMap,
  take,
  tap,
  throwError,
  timer,
} from 'rxjs';
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
  readonly changesFail?: { readonly kind: FailureKind; readonly until: number };
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
      if (changesFail !== undefined && now() < changesFail.until) {
        return throwError(() =>
          failure(changesFail.kind, changesFail.kind === 'rate-limit' ? changesFail.until : undefined),
        );
      }
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
        const signals$ = from<readonly Signal[]>([{ type: 'live' }, { type: 'resumed', filled: 'none' }]);
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

/** Adds an action at a time, in seconds. */
const at = (m: RunContext, seconds: number, action: () => void) =>
  timer(seconds * 1_000, m.scheduler).pipe(tap(action), ignoreElements());

/** Emits states by their first letter: with a capital where they have a reason. */
const states = (event$: Observable<SourceEvent>) =>
  event$.pipe(
    filter((event) => event.type === 'state'),
    map(({ state: [letter = ''], reason }) => (reason === undefined ? letter : letter.toUpperCase())),
  );
const reasons = (event$: Observable<SourceEvent>) =>
  event$.pipe(
    filter((event) => event.type === 'state'),
    map(({ reason }) => reason?.message ?? '-'),
  );
const coverages = (event$: Observable<SourceEvent>) =>
  event$.pipe(
    filter((event) => event.type === 'coverage'),
    map(({ active }) => [...active].toSorted().join() || 'none'),
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
        at(m, 100, () => {
          cut$.next();
        }),
      );
      // A state with a reason is followed by one without, once no change has to wait.
      const live$ = states(event$).pipe(
        filter((state) => state !== 'p' && state !== 'P'),
        skipUntil(timer(95_000, m.scheduler)),
      );
      m.expect(live$, ' ^ 120s !').toBeObservable('100s l');
      m.flush();
      expect(attempts).toHaveLength(2);
      expect(attempts[1]).not.toEqual([]);
    })();
  });

  it(
    'while X takes no changes for a quarter of an hour',
    marbles((m) => {
      const { source, cut$ } = accountOf(m, {
        rules: [{ id: 'a', value: '(#pizza) -is:retweet', tag: 'undertone-1' }],
        changesFail: { kind: 'rate-limit', until: 900_000 },
      });
      const event$ = merge(
        source.open(queries('#pizza', '#tea')),
        at(m, 100, () => {
          cut$.next();
        }),
      );
      m.expect(states(event$), '^ 120s !').toBeObservable('(plL) 99995ms (PL)');
    }),
  );
});

describe('a first connection is opened at once', () => {
  it(
    'where rules of an earlier run cover something wanted, although X takes no changes',
    marbles((m) => {
      const { source } = accountOf(m, {
        rules: [{ id: 'a', value: '(#tea OR (#b OR "x) OR y") #c OR #pizza) -is:retweet', tag: 'undertone-7' }],
        changesFail: { kind: 'rate-limit', until: 900_000 },
      });
      const event$ = source.open(queries('#pizza', '#coffee'));
      m.expect(states(event$), '   ^ 30s !').toBeObservable('(plL)');
      m.expect(coverages(event$), '^ 30s !').toBeObservable('n 19999ms p', { n: 'none', p: '#pizza' });
    }),
  );

  it(
    'once X lets us in, although the budget was spent before',
    marbles((m) => {
      const { source } = accountOf(m, {
        connectionsFail: [failure('rate-limit', 100_000)],
      });
      const event$ = changing(m, 70, (nth) => ['#a', '#b', `#w${nth}`], ['#b']).pipe(
        switchMap((wanted) => source.open(wanted)),
      );
      m.expect(states(event$), '^ 120s !').toBeObservable('(pP) 99996ms l');
    }),
  );

  it(
    'after the rules are listed again, although X takes no changes',
    marbles((m) => {
      const { source } = accountOf(m, {
        rules: [{ id: 'a', value: '(#pizza) -is:retweet', tag: 'undertone-1' }],
        changesFail: { kind: 'rate-limit', until: 900_000 },
        connectionsFail: [failure('no-rules')],
      });
      m.expect(states(source.open(queries('#pizza', '#tea'))), '^ 30s !').toBeObservable('(pP) 4996ms L');
    }),
  );

  it(
    'never without a rule that covers something wanted',
    marbles((m) => {
      const { source, attempts } = accountOf(m, {
        rules: [
          { id: 'a', value: '(#tea)', tag: 'undertone-1' },
          { id: 'b', value: '(#pizza) lang:en', tag: 'undertone-2' },
          { id: 'c', value: '"(#pizza) -is:retweet"', tag: 'undertone-3' },
        ],
        changesFail: { kind: 'rate-limit', until: 20_000 },
      });
      m.expect(states(source.open(queries('#pizza'))), '^ 30s !').toBeObservable('(pP) 19996ms (pl)');
      m.flush();
      expect(attempts).toEqual([['(#pizza) -is:retweet']]);
    }),
  );
});

describe('while a change of rules has to wait', () => {
  it(
    'a rule that comes into effect is reported all the same',
    marbles((m) => {
      const { source } = accountOf(m);
      const event$ = changing(m, 52, (nth) => ['#a', `#w${nth}`], ['#a']).pipe(
        switchMap((wanted) => source.open(wanted)),
      );
      const a$ = coverages(event$).pipe(
        filter((active) => active === '#a'),
        take(1),
      );
      m.expect(a$, '^ 60s !').toBeObservable('20s (a|)', { a: '#a' });
    }),
  );

  it(
    'the reason is a sentence until it is over',
    marbles((m) => {
      const { source } = accountOf(m);
      const event$ = changing(m, 99, (nth) => [`#w${nth}`], ['#last']).pipe(switchMap((wanted) => source.open(wanted)));
      const spent = 'The rules of X have changed as often as X allows in 15 minutes, so the next change has to wait.';
      const reason$ = reasons(event$).pipe(
        filter((reason) => reason !== '-'),
        take(1),
      );
      m.expect(reason$.pipe(map((reason) => reason === spent)), '^ 120s !').toBeObservable('51s (t|)', { t: true });
    }),
  );

  it(
    'because X refuses it, it is tried again ever later, and the source does not end',
    marbles((m) => {
      const { source, changedAt } = accountOf(m, {
        changesFail: { kind: 'refused', until: Infinity },
      });
      m.expect(states(source.open(queries('#pizza'))), '^ 900s !').toBeObservable(
        '(pP) 4996ms P 9999ms P 19999ms P 39999ms P 79999ms P 319999ms P 319999ms P',
      );
      m.flush();
      expect(changedAt.map((ms) => ms / 1_000)).toEqual([0, 5, 15, 35, 75, 155, 475, 795]);
    }),
  );
});
