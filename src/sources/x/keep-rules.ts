import {
  catchError,
  concat,
  defer,
  ignoreElements,
  map,
  of,
  race,
  repeat,
  take,
  tap,
  throwError,
  timer,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import { maxTimerMs } from '../../model/index.ts';
import { createBackoff } from '../supervisor/backoff.ts';
import { asFailure, asFinal, type UpstreamFailure } from '../supervisor/failure.ts';
import type { Budget } from './budget.ts';
import type { RuleBook, Step } from './rule-book.ts';
import type { RulesApi } from './rules.ts';

// What X says of its stream it should not say of its rules; should it, we ask again after this.
const wakeMs = 10_000;

export interface KeepRulesOptions {
  readonly book: RuleBook;
  readonly api: RulesApi;
  /** Of changes. */
  readonly budget: Budget;
  /** Emits when what is wanted has changed. */
  readonly asked$: Observable<unknown>;
  readonly random: () => number;
  readonly scheduler: SchedulerLike;
}

/** Something was done, or has come to act; or nothing can be done for a while because of a failure. */
export type RulesNews = { readonly type: 'done' } | { readonly type: 'trouble'; readonly failure: UpstreamFailure };

/**
 * Keeps X's rules to what is wanted, one request at a time, within the budget. Errors when another try would not help;
 * else it never ends.
 */
export function keepRules(options: KeepRulesOptions): Observable<RulesNews> {
  const { book, api, budget, asked$, random, scheduler } = options;
  return defer(() => {
    const backoff = createBackoff(random, scheduler);
    const rest = (ms: number): Observable<never> =>
      race(timer(Math.min(ms, maxTimerMs), scheduler), asked$).pipe(take(1), ignoreElements());
    const done: RulesNews = { type: 'done' };
    const turn = (): Observable<RulesNews> => {
      const now = scheduler.now();
      const step = book.next(now);
      // What was waited for has come to act.
      if (step.kind === 'rest') return concat(rest(step.until - now), of(done));
      const waitMs = step.kind === 'list' ? 0 : budget.waitMs(now, step.urgent);
      if (waitMs > 0) return rest(waitMs);
      if (step.kind !== 'list') budget.take(now);
      return perform(step, book, { api, scheduler }).pipe(
        tap(() => {
          backoff.reset();
        }),
        map(() => done),
      );
    };
    const recover = (error: unknown): Observable<RulesNews> => {
      const failure = asFailure(error);
      // It may have done its work before it failed.
      book.doubt();
      const wait = backoff.next(failure, true);
      if (wait === undefined) return throwError(() => asFinal(failure));
      const pause$ = timer(wait === 'wake' ? wakeMs : wait, scheduler).pipe(ignoreElements());
      return concat(of<RulesNews>({ type: 'trouble', failure }), pause$);
    };
    return defer(turn).pipe(catchError(recover), repeat());
  });
}

interface Means {
  readonly api: RulesApi;
  readonly scheduler: SchedulerLike;
}

/** Does a step, and notes what came of it. */
function perform(
  step: Exclude<Step, { kind: 'rest' }>,
  book: RuleBook,
  { api, scheduler }: Means,
): Observable<unknown> {
  switch (step.kind) {
    case 'list':
      return api.list().pipe(
        tap((rules) => {
          book.listed(rules, scheduler.now());
        }),
      );
    case 'add':
      return api.add(step.rules).pipe(
        tap((added) => {
          book.added(step.rules, added, scheduler.now());
        }),
      );
    case 'try':
      return api.try(step.values).pipe(
        tap((added) => {
          book.tried(step.values, added);
        }),
      );
    case 'remove':
      return api.remove(step.rules).pipe(
        tap((all) => {
          book.removed(step.rules);
          if (!all) book.doubt();
        }),
      );
  }
}
