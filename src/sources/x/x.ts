import { concatMap, defer, delay, filter, merge, of, startWith, Subject, switchMap, take, tap, timer } from 'rxjs';
import type { Observable, SchedulerLike } from 'rxjs';
import type { Source } from '../../graph/index.ts';
import { shareWithGrace } from '../../graph/operators/index.ts';
import { checkBy, supervise, type Connect, type Signal } from '../supervisor/supervise.ts';
import { Budget } from './budget.ts';
import { languagesForX } from './compile/languages.ts';
import type { RuleLimits } from './compile/rule-packer.ts';
import { CoverageReporter } from './coverage.ts';
import { fillGap } from './fill.ts';
import { MessageReader } from './reader.ts';
import { reconcileRules } from './reconcile-rules.ts';
import { RuleReconciler } from './rule-reconciler.ts';
import { createRulesApi } from './rules.ts';
import { openStream } from './stream.ts';

export interface XOptions extends Omit<RuleLimits, 'languages'> {
  readonly name: string;
  /** `https://HOST`. */
  readonly base: string;
  /** An app's bearer token. */
  readonly token: string;
  /** Whether recent search fills the gap of an interruption. Each post that it finds is paid for. */
  readonly fill: boolean;
  /** The tags of the wanted languages. Default none, which stands for all. */
  readonly languages?: readonly string[];
  /** Returns a number from 0 to 1, 1 excluded. */
  readonly random: () => number;
  readonly scheduler: SchedulerLike;
}

const windowMs = 15 * 60_000;
const maxChangesPerWindow = 100;
const maxConnectionsPerWindow = 50;
// 99 of 100 posts come within 7 s (docs.x.com, filtered stream).
const lagMs = 10_000;
// Should X refuse a stream for want of rules although it lists some, it has not noticed them yet.
const unnoticedMs = 5_000;

/**
 * Creates a source of the posts of X's filtered stream. A reconciler keeps X's rules to the queries, on the live
 * connection; its coverage says which queries are active. There is one connection, and none while X has no rule of
 * ours.
 *
 * @example
 * const live = { random: Math.random, scheduler: asyncScheduler };
 * createX({ name: 'x', base: 'https://api.x.com', token, fill: false, ...live });
 */
export function createX(options: XOptions): Source {
  const { name, base, random, scheduler } = options;
  const reconciler = new RuleReconciler(name, { ...options, languages: languagesForX(options.languages ?? []) });
  const reporter = new CoverageReporter(name, () => reconciler.coverage(scheduler.now()));
  const api = createRulesApi(options);
  const budget = new Budget({ max: maxChangesPerWindow, windowMs });
  const connect = createConnect(options, reconciler);
  /** Emits when the desired or the observed rules have changed. */
  const changed$ = new Subject<'changed'>();
  const ready$ = changed$.pipe(
    startWith('changed'),
    filter(() => reconciler.isReady),
    take(1),
  );
  const rules$ = reconcileRules({ reconciler, api, budget, changed$, random, scheduler }).pipe(
    tap(() => {
      changed$.next('changed');
    }),
    concatMap((event) => reporter.report(event)),
  );
  const rulesListedAgain$ = defer(() => {
    reconciler.invalidate();
    changed$.next('changed');
    return ready$.pipe(delay(unnoticedMs, scheduler));
  });
  const stream$ = supervise({
    name,
    host: new URL(base).host,
    createSession: () => ({
      connect: (interruption) => ready$.pipe(switchMap(() => connect(interruption))),
    }),
    // An attempt may have to wait for rules; the connection has time limits of its own.
    connectMs: Infinity,
    lagMs,
    silenceMs: Infinity,
    canAccept$: of(true),
    wake$: rulesListedAgain$,
    beside$: rules$,
    random,
    scheduler,
  }).pipe(tap(reporter.record));
  const shared$ = defer(() => {
    reconciler.invalidate();
    reporter.reset();
    return stream$;
  }).pipe(shareWithGrace({ graceMs: 0, scheduler }));
  return {
    name,
    open: (queries) =>
      defer(() => {
        reconciler.setDesired(queries);
        changed$.next('changed');
        return merge(
          shared$,
          defer(() => of(reporter.snapshot())),
        );
      }),
    check: () => checkBy(options, api.list()),
  };
}

/**
 * Returns connections to the stream, no more of them than X allows. Each fills the gap before it where that is wanted.
 */
function createConnect({ name, base, token, fill, scheduler }: XOptions, reconciler: RuleReconciler): Connect {
  const budget = new Budget({ max: maxConnectionsPerWindow, windowMs });
  const reader = new MessageReader({ source: name, host: new URL(base).host, now: () => scheduler.now() });
  const common = { base, headers: { Authorization: `Bearer ${token}` }, reader, scheduler };
  return (interruption) => {
    const resumed$ = defer((): Observable<Signal> => {
      if (interruption === undefined || !fill) return of({ type: 'resumed', filled: 'none' });
      return fillGap({ ...common, values: reconciler.values, from: interruption.from, to: scheduler.now() });
    });
    return defer(() => timer(budget.waitMs(scheduler.now(), true), scheduler)).pipe(
      switchMap(() => {
        budget.acquire(scheduler.now());
        return openStream({ ...common, resumed$ });
      }),
    );
  };
}
