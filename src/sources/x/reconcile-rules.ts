import {
  catchError,
  concat,
  defer,
  EMPTY,
  ignoreElements,
  map,
  of,
  race,
  repeat,
  take,
  tap,
  throwError,
  timer,
} from 'rxjs';
import type { Observable, SchedulerLike } from 'rxjs';
import { maxTimerMs, type UndertoneError } from '../../model/index.ts';
import { asFailure, asFinal } from '../supervisor/failure.ts';
import type { Budget } from './budget.ts';
import type { RuleReconciler, Step } from './rule-reconciler.ts';
import type { RulesApi } from './rules.ts';
import { StepDelays } from './step-delays.ts';

export interface ReconcileOptions {
  readonly reconciler: RuleReconciler;
  readonly api: RulesApi;
  /** Bounds the changes of rules. */
  readonly budget: Budget;
  /** Emits when the desired rules have changed: a wait ends then. */
  readonly changed$: Observable<unknown>;
  readonly random: () => number;
  /** Returns the time in ms, by a clock that is never set back. */
  readonly now: () => number;
  readonly scheduler: SchedulerLike;
}

/** Emitted when X's rules, or those in effect, may have changed, or the reason why the next step is delayed. */
export interface ReconcileEvent {
  readonly reason: UndertoneError | undefined;
}

/**
 * Plans and applies steps until it is unsubscribed: one request at a time, within the budget, again after each failure.
 * Errors when another try would not help.
 *
 * @example
 * // Emits { reason: undefined } after each step.
 * reconcileRules({ reconciler, api, budget, changed$, random, now, scheduler });
 */
export function reconcileRules(options: ReconcileOptions): Observable<ReconcileEvent> {
  const { reconciler, changed$, now: clock, scheduler } = options;
  return defer(() => {
    const delays = new StepDelays(options);
    const report$ = defer(() => of({ reason: delays.reason }));
    const wait = (ms: number): Observable<never> =>
      race(timer(Math.min(ms, maxTimerMs), scheduler), changed$).pipe(take(1), ignoreElements());
    const recover = (step: Step, error: unknown): Observable<ReconcileEvent> => {
      const failure = asFailure(error);
      // The request may have had its effect before it failed.
      reconciler.invalidate();
      return delays.fail(step, failure, clock()) ? report$ : throwError(() => asFinal(failure));
    };
    const next = (): Observable<ReconcileEvent> => {
      const now = clock();
      const { reason } = delays;
      const step = reconciler.plan(now);
      const startAt = delays.startAt(step, now);
      if (step.kind === 'wait' || startAt > now) {
        // A rule may come into effect meanwhile, or a list be due.
        const waitMs = Math.min(startAt, reconciler.nextChangeAt(now)) - now;
        return concat(delays.reason === reason ? EMPTY : report$, wait(waitMs), report$);
      }
      delays.start(step, now);
      return apply(step, options).pipe(
        tap(() => {
          delays.succeed(step);
        }),
        map(() => ({ reason: delays.reason })),
        catchError((error: unknown) => recover(step, error)),
      );
    };
    return defer(next).pipe(repeat());
  });
}

/** Carries out a step, and records its outcome. */
function apply(step: Exclude<Step, { kind: 'wait' }>, { reconciler, api, now }: ReconcileOptions): Observable<unknown> {
  switch (step.kind) {
    case 'list':
      return api.list().pipe(
        tap((rules) => {
          reconciler.observe(rules, now());
        }),
      );
    case 'add':
      return api.add(step.rules).pipe(
        tap((result) => {
          reconciler.applied({ ...step, result }, now());
        }),
      );
    case 'dry-run':
      return api.dryRun(step.clauses).pipe(
        tap((result) => {
          reconciler.applied({ ...step, result }, now());
        }),
      );
    case 'remove':
      return api.remove(step.rules).pipe(
        tap((areAllGone) => {
          reconciler.applied({ ...step, areAllGone }, now());
        }),
      );
  }
}
