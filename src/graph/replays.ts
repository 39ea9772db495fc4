import {
  catchError,
  concat,
  concatMap,
  defer,
  EMPTY,
  endWith,
  finalize,
  from,
  ignoreElements,
  map,
  mergeMap,
  of,
  share,
  tap,
  throwError,
  timer,
} from 'rxjs';
import type { Observable, SchedulerLike } from 'rxjs';
import { Slots } from '../budget/index.ts';
import { UndertoneError, type Query } from '../model/index.ts';
import { createMatcher } from '../query/index.ts';
import { countHashtags, tokenise } from '../text/index.ts';
import { languageFilter } from './languages.ts';
import type { Limits } from './limits.ts';
import { RecentKeys } from './operators/recent-keys.ts';
import { withSlot } from './operators/with-slot.ts';
import type {
  HistoryPage,
  LogSpan,
  MatchedPost,
  PositionedPost,
  PostLog,
  ReadPage,
  ScoredPost,
  Scorer,
} from './ports.ts';

export interface ReplayOptions {
  readonly log: Pick<PostLog, 'replay' | 'recent'>;
  readonly scorer: Pick<Scorer, 'score'>;
  /** Returns whether a post may be sent: it has not been deleted meanwhile. */
  readonly admit: (result: ScoredPost) => boolean;
  readonly limits: Pick<Limits, 'languages' | 'maxBatchPosts' | 'maxRecentPosts'>;
  readonly scheduler: SchedulerLike;
}

/** `recent`: the last seconds of the log when the pass begins. */
type ReplaySpan = LogSpan | 'recent';

/** Returns an observable that emits once, when a query's results of a span have been found, how to read them. */
export type Replay = (query: Query, span: ReplaySpan) => Observable<ReadPage>;

/** Sessions that resume within this time share a pass over the log: when a node dies, thousands come at once. */
const gatherMs = 100;
/** The most results of one replay, and of all that share a pass. The rest is lost, and reported as a gap. */
const maxResults = 5_000;
const maxResultsInAll = 1_000_000;
const pageResults = 100;

/**
 * Creates the replays of a log: each finds the results of one query in a span of the log, by the same matching and the
 * same scorer as new posts. Replays share passes over the log, of which there is one at a time.
 *
 * @example
 * const replay = createReplays({ log, scorer, admit: retractions.admit, limits: defaultLimits, scheduler });
 * replay(query, { after: 1_024, upTo: 4_096 }).pipe(mergeMap((readFirst) => readFirst()));
 */
export function createReplays(options: ReplayOptions): Replay {
  const turns = new Slots<string>({ max: 1, maxPerOwner: 1, maxWaiting: Infinity, maxWaitingPerOwner: Infinity });
  let next: Pass | undefined;
  const begin = (): Pass => {
    const pass: Pass = new Pass(options, (work) =>
      withSlot({
        ...{ slots: turns, owner: 'replay' },
        work: () => {
          if (next === pass) next = undefined;
          return work();
        },
      }),
    );
    return pass;
  };
  return (query, span) =>
    defer(() => {
      next ??= begin();
      return next.add(query, span);
    });
}

/** A query and the span in which its results are wanted, with those found so far. */
class Request {
  readonly query: Query;
  readonly span: ReplaySpan;
  readonly results: ScoredPost[] = [];
  isCut = false;

  constructor(query: Query, span: ReplaySpan) {
    this.query = query;
    this.span = span;
  }

  /** Reads from an index on. */
  readonly read = (at: number): Observable<HistoryPage> => {
    const end = at + pageResults;
    const posts = this.results.slice(at, end);
    if (end < this.results.length) return of({ posts, next: () => this.read(end) });
    return this.isCut ? of({ posts, next: tooMany }) : of({ posts });
  };
}

const tooMany: ReadPage = () =>
  throwError(() => new UndertoneError('store_failed', 'There are more posts than can be replayed.'));

const nothing: LogSpan = { after: Infinity, upTo: 0 };

type TakeTurn = (work: () => Observable<never>) => Observable<never>;

/** One pass over the log for all requests that came before it began. */
class Pass {
  readonly #options: ReplayOptions;
  readonly #requests = new Map<string, Set<Request>>();
  readonly #done$: Observable<never>;
  readonly #matcher = createMatcher();
  readonly #accepts: (post: PositionedPost['post']) => boolean;
  readonly #recent: RecentKeys;
  #results = 0;
  #recentSpan: LogSpan | undefined;

  constructor(options: ReplayOptions, takeTurn: TakeTurn) {
    const { limits, scheduler } = options;
    this.#options = options;
    this.#accepts = languageFilter(limits.languages);
    this.#recent = new RecentKeys(limits.maxRecentPosts);
    const gathered$ = timer(gatherMs, scheduler).pipe(ignoreElements());
    this.#done$ = concat(
      gathered$,
      takeTurn(() => this.#run()),
    ).pipe(share());
  }

  add(query: Query, span: ReplaySpan): Observable<ReadPage> {
    const request = new Request(query, span);
    const requests = this.#requests.get(query.canonical) ?? new Set<Request>();
    if (requests.size === 0) this.#matcher.add(query);
    this.#requests.set(query.canonical, requests.add(request));
    return this.#done$.pipe(
      endWith((): Observable<HistoryPage> => request.read(0)),
      finalize(() => requests.delete(request)),
    );
  }

  #run(): Observable<never> {
    const { log } = this.#options;
    const isRecent = this.#spans().includes('recent');
    const recent$ = isRecent ? log.recent().pipe(catchError(() => of(undefined))) : of(undefined);
    return recent$.pipe(mergeMap((recent) => this.#replay(recent)));
  }

  #spans(): readonly ReplaySpan[] {
    return Array.from(this.#requests.values()).flatMap((set) => Array.from(set, ({ span }) => span));
  }

  #replay(recent: LogSpan | undefined): Observable<never> {
    const { log, scorer, admit, limits } = this.#options;
    this.#recentSpan = recent;
    const spans = this.#spans().map((span) => this.#resolve(span));
    const after = spans.reduce((least, span) => Math.min(least, span.after), Infinity);
    const upTo = spans.reduce((greatest, span) => Math.max(greatest, span.upTo), 0);
    if (upTo <= after) return EMPTY;
    return log.replay({ after, upTo }).pipe(
      map((page) => page.flatMap((each) => this.#match(each) ?? [])),
      concatMap((matched) => from(chunksOf(matched, limits.maxBatchPosts))),
      concatMap((batch) => scorer.score(batch)),
      tap((scored) => {
        for (const result of scored.filter(admit)) this.#add(result);
      }),
      ignoreElements(),
    );
  }

  #resolve(span: ReplaySpan): LogSpan {
    return span === 'recent' ? (this.#recentSpan ?? nothing) : span;
  }

  #match({ post, position }: PositionedPost): MatchedPost | undefined {
    if (!this.#accepts(post) || !this.#recent.add(`${post.source}\0${post.id}`)) return undefined;
    const tokens = tokenise(post.text);
    const matches = this.#matcher.match(post, tokens);
    return matches.length === 0
      ? undefined
      : { post, matches, hashtags: countHashtags(tokens, post.hashtags), position };
  }

  #add(result: ScoredPost): void {
    const { position = 0 } = result;
    for (const { query } of result.matches) {
      for (const request of this.#requests.get(query.canonical) ?? []) {
        const { results } = request;
        const span = this.#resolve(request.span);
        if (position <= span.after || position > span.upTo) continue;
        request.isCut ||= results.length >= maxResults || this.#results >= maxResultsInAll;
        if (request.isCut) continue;
        this.#results += 1;
        results.push(result);
      }
    }
  }
}

function chunksOf<T>(values: readonly T[], size: number): readonly (readonly T[])[] {
  const count = Math.ceil(values.length / size);
  return Array.from({ length: count }, (_, index) => values.slice(index * size, (index + 1) * size));
}
