import {
  concat,
  concatMap,
  defer,
  delay,
  EMPTY,
  filter,
  map,
  merge,
  of,
  startWith,
  Subject,
  switchMap,
  take,
} from 'rxjs';
import type { Observable, SchedulerLike } from 'rxjs';
import type { Source, SourceEvent } from '../../graph/index.ts';
import { createSteadyClock } from '../../model/index.ts';
import { shareWithGrace } from '../../graph/operators/index.ts';
import { checkBy, superviseAnew, type Interruption, type Signal } from '../supervisor/supervise.ts';
import { Budget } from './budget.ts';
import type { RuleLimits } from './compile/rule-packer.ts';
import { CoverageReporter } from './coverage.ts';
import { reconcileRules } from './reconcile-rules.ts';
import { RuleReconciler } from './rule-reconciler.ts';
import type { RulesApi } from './rules.ts';

export interface FilteredStreamOptions {
  readonly name: string;
  readonly host: string;
  readonly limits: RuleLimits;
  readonly api: RulesApi;
  /** Opens a connection. `values` returns the values of the rules whose posts it brings. */
  readonly connect: (interruption: Interruption | undefined, values: () => readonly string[]) => Observable<Signal>;
  readonly random: () => number;
  readonly scheduler: SchedulerLike;
  /** As in `LiveSourceContext`. */
  readonly interruption?: Interruption | undefined;
}

const maxChanges = { max: 100, windowMs: 15 * 60_000 };
// 99 of 100 posts come within 7 s (docs.x.com, filtered stream).
const lagMs = 10_000;
// Should X refuse a stream for want of rules although it lists some, it has not noticed them yet.
const unnoticedMs = 5_000;

/**
 * Creates a source whose queries are rules at X, and whose posts come by one stream for all rules. The stream is opened
 * as soon as X has a rule that covers something wanted, and waits for nothing else: rules change while it is live.
 *
 * @example
 * createFilteredStream({ name: 'x', host: 'api.x.com', limits: {}, api, connect, random, scheduler });
 */
export function createFilteredStream(options: FilteredStreamOptions): Source {
  const { name, host, limits, api, connect, random, scheduler } = options;
  const reconciler = new RuleReconciler(name, limits);
  const now = createSteadyClock(() => scheduler.now());
  const reporter = new CoverageReporter(name, () => reconciler.coverage(now()));
  const budget = new Budget(maxChanges);
  /** Emits when the desired or the observed rules have changed. */
  const changed$ = new Subject<'changed'>();
  const once = (condition: () => boolean) => changed$.pipe(startWith('changed'), filter(condition), take(1));
  const rules$ = reconcileRules({ reconciler, api, budget, changed$, random, now, scheduler }).pipe(
    concatMap((event) =>
      concat(
        reporter.ofRules(event),
        defer(() => {
          changed$.next('changed');
          return EMPTY;
        }),
      ),
    ),
  );
  const rulesListedAgain$ = defer(() => {
    reconciler.invalidate();
    changed$.next('changed');
    return once(() => reconciler.isCurrent && reconciler.isReady).pipe(delay(unnoticedMs, scheduler));
  });
  const stream$ = superviseAnew({
    name,
    host,
    createSession: () => ({
      connect: (interruption) =>
        once(() => reconciler.isReady).pipe(switchMap(() => connect(interruption, () => reconciler.coveredValues))),
    }),
    // An attempt may have to wait for rules; the connection has time limits of its own.
    connectMs: Infinity,
    lagMs,
    silenceMs: Infinity,
    canAccept$: of(true),
    wake$: rulesListedAgain$,
    beside$: rules$,
    interruption: options.interruption,
    random,
    scheduler,
  });
  const shared$ = defer(() => {
    reconciler.invalidate();
    reporter.reset();
    return stream$.pipe(map((event) => reporter.ofStream(event)));
  }).pipe(shareWithGrace({ graceMs: 0, scheduler }));
  return {
    name,
    open: (queries) =>
      defer((): Observable<SourceEvent> => {
        reconciler.setDesired(queries);
        const start$ = defer(() => {
          changed$.next('changed');
          return of(reporter.snapshot());
        });
        // The stream comes first: what the change brings about at once would have no subscriber.
        return merge(shared$, start$);
      }),
    check: () => checkBy(options, api.list()),
  };
}
