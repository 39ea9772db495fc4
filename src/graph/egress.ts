import {
  filter,
  from,
  identity,
  map,
  merge,
  mergeMap,
  takeUntil,
  withLatestFrom,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import type { Watermark } from '../window/index.ts';
import type { SourceStatus } from './source-status.ts';
import type { Delivery, Gap, Session, SourceEvent } from './ports.ts';
import type { Backfills } from './backfill.ts';
import type { Registry, Reply } from './registry.ts';
import { defaultSettleMs, summaries } from './windows/summaries.ts';
import type { TimedResult } from './windows/active-windows.ts';

export interface EgressInputs<S extends Session> {
  readonly registry$: Observable<Registry<S>>;
  /** What sources say. */
  readonly events$: Observable<SourceEvent>;
  readonly placed$: Observable<TimedResult>;
  readonly stop$: Observable<unknown>;
  readonly board: SourceStatus;
  /** Where there is a store. */
  readonly recalls: Backfills<S> | undefined;
  /** The one that places the posts. */
  readonly watermark: Watermark;
  readonly scheduler: SchedulerLike;
}

/**
 * Everything that goes to sessions, in the order in which each is to hear it: the answer to what it asked for, what it
 * missed, then results as they come; and between them how its queries stand upstream, and what sources missed.
 */
export function egress<S extends Session>(inputs: EgressInputs<S>): Observable<Delivery<S>> {
  const { registry$, events$, placed$, stop$, board, watermark, recalls, scheduler } = inputs;
  const answers$ = registry$.pipe(
    mergeMap((registry) => registry.takeReplies()),
    mergeMap((reply) => answer(reply, board, scheduler.now())),
    takeUntil(stop$),
  );
  // What is stored goes out to its end.
  const replies$ = recalls === undefined ? answers$ : answers$.pipe(recalls.answers);
  const results$ = placed$.pipe(
    withLatestFrom(registry$),
    mergeMap(([{ result }, registry]) => registry.deliveriesOf(result)),
    recalls === undefined ? identity : filter(recalls.passes),
  );
  const notices$ = events$.pipe(
    map((event) => noticesOf<S>(event, board)),
    filter((notices) => notices !== undefined),
    withLatestFrom(registry$),
    mergeMap(([notices, registry]) => from(notices(registry))),
  );
  const changes$ = registry$.pipe(mergeMap(({ windows }) => windows.takeChanges()));
  const summaries$ = placed$.pipe(
    summaries(changes$, { watermark, scheduler, settleMs: defaultSettleMs }),
    withLatestFrom(registry$),
    mergeMap(([summary, { windows }]) => windows.deliveriesOf(summary)),
  );
  return merge(replies$, results$, summaries$, notices$);
}

function* answer<S extends Session>(reply: Reply<S>, board: SourceStatus, now: number): Generator<Delivery<S>> {
  if (reply.type === 'untracked') {
    yield reply;
    return;
  }
  const { missed, since, ...tracking } = reply;
  const { session, id, query } = tracking;
  const resumed = missed === undefined ? undefined : !('since' in missed);
  const recalls = since === undefined || resumed === true ? {} : { since };
  yield {
    ...tracking,
    ...(resumed !== undefined && { resumed }),
    ...recalls,
    isAnswer: true,
    upstream: board.upstreamOf(query.canonical),
  };
  for (const error of board.refusalsOf(query.canonical)) yield { type: 'refused', session, id, error };
  if (missed === undefined) return;
  if ('since' in missed) yield { type: 'gap', session, id, gap: tooLate(missed.since, now) };
  else for (const logged of missed) yield { type: 'result', session, id, ...logged, isMissed: true };
}

function tooLate(since: number, now: number): Gap {
  const cause = 'What came in the meantime is no longer kept.';
  return { source: 'resume', from: Math.min(since, now), to: now, cause, filled: 'none' };
}

/** What an event of a source means to sessions; undefined when it means nothing to them. */
function noticesOf<S extends Session>(event: SourceEvent, board: SourceStatus) {
  if (event.type === 'post' || event.type === 'invalid') return undefined;
  if (event.type === 'gap') {
    const { type, ...gap } = event;
    return (registry: Registry<S>) =>
      Array.from(registry.members(), (session): Delivery<S> => ({ type, session, gap }));
  }
  const changed = board.apply(event);
  const refused = event.type === 'coverage' ? event.refused : undefined;
  return (registry: Registry<S>) =>
    Array.from(registry.holdings())
      .filter(({ query: { canonical } }) => changed(canonical))
      .flatMap((tracking): readonly Delivery<S>[] => {
        const { session, id, query } = tracking;
        const error = refused?.get(query.canonical);
        const told = { ...tracking, isAnswer: false, upstream: board.upstreamOf(query.canonical) };
        return error === undefined ? [told] : [told, { type: 'refused', session, id, error }];
      });
}
