/**
 * The graph between ports of your own: texts in, moods out. It has no effects but those of its ports, and takes its time
 * from a scheduler, so that own-graph.spec.ts can test the whole system by marble diagrams.
 */
import { concat, filter, ignoreElements, map, NEVER, Observable, of, startWith, tap, type SchedulerLike } from 'rxjs';
import {
  createGraph,
  createInlineScorer,
  defaultLimits,
  parseQuery,
  type Probe,
  type Session,
  type Source,
  type SourceEvent,
} from 'undertone';

export interface MoodOptions {
  readonly texts$: Observable<string>;
  /** Emits each query to follow, in the query language. */
  readonly queries$: Observable<string>;
  /** Ends the system once everything in flight has been delivered. */
  readonly stop$: Observable<unknown>;
  /** Observes the graph. `createEngineLedger` counts where every text ends. */
  readonly probe: Probe;
  readonly scheduler: SchedulerLike;
}

/** Emits `query: compound` for each text that a query matches. */
export function moods({ texts$, queries$, stop$, probe, scheduler }: MoodOptions): Observable<string> {
  return new Observable((subscriber) =>
    createGraph(
      {
        sessions$: queries$.pipe(map(sessionOf)),
        stop$,
        sources: [textSource(texts$, scheduler)],
        // `createPool` scores in worker threads, `createCustomScorer` by a scorer of your own.
        scorer: createInlineScorer('vader'),
        deliver: (session, deliveries$) =>
          deliveries$.pipe(
            filter((delivery) => delivery.type === 'result'),
            tap(({ result, match }) => {
              subscriber.next(`${session.id}: ${result.topics[match]?.compound ?? 0}`);
            }),
            ignoreElements(),
          ),
        probe,
        instanceId: 'example',
        scheduler,
      },
      { ...defaultLimits, quietMs: 0 }, // A new query goes upstream at once.
    )
      .pipe(ignoreElements())
      .subscribe(subscriber),
  );
}

/** A session that tracks one query and never closes. */
const sessionOf = (query: string): Session => ({
  id: query,
  // It would end with the session.
  intents$: concat(of({ type: 'track' as const, id: 'only', query: parseQuery(query) }), NEVER),
  closed$: NEVER,
  end: () => undefined,
});

/** A source is opened anew when the tracked queries change; it may send more than they match, never less. */
const textSource = (texts$: Observable<string>, scheduler: SchedulerLike): Source => ({
  name: 'texts',
  open: () =>
    texts$.pipe(
      map((text, n): SourceEvent => ({
        type: 'post',
        post: { id: `${scheduler.now()}-${n}`, source: 'texts', text, at: scheduler.now() },
      })),
      startWith<SourceEvent>({ type: 'state', source: 'texts', state: 'live' }),
    ),
});
