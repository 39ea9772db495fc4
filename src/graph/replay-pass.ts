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
  timer,
} from 'rxjs';
import type { Observable, SchedulerLike } from 'rxjs';
import { postKey, type Query } from '../model/index.ts';
import { createMatcher } from '../query/index.ts';
import { countHashtags, tokenise } from '../text/index.ts';
import { languageFilter } from './languages.ts';
import type { Limits } from './limits.ts';
import { RecentKeys } from './operators/recent-keys.ts';
import type {
  LogEntry,
  LogSpan,
  MatchedPost,
  PositionedPost,
  PositionedRetraction,
  PostLog,
  ReadPage,
  ScoredPost,
  Scorer,
} from './ports.ts';
import { ReplayRequest } from './replay-request.ts';
import { Retractions, type SentPost } from './retractions.ts';

export interface ReplayOptions {
  readonly log: Pick<PostLog, 'replay' | 'recent'>;
  readonly scorer: Pick<Scorer, 'score'>;
  /** Are told of the posts that those who resume may have. */
  readonly retractions: Pick<Retractions, 'adopt'>;
  readonly limits: Pick<Limits, 'languages' | 'maxBatchPosts' | 'maxRecentPosts' | 'resumeWindowMs'>;
  readonly scheduler: SchedulerLike;
}

/** Sessions that resume within this time share a pass over the log: when a node dies, thousands come at once. */
const gatherMs = 100;
/** The most results of all that share a pass. */
const maxResultsInAll = 1_000_000;

const nothing: LogSpan = { after: Infinity, upTo: 0 };

type TakeTurn = (work: () => Observable<never>) => Observable<never>;

/**
 * One pass over the log for all requests that came before it began. It reads from one resume window before them on: what
 * a session had got by its token, and was deleted later, is found there.
 */
export class ReplayPass {
  readonly #options: ReplayOptions;
  /** By canonical query. */
  readonly #requests = new Map<string, Set<ReplayRequest>>();
  readonly #done$: Observable<never>;
  readonly #matcher = createMatcher();
  readonly #accepts: (post: PositionedPost['post']) => boolean;
  readonly #recent: RecentKeys;
  /** Knows what has been deleted up to where the pass has read. */
  readonly #retractions: Retractions;
  #results = 0;
  #recentSpan: LogSpan = nothing;

  constructor(options: ReplayOptions, takeTurn: TakeTurn) {
    const { limits, scheduler } = options;
    this.#options = options;
    this.#accepts = languageFilter(limits.languages);
    this.#recent = new RecentKeys(limits.maxRecentPosts);
    this.#retractions = new Retractions(limits.maxRecentPosts);
    const gathered$ = timer(gatherMs, scheduler).pipe(ignoreElements());
    this.#done$ = concat(
      gathered$,
      takeTurn(() => this.#run()),
    ).pipe(share());
  }

  /** Adds a query that comes before the pass begins; emits once, when it is over, how to read what it has found. */
  add(query: Query, span: ReplayRequest['span']): Observable<ReadPage> {
    const request = new ReplayRequest(query, span);
    const requests = this.#requests.get(query.canonical) ?? new Set<ReplayRequest>();
    if (requests.size === 0) this.#matcher.add(query);
    this.#requests.set(query.canonical, requests.add(request));
    return this.#done$.pipe(
      endWith(request.readFirst),
      finalize(() => requests.delete(request)),
    );
  }

  #run(): Observable<never> {
    const { log } = this.#options;
    const isRecent = this.#all().some(({ span }) => span === 'recent');
    const recent$ = isRecent ? log.recent().pipe(catchError(() => of(nothing))) : of(nothing);
    return recent$.pipe(
      mergeMap((recent) => {
        this.#recentSpan = recent;
        return concat(this.#read(), this.#end());
      }),
    );
  }

  #all(): readonly ReplayRequest[] {
    return Array.from(this.#requests.values()).flatMap((requests) => Array.from(requests));
  }

  #read(): Observable<never> {
    const requests = this.#all();
    const spans = requests.map((request) => this.#spanOf(request));
    const after = spans.reduce((least, span) => Math.min(least, span.after), Infinity);
    const upTo = spans.reduce((greatest, span) => Math.max(greatest, span.upTo), 0);
    if (requests.every(({ span }) => span === 'recent'))
      return after < upTo ? this.#readSpan({ after, upTo }, 0) : EMPTY;
    const { resumeWindowMs } = this.#options.limits;
    if (after < upTo) return this.#readSpan({ after, upTo }, resumeWindowMs);
    // No token is behind where this node has read, so that no result is lacking.
    return this.#readSpan({ after: upTo, upTo }, resumeWindowMs).pipe(catchError(() => EMPTY));
  }

  #readSpan(span: LogSpan, lookBackMs: number): Observable<never> {
    const { log, scorer, limits } = this.#options;
    return log.replay(span, lookBackMs).pipe(
      map((page) => page.flatMap((entry) => this.#receive(entry) ?? [])),
      concatMap((matched) => from(chunksOf(matched, limits.maxBatchPosts))),
      concatMap((batch) => scorer.score(batch)),
      tap((scored) => {
        for (const result of scored) this.#add(result);
      }),
      ignoreElements(),
    );
  }

  #spanOf({ span }: ReplayRequest): LogSpan {
    return span === 'recent' ? this.#recentSpan : span;
  }

  /** Returns the post of an entry when it is a result that somebody wants. */
  #receive(entry: LogEntry): MatchedPost | undefined {
    if ('retraction' in entry) {
      this.#retract(entry);
      return undefined;
    }
    const matched = this.#match(entry);
    if (matched === undefined || !this.#retractions.admitEarlier(matched)) return undefined;
    const isWanted = this.#requestsFor(matched).some((request) => isIn(matched, this.#spanOf(request)));
    return isWanted ? matched : undefined;
  }

  #match({ post, position }: PositionedPost): MatchedPost | undefined {
    if (!this.#accepts(post) || !this.#recent.add(postKey(post))) return undefined;
    const tokens = tokenise(post.text);
    const matches = this.#matcher.match(post, tokens);
    return matches.length === 0
      ? undefined
      : { post, matches, hashtags: countHashtags(tokens, post.hashtags), position };
  }

  #requestsFor({ matches }: MatchedPost): readonly ReplayRequest[] {
    return matches.flatMap(({ query }) => Array.from(this.#requests.get(query.canonical) ?? []));
  }

  #add(result: ScoredPost): void {
    for (const request of this.#requestsFor(result)) {
      if (!isIn(result, this.#spanOf(request))) continue;
      if (request.add(result, this.#results < maxResultsInAll)) this.#results += 1;
    }
  }

  #retract({ retraction, position }: PositionedRetraction): void {
    for (const sent of this.#retractions.apply(retraction)?.posts ?? []) this.#report(sent, position);
  }

  /** Reports a post to those who may have it, unless they had been told of its deletion by their token. */
  #report({ post, queries, position = 0 }: SentPost, deletedAt: number): void {
    for (const query of queries) {
      for (const request of this.#requests.get(query) ?? []) {
        const { after } = this.#spanOf(request);
        if (position <= after && after < deletedAt) request.addRetracted(post);
      }
    }
  }

  /** Reports what was deleted while the pass was under way. The graph reports what is deleted later. */
  #end(): Observable<never> {
    return defer(() => {
      for (const sent of this.#retractions.remembered()) {
        if (!this.#options.retractions.adopt(sent)) this.#report(sent, Infinity);
      }
      for (const request of this.#all()) request.removeDeleted(this.#retractions.has);
      return EMPTY;
    });
  }
}

const isIn = ({ position = 0 }: MatchedPost, { after, upTo }: LogSpan): boolean => position > after && position <= upTo;

function chunksOf<T>(values: readonly T[], size: number): readonly (readonly T[])[] {
  const count = Math.ceil(values.length / size);
  return Array.from({ length: count }, (_, index) => values.slice(index * size, (index + 1) * size));
}
