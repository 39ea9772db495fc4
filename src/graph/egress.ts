import {
  concat,
  defer,
  EMPTY,
  filter,
  identity,
  interval,
  map,
  merge,
  mergeMap,
  takeUntil,
  tap,
  type Observable,
} from 'rxjs';
import type { TimedResult } from './event-time.ts';
import type { GraphState } from './graph-state.ts';
import type { Delivery, Gap, Session, SourceEvent } from './ports.ts';
import type { RegistryEffect, Tracked } from './registry.ts';
import type { Retracted } from './retractions.ts';
import type { SourceStatus, StatusChange } from './source-status.ts';
import { renewalMs } from './token-renewals.ts';
import type { WindowChange } from './windows/active-windows.ts';
import { summaries } from './windows/summaries.ts';

/** What sessions receive follows from these. All are hot and shared. */
export interface EgressInputs<S extends Session> {
  readonly effects$: Observable<RegistryEffect<S>>;
  readonly events$: Observable<SourceEvent>;
  readonly changes$: Observable<StatusChange>;
  readonly timed$: Observable<TimedResult>;
  readonly retracted$: Observable<Retracted>;
  readonly stop$: Observable<unknown>;
}

/**
 * Emits everything that goes to sessions: answers, each followed by what the session missed; new results; retractions;
 * summaries; and notices of sources, their changes of state and their gaps.
 */
export function egress<S extends Session>(inputs: EgressInputs<S>, state: GraphState<S>): Observable<Delivery<S>> {
  const { effects$, events$, changes$, timed$, retracted$, stop$ } = inputs;
  const { registry, rates, status, coverage, backfills, retractions, renewals, watermark, scheduler } = state;
  const gaps$ = events$.pipe(filter((event) => event.type === 'gap'));
  const answers$ = effects$.pipe(
    mergeMap((effect) => answersTo(effect, status, scheduler.now())),
    takeUntil(stop$),
  );
  // A backfill that has begun goes on to its end.
  const backfilled$ = (backfills === undefined ? answers$ : answers$.pipe(backfills.prependStored)).pipe(
    // A post may be deleted while it is read from the store, or while it waits for those that are.
    filter((delivery) => delivery.type !== 'result' || retractions.admitEarlier(delivery.result)),
  );
  const results$ = timed$.pipe(
    tap(({ result }) => renewals?.deliver(result)),
    mergeMap(({ result }) => registry.deliveriesOf(result)),
    backfills === undefined ? identity : backfills.delayNew,
  );
  const losses$ = concat(
    timed$.pipe(mergeMap(() => rates.takeLosses(false))),
    defer(() => rates.takeLosses(true)),
  );
  const summaries$ = timed$.pipe(
    summaries(
      { changes$: effects$.pipe(filter(isWindowChange)), gaps$ },
      { watermark, scheduler, coveredSince: ({ canonical }) => coverage.since(canonical) },
    ),
    mergeMap((summary) => registry.summariesOf(summary)),
  );
  const notices$ = merge(
    gaps$.pipe(mergeMap(({ type, ...gap }) => Array.from(registry.members(), (session) => ({ type, session, gap })))),
    changes$.pipe(mergeMap((change) => deliveriesOfChange(change, state))),
  );
  const renewals$ = tokenRenewals(state).pipe(takeUntil(stop$));
  const retractions$ = retracted$.pipe(
    mergeMap(({ posts }) => posts),
    mergeMap((sent) => registry.retractionsOf(sent)),
  );
  return merge(backfilled$, results$, retractions$, renewals$, losses$, summaries$, notices$);
}

function isWindowChange(effect: RegistryEffect<Session>): effect is WindowChange {
  return effect.type === 'window-opened' || effect.type === 'window-closed';
}

function* answersTo<S extends Session>(
  effect: RegistryEffect<S>,
  status: SourceStatus,
  now: number,
): Generator<Delivery<S>> {
  if (effect.type === 'untracked') yield effect;
  if (effect.type !== 'tracked') return;
  const { session, id, query, resume, missed } = effect;
  yield {
    type: 'tracking',
    session,
    id,
    query,
    resume,
    isAnswer: true,
    upstream: status.upstreamOf(query.canonical),
    reasons: status.reasonsOf(query.canonical),
    ...resumptionOf(effect),
  };
  for (const error of status.refusalsOf(query.canonical)) yield { type: 'refused', session, id, error };
  if (missed === undefined) return;
  if ('replay' in missed) return;
  if ('since' in missed) yield { type: 'gap', session, id, gap: expiredGap(missed.since, now) };
  else {
    for (const post of missed.retracted) yield { type: 'retract', session, id, post };
    for (const logged of missed.results) yield { type: 'result', session, id, ...logged, isMissed: true };
  }
}

/** Stored posts come only where the session does not get what it missed from a log. */
function resumptionOf<S extends Session>({ missed, since }: Tracked<S>) {
  const resumed = missed === undefined ? undefined : !('since' in missed);
  return {
    ...(resumed !== undefined && { resumed }),
    ...(since !== undefined && resumed !== true && { since }),
    ...(missed !== undefined && 'replay' in missed && { replay: missed.replay }),
  };
}

function expiredGap(since: number, now: number): Gap {
  const cause = 'The results of that time are no longer buffered.';
  return { source: 'resume', from: Math.min(since, now), to: now, cause, filled: 'none' };
}

/** Emits the new tokens of ids without new results, but for those whose missed or stored results are still to come. */
function tokenRenewals<S extends Session>(state: GraphState<S>): Observable<Delivery<S>> {
  const { renewals, backfills, status, scheduler } = state;
  if (renewals === undefined) return EMPTY;
  return interval(renewalMs, scheduler).pipe(
    mergeMap(() => renewals.renew()),
    filter(({ session, id }) => backfills?.isPending(session, id) !== true),
    map((subscription) => {
      const { canonical } = subscription.query;
      const [upstream, reasons] = [status.upstreamOf(canonical), status.reasonsOf(canonical)];
      return { type: 'tracking', ...subscription, isAnswer: false, isRenewal: true, upstream, reasons };
    }),
  );
}

/**
 * Returns what to deliver because a source's state or coverage changed: to the subscribers of the queries whose status
 * changed by it, and to nobody else. It costs a look at each distinct query, however many sessions there are.
 */
function deliveriesOfChange<S extends Session>(
  { event, isAffected }: StatusChange,
  { registry, status }: GraphState<S>,
): readonly Delivery<S>[] {
  const deliveries: Delivery<S>[] = [];
  for (const live of registry.liveQueries()) {
    const { canonical } = live.query;
    if (!isAffected(canonical)) continue;
    const upstream = status.upstreamOf(canonical);
    const reasons = status.reasonsOf(canonical);
    const error = event.type === 'coverage' ? event.refused.get(canonical) : undefined;
    for (const subscription of live.subscriptions()) {
      const { session, id } = subscription;
      deliveries.push({ type: 'tracking', ...subscription, isAnswer: false, upstream, reasons });
      if (error !== undefined) deliveries.push({ type: 'refused', session, id, error });
    }
  }
  return deliveries;
}
