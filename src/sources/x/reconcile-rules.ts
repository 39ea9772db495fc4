import { catchError, concat, defer, ignoreElements, map, of, race, repeat, take, tap, throwError, timer } from 'rxjs';
import type { Observable, SchedulerLike } from 'rxjs';
import { maxTimerMs } from '../../model/index.ts';
import { createBackoff } from '../supervisor/backoff.ts';
import { asFailure, asFinal, type UpstreamFailure } from '../supervisor/failure.ts';
import type { Budget } from './budget.ts';
import type { RuleReconciler, Step } from './rule-reconciler.ts';
import type { RulesApi } from './rules.ts';

export interface ReconcileOptions {
  readonly reconciler: RuleReconciler;
  readonly api: RulesApi;
  /** Bounds the changes of rules. */
  readonly budget: Budget;
  /** Emits when the desired rules have changed: a wait ends then. */
  readonly changed$: Observable<unknown>;
  readonly random: () => number;
  readonly scheduler: SchedulerLike;
}

/** A step was carried out, or a rule has become active; or a failure delays all further steps. */
export type ReconcileEvent =
  { readonly type: 'progress' } | { readonly type: 'failed'; readonly failure: UpstreamFailure };

// Only the stream should fail for want of rules. Should X answer so here nevertheless, this is the pause.
const noRulesMs = 10_000;

/**
 * Plans and applies steps until it is unsubscribed: one request at a time, within the budget, again after each
 * failure. Errors when another try would not help.
 *
 * @example
 * // Emits { type: 'progress' } after each step.
 * reconcileRules({ reconciler, api, budget, changed$, random, scheduler });
 */
export function reconcileRules(options: ReconcileOptions): Observable<ReconcileEvent> {
  const { reconciler, budget, changed$, random, scheduler } = options;
  const progress: ReconcileEvent = { type: 'progress' };
  return defer(() => {
    const backoff = createBackoff(random, scheduler);
    const wait = (ms: number): Observable<never> =>
      race(timer(Math.min(ms, maxTimerMs), scheduler), changed$).pipe(take(1), ignoreElements());
    const next = (): Observable<ReconcileEvent> => {
      const now = scheduler.now();
      const step = reconciler.plan(now);
      if (step.kind === 'wait') return concat(wait(step.until - now), of(progress));
      const waitMs = step.kind === 'list' ? 0 : budget.waitMs(now, step.urgent);
      if (waitMs > 0) return wait(waitMs);
      if (step.kind !== 'list') budget.acquire(now);
      return apply(step, options).pipe(
        tap(() => {
          backoff.reset();
        }),
        map(() => progress),
      );
    };
    const recover = (error: unknown): Observable<ReconcileEvent> => {
      const failure = asFailure(error);
      // The request may have had its effect before it failed.
      reconciler.invalidate();
      const delay = backoff.next(failure, true);
      if (delay === undefined) return throwError(() => asFinal(failure));
      const pause$ = timer(delay === 'wake' ? noRulesMs : delay, scheduler).pipe(ignoreElements());
      return concat(of<ReconcileEvent>({ type: 'failed', failure }), pause$);
    };
    return defer(next).pipe(catchError(recover), repeat());
  });
}

/** Carries out a step, and records its outcome. */
function apply(
  step: Exclude<Step, { kind: 'wait' }>,
  { reconciler, api, scheduler }: ReconcileOptions,
): Observable<unknown> {
  switch (step.kind) {
    case 'list':
      return api.list().pipe(
        tap((rules) => {
          reconciler.observe(rules, scheduler.now());
        }),
      );
    case 'add':
      return api.add(step.rules).pipe(
        tap((result) => {
          reconciler.applied({ ...step, result }, scheduler.now());
        }),
      );
    case 'dry-run':
      return api.dryRun(step.clauses).pipe(
        tap((result) => {
          reconciler.applied({ ...step, result }, scheduler.now());
        }),
      );
    case 'remove':
      return api.remove(step.rules).pipe(
        tap((areAllGone) => {
          reconciler.applied({ ...step, areAllGone }, scheduler.now());
        }),
      );
  }
}
