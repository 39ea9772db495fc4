import { filter, identity, merge, mergeMap, takeUntil, type Observable, type SchedulerLike } from 'rxjs';
import type { Watermark } from '../window/index.ts';
import type { Backfills } from './backfill.ts';
import type { TimedResult } from './event-time.ts';
import type { Delivery, Gap, Session, SourceEvent } from './ports.ts';
import type { Registry, RegistryEffect, Tracked } from './registry.ts';
import type { SourceStatus, StatusEvent } from './source-status.ts';
import type { WindowChange } from './windows/active-windows.ts';
import { summaries } from './windows/summaries.ts';

/** What sessions receive follows from these. All are hot and shared. */
export interface EgressInputs<S extends Session> {
  readonly effects$: Observable<RegistryEffect<S>>;
  readonly events$: Observable<SourceEvent>;
  readonly timed$: Observable<TimedResult>;
  readonly stop$: Observable<unknown>;
}

/** The state that deliveries are made from. */
export interface EgressState<S extends Session> {
  readonly registry: Registry<S>;
  readonly status: SourceStatus;
  /** Undefined without a store. */
  readonly backfills: Backfills<S> | undefined;
  /** The one that assigns the event times. */
  readonly watermark: Watermark;
  readonly scheduler: SchedulerLike;
}

/**
 * Emits everything that goes to sessions: answers, each followed by the results that the session missed; new results;
 * summaries; and notices of sources, their changes of state and their gaps.
 */
export function egress<S extends Session>(inputs: EgressInputs<S>, state: EgressState<S>): Observable<Delivery<S>> {
  const { effects$, events$, timed$, stop$ } = inputs;
  const { registry, status, backfills, watermark, scheduler } = state;
  const answers$ = effects$.pipe(
    mergeMap((effect) => answersTo(effect, status, scheduler.now())),
    takeUntil(stop$),
    // A backfill that has begun goes on to its end.
    backfills === undefined ? identity : backfills.prependStored,
  );
  const results$ = timed$.pipe(
    mergeMap(({ result }) => registry.deliveriesOf(result)),
    backfills === undefined ? identity : backfills.delayNew,
  );
  const summaries$ = timed$.pipe(
    summaries(effects$.pipe(filter(isWindowChange)), { watermark, scheduler }),
    mergeMap((summary) => registry.summariesOf(summary)),
  );
  const notices$ = merge(
    events$.pipe(
      filter((event) => event.type === 'gap'),
      mergeMap(({ type, ...gap }) => Array.from(registry.members(), (session) => ({ type, session, gap }))),
    ),
    events$.pipe(
      filter((event) => event.type === 'state' || event.type === 'coverage'),
      mergeMap((event) => noticesOf(event, state)),
    ),
  );
  return merge(answers$, results$, summaries$, notices$);
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
  if ('since' in missed) yield { type: 'gap', session, id, gap: expiredGap(missed.since, now) };
  else for (const logged of missed) yield { type: 'result', session, id, ...logged, isMissed: true };
}

/** Stored posts come only where the session does not get what it missed from the log. */
function resumptionOf<S extends Session>({ missed, since }: Tracked<S>) {
  const resumed = missed === undefined ? undefined : !('since' in missed);
  return {
    ...(resumed !== undefined && { resumed }),
    ...(since !== undefined && resumed !== true && { since }),
  };
}

function expiredGap(since: number, now: number): Gap {
  const cause = 'The results of that time are no longer buffered.';
  return { source: 'resume', from: Math.min(since, now), to: now, cause, filled: 'none' };
}

/**
 * Returns what to deliver because a source's state or coverage changed: to the subscribers of the queries whose status
 * changed by it, and to nobody else. It costs a look at each distinct query, however many sessions there are.
 */
function noticesOf<S extends Session>(
  event: StatusEvent,
  { registry, status }: EgressState<S>,
): readonly Delivery<S>[] {
  const isAffected = status.apply(event);
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
