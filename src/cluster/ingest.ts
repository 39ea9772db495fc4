import {
  asapScheduler,
  BehaviorSubject,
  catchError,
  concat,
  defer,
  distinctUntilChanged,
  EMPTY,
  finalize,
  ignoreElements,
  interval,
  map,
  merge,
  mergeMap,
  observeOn,
  of,
  repeat,
  Subject,
  switchMap,
  takeUntil,
  timer,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import { switchMapToSources, type QuerySet, type Source, type SourceEvent } from '../graph/index.ts';
import type { RecentKeys } from '../graph/operators/recent-keys.ts';
import { postKey, UndertoneError, type Post } from '../model/index.ts';
import type { Opening } from './candidate.ts';
import { commitFor } from './commit-queue.ts';
import { groupCommit } from './group-commit.ts';
import type { Log } from './log.ts';
import { RecentPosts } from './recent-posts.ts';
import { SourceStanding } from './source-standing.ts';
import { takeOver, type Lead } from './take-over.ts';

/** The options with which a source is created for one term. */
export interface TermContext {
  /** The positions up to which the leader before has appended: exactly those of its last chunk. */
  readonly cursors: {
    readonly read: (key: string) => string | undefined;
    readonly write: (key: string, value: string) => void;
    readonly isExact: true;
  };
  readonly canAccept: () => boolean;
  readonly canAccept$: Observable<boolean>;
  /** The gap since the last leader; undefined when the source was never live. */
  readonly interruption: { readonly from: number; readonly cause: string } | undefined;
}

/** The silences by which leaders change, in ms. `stepDownMs` is less than `takeoverMs`, so that two never read at once. */
export interface LeadTimes {
  readonly takeoverMs: number;
  readonly stepDownMs: number;
}

export interface IngestOptions extends LeadTimes {
  readonly log: Log;
  /** The name of the source. */
  readonly name: string;
  /** The name of this node. */
  readonly node: string;
  /** Creates the source, once for each term. */
  readonly create: (context: TermContext) => Source;
  /** Whether the source itself reports what it missed before the term. */
  readonly reportsGaps: boolean;
  /** Emits what all gateways track. Replays the last set. */
  readonly querySet$: Observable<QuerySet>;
  /** Returns whether a post's language is accepted. */
  readonly accepts: (post: Post) => boolean;
  readonly maxRecentPosts: number;
  readonly maxWaitingPosts: number;
  readonly stop$: Observable<unknown>;
  /** Called when this node begins or ends to lead. */
  readonly onLead: (isLeading: boolean) => void;
  readonly scheduler: SchedulerLike;
}

/** Other nodes take a leader without a chunk for dead, so there is one each second, empty if need be. */
const heartbeatMs = 1_000;
/** The wait after the loss of a lead, in ms. */
const retryMs = 300;

/**
 * Leads a source whenever no other node does: appends what it emits to the log, each post once, and goes on where the
 * leader before stopped. It closes the source before another node may open it. Emits nothing; completes after `stop$`,
 * when what had come is appended and the lead is resigned.
 *
 * @example
 * ingest({ log, name: 'demo', node: 'a', create, querySet$, ...limits });
 */
export function ingest(options: IngestOptions): Observable<never> {
  const { stop$, scheduler } = options;
  const terms$ = defer(() => {
    const recentPosts = new RecentPosts(options);
    const silences$ = new Subject<Opening>();
    const over$ = new Subject<undefined>();
    const prepared$ = silences$.pipe(
      distinctUntilChanged((before, { sequence }) => before.sequence === sequence),
      switchMap((opening) => recentPosts.prepare(opening)),
      takeUntil(over$),
    );
    const onSilence = (opening: Opening): void => {
      silences$.next(opening);
    };
    const term$ = waitForLead(options, onSilence).pipe(
      mergeMap((lead) => term(lead, recentPosts, options)),
      finalize(() => {
        over$.next(undefined);
      }),
    );
    return merge(prepared$, term$);
  }).pipe(
    // Another node leads, or the log does not answer.
    catchError((error: unknown) => {
      if (error instanceof UndertoneError && error.code === 'internal') throw error;
      return EMPTY;
    }),
  );
  return terms$.pipe(repeat({ delay: () => timer(retryMs, scheduler).pipe(takeUntil(stop$)) }), ignoreElements());
}

/** Never begins a term after a stop; one that has begun ends by itself. */
function waitForLead(options: IngestOptions, onSilence: (opening: Opening) => void): Observable<Lead> {
  const { log, name: source, node, takeoverMs, stop$, scheduler } = options;
  return takeOver({ log, source, node, takeoverMs, onSilence, scheduler }).pipe(takeUntil(stop$));
}

function term(lead: Lead, recentPosts: RecentPosts, options: IngestOptions): Observable<never> {
  const { log, name, node, create, querySet$, stepDownMs, maxWaitingPosts, stop$, onLead, scheduler } = options;
  return defer(() => {
    onLead(true);
    const canAccept$ = new BehaviorSubject(true);
    const standing = new SourceStanding(lead.before);
    const source = create({
      cursors: standing.cursors,
      canAccept: () => canAccept$.value,
      // Never during the emission that changes it.
      canAccept$: canAccept$.pipe(distinctUntilChanged(), observeOn(asapScheduler)),
      interruption: interruptionOf(lead),
    });
    const commits$ = recentPosts.before({ sequence: lead.beforeSequence, header: lead.before }).pipe(
      mergeMap((recent) =>
        querySet$.pipe(
          switchMapToSources([source]),
          mergeMap((event) => withGap(event, { standing, lead, options })),
          map((event) => {
            const { logged, state } = standing.receive(filtered(event, recent, options), scheduler.now());
            return commitFor(logged, state);
          }),
        ),
      ),
    );
    const heartbeats$ = interval(heartbeatMs, scheduler).pipe(map(() => standing.heartbeat(scheduler.now())));
    const resignation$ = defer(() =>
      of(commitFor(undefined, { ...standing.read(scheduler.now()), state: 'resigned' })),
    );
    return concat(merge(commits$, heartbeats$).pipe(takeUntil(stop$)), resignation$).pipe(
      groupCommit({
        ...{ log, source: name, node, term: lead.term, stepDownMs, maxWaitingPosts, scheduler },
        after: { sequence: lead.sequence, header: lead.before },
        onWaiting: (posts) => {
          if (canAccept$.value ? posts >= maxWaitingPosts / 4 : posts <= maxWaitingPosts / 8) {
            canAccept$.next(!canAccept$.value);
          }
        },
      }),
      ignoreElements(),
      finalize(() => {
        onLead(false);
      }),
    );
  });
}

function interruptionOf({ before }: Lead): TermContext['interruption'] {
  if (before === undefined || before.liveAt === 0) return undefined;
  return { from: before.liveAt, cause: 'The node that read it has stopped, and another one reads on.' };
}

interface GapContext {
  readonly standing: SourceStanding;
  readonly lead: Lead;
  readonly options: IngestOptions;
}

/** Puts the gap before the term behind the first live state of a source that does not report it. */
function withGap(event: SourceEvent, { standing, lead, options }: GapContext): readonly SourceEvent[] {
  const { name, reportsGaps, scheduler } = options;
  const interruption = interruptionOf(lead);
  const isFirst = event.type === 'state' && event.state === 'live' && !standing.wasLive;
  if (reportsGaps || interruption === undefined || !isFirst) return [event];
  return [event, { type: 'gap', source: name, ...interruption, to: scheduler.now(), filled: 'none' }];
}

/** Replaces a post that is not to be appended by its count. */
function filtered(event: SourceEvent, recent: RecentKeys, { name, accepts }: IngestOptions): SourceEvent {
  if (event.type !== 'post') return event;
  if (!accepts(event.post)) return { type: 'counted', source: name, outcome: 'filtered', count: 1 };
  if (!recent.add(postKey(event.post))) return { type: 'counted', source: name, outcome: 'duplicate', count: 1 };
  return event;
}
