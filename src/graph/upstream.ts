import { catchError, concat, defer, EMPTY, merge, of, switchMap, type Observable, type OperatorFunction } from 'rxjs';
import { sentenceOf, UndertoneError } from '../model/index.ts';
import type { Source, SourceEvent, WantedQueries } from './ports.ts';

/**
 * The posts of all sources for the queries that are wanted: each new set opens every source anew, none at all when
 * nothing is wanted. A source that has ended, well or not, stays closed and leaves the others running.
 */
export function upstream(sources: readonly Source[]): OperatorFunction<WantedQueries, SourceEvent> {
  return (wanted$) =>
    defer(() => {
      const ended = new Set<Source>();
      const open = (source: Source, wanted: WantedQueries): Observable<SourceEvent> =>
        concat(
          defer(() => source.open(wanted)),
          defer(() => {
            ended.add(source);
            return of(down(source));
          }),
        ).pipe(
          catchError((error: unknown) => {
            ended.add(source);
            return of(down(source, asSourceError(error)));
          }),
        );
      return wanted$.pipe(
        switchMap((wanted) => {
          if (wanted.length === 0) return EMPTY;
          return merge(...sources.filter((source) => !ended.has(source)).map((source) => open(source, wanted)));
        }),
      );
    });
}

function down(source: Source, reason?: UndertoneError): SourceEvent {
  return { type: 'state', source: source.name, state: 'down', ...(reason && { reason }) };
}

function asSourceError(error: unknown): UndertoneError {
  return error instanceof UndertoneError
    ? error
    : new UndertoneError('source_failed', sentenceOf(error), { cause: error });
}
