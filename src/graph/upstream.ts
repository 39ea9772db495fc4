import {
  catchError,
  concat,
  defer,
  EMPTY,
  from,
  merge,
  of,
  startWith,
  switchMap,
  tap,
  type Observable,
  type OperatorFunction,
} from 'rxjs';
import { sentenceOf, UndertoneError } from '../model/index.ts';
import type { QuerySet, Source, SourceEvent } from './ports.ts';

/**
 * Opens the sources for each query set, with `switchMap`: a new set opens every source again and unsubscribes the old
 * openings in the same turn; an empty set opens only those that are always open, and other sources that had reported a
 * state become `pending`. Before the first set, each source is checked. A source that has completed or failed stays
 * closed; the others go on.
 *
 * @example
 * querySet$.pipe(switchMapToSources([bluesky, mastodon]));
 */
export function switchMapToSources(sources: readonly Source[]): OperatorFunction<QuerySet, SourceEvent> {
  return (querySet$) =>
    defer(() => {
      const upstream = new Upstream(sources);
      return querySet$.pipe(
        startWith('not yet known' as const),
        switchMap((querySet) => (querySet === 'not yet known' ? upstream.check() : upstream.open(querySet))),
      );
    });
}

/** The sources together, with the ones that have ended. */
class Upstream {
  readonly #sources: readonly Source[];
  readonly #ended = new Set<Source>();
  /** The sources that have reported a state. */
  readonly #reported = new Set<Source>();

  constructor(sources: readonly Source[]) {
    this.#sources = sources;
  }

  check(): Observable<SourceEvent> {
    return merge(
      ...this.#sources.map((source) => (source.isAlwaysOpen === true ? this.#open(source, []) : this.#check(source))),
    );
  }

  open(querySet: QuerySet): Observable<SourceEvent> {
    const left = this.#sources.filter((source) => !this.#ended.has(source));
    return merge(
      ...left.map((source) => {
        if (querySet.length > 0 || source.isAlwaysOpen === true) return this.#open(source, querySet);
        return from(this.#reported.has(source) ? [pending(source)] : []);
      }),
    );
  }

  #check(source: Source): Observable<SourceEvent> {
    return this.#guard(source, () => source.check?.() ?? EMPTY);
  }

  #open(source: Source, querySet: QuerySet): Observable<SourceEvent> {
    return this.#guard(source, () => concat(source.open(querySet), this.#end(source)));
  }

  /** Turns a source's error into its end. */
  #guard(source: Source, events: () => Observable<SourceEvent>): Observable<SourceEvent> {
    return defer(events).pipe(
      tap(({ type }) => {
        if (type === 'state') this.#reported.add(source);
      }),
      catchError((error: unknown) => this.#end(source, asSourceError(error))),
    );
  }

  #end(source: Source, reason?: UndertoneError): Observable<SourceEvent> {
    return defer(() => {
      this.#ended.add(source);
      return of(down(source, reason));
    });
  }
}

/** A source that is not needed is neither live nor failing. */
function pending(source: Source): SourceEvent {
  return { type: 'state', source: source.name, state: 'pending' };
}

function down(source: Source, reason?: UndertoneError): SourceEvent {
  return { type: 'state', source: source.name, state: 'down', ...(reason && { reason }) };
}

function asSourceError(error: unknown): UndertoneError {
  return error instanceof UndertoneError
    ? error
    : new UndertoneError('source_failed', sentenceOf(error), { cause: error });
}
