import {
  concatMap,
  defer,
  delay,
  filter,
  merge,
  of,
  startWith,
  Subject,
  switchMap,
  take,
  tap,
  timer,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import type { Source } from '../../graph/index.ts';
import { shareWithGrace } from '../../graph/operators/index.ts';
import type { RuleLimits } from '../../query/index.ts';
import { checkBy, supervise, type Connect, type Signal } from '../supervisor/supervise.ts';
import { Budget } from './budget.ts';
import { fillGap } from './fill.ts';
import { keepRules } from './keep-rules.ts';
import { Reader } from './reader.ts';
import { RuleBook } from './rule-book.ts';
import { createRulesApi } from './rules.ts';
import { openStream } from './stream.ts';
import { Teller } from './teller.ts';

export interface XOptions extends RuleLimits {
  readonly name: string;
  /** `https://HOST`. */
  readonly base: string;
  /** An app's bearer token. */
  readonly token: string;
  /** Whether recent search is asked for what came during an interruption. Each post that it finds is paid for. */
  readonly fill: boolean;
  readonly random: () => number;
  readonly scheduler: SchedulerLike;
}

const windowMs = 15 * 60_000;
// 99 of 100 posts come within 7 s (docs.x.com, filtered stream).
const lagMs = 10_000;
// Should X refuse us for want of rules although it lists some, it has not noticed them yet.
const unnoticedMs = 5_000;

/**
 * The posts of X's filtered stream. The queries are its rules, which change on the live connection; the coverage says
 * which of them act. There is one connection, and none without a rule.
 */
export function createX(options: XOptions): Source {
  const { name, base, token, random, scheduler } = options;
  const book = new RuleBook(name, options);
  const api = createRulesApi({ base, token, scheduler });
  const changes = new Budget({ max: 100, windowMs });
  const asked$ = new Subject<'asked'>();
  const connect = createConnect(options, book);
  const teller = new Teller(name, () => book.coverage(scheduler.now()));
  const course$ = defer(() => {
    book.doubt();
    teller.begin();
    const noted$ = new Subject<'noted'>();
    const ready$ = merge(asked$, noted$).pipe(
      startWith('begun'),
      filter(() => book.isReady),
      take(1),
    );
    const rules$ = keepRules({ book, api, budget: changes, asked$, random, scheduler }).pipe(
      tap(() => {
        noted$.next('noted');
      }),
      concatMap((news) => teller.tell(news)),
    );
    return supervise({
      name,
      host: new URL(base).host,
      begin: () => (interruption) => ready$.pipe(switchMap(() => connect(interruption))),
      // An attempt may have to wait for rules: the connection sees to its own times.
      connectMs: Infinity,
      lagMs,
      silenceMs: Infinity,
      canAccept$: of(true),
      wake$: defer(() => {
        book.doubt();
        asked$.next('asked');
        return ready$.pipe(delay(unnoticedMs, scheduler));
      }),
      // Should they fail for good, what the stream misses at the time is still told.
      beside$: rules$,
      random,
      scheduler,
    }).pipe(tap(teller.note));
  });
  const shared$ = course$.pipe(shareWithGrace({ graceMs: 0, scheduler }));
  return {
    name,
    open: (wanted) =>
      defer(() => {
        book.ask(wanted);
        asked$.next('asked');
        return merge(
          shared$,
          defer(() => of(teller.cover())),
        );
      }),
    check: () => checkBy(options, api.list()),
  };
}

/** Connections to the stream, no more of them than X allows; each tells how much of the interruption has come. */
function createConnect({ name, base, token, fill, scheduler }: XOptions, book: RuleBook): Connect {
  const budget = new Budget({ max: 50, windowMs });
  const reader = new Reader({ source: name, host: new URL(base).host, now: () => scheduler.now() });
  const common = { base, headers: { Authorization: `Bearer ${token}` }, reader, scheduler };
  return (interruption) => {
    const resumed$ = defer((): Observable<Signal> => {
      if (interruption === undefined || !fill) return of({ type: 'resumed', filled: 'none' });
      return fillGap({ ...common, values: book.values, from: interruption.from, to: scheduler.now() });
    });
    return defer(() => timer(budget.waitMs(scheduler.now(), true), scheduler)).pipe(
      switchMap(() => {
        budget.take(scheduler.now());
        return openStream({ ...common, resumed$ });
      }),
    );
  };
}
