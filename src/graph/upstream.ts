import {
  catchError,
  concat,
  defer,
  EMPTY,
  map,
  merge,
  of,
  startWith,
  switchAll,
  type Observable,
  type OperatorFunction,
} from 'rxjs';
import { sentenceOf, UndertoneError } from '../model/index.ts';
import type { Source, SourceEvent, WantedQueries } from './ports.ts';

/**
 * The posts of all sources for the queries that are wanted: each new set opens every source anew, none at all when
 * nothing is wanted; before the first set, each source is checked. A source that has ended, well or not, stays closed
 * and leaves the others running.
 */
export function upstream(sources: readonly Source[]): OperatorFunction<WantedQueries, SourceEvent> {
  return (wanted$) =>
    defer(() => {
      const ended = new Set<Source>();
      const end = (source: Source, reason?: UndertoneError): Observable<SourceEvent> =>
        defer(() => {
          ended.add(source);
          return of(down(source, reason));
        });
      const guard = (source: Source, events$: Observable<SourceEvent>): Observable<SourceEvent> =>
        events$.pipe(catchError((error: unknown) => end(source, asSourceError(error))));
      const open = (source: Source, wanted: WantedQueries): Observable<SourceEvent> =>
        guard(
          source,
          concat(
            defer(() => source.open(wanted)),
            end(source),
          ),
        );
      const check = (source: Source): Observable<SourceEvent> =>
        guard(
          source,
          defer(() => source.check?.() ?? EMPTY),
        );
      return wanted$.pipe(
        map((wanted) => {
          const left = sources.filter((source) => !ended.has(source));
          if (wanted.length === 0) return of(...left.map(atRest));
          return merge(...left.map((source) => open(source, wanted)));
        }),
        startWith(merge(...sources.map(check))),
        switchAll(),
      );
    });
}

/** A source that is closed because nobody wants anything is live for no query. */
function atRest({ name }: Source): SourceEvent {
  return { type: 'state', source: name, state: 'pending' };
}

function down(source: Source, reason?: UndertoneError): SourceEvent {
  return { type: 'state', source: source.name, state: 'down', ...(reason && { reason }) };
}

function asSourceError(error: unknown): UndertoneError {
  return error instanceof UndertoneError
    ? error
    : new UndertoneError('source_failed', sentenceOf(error), { cause: error });
}
