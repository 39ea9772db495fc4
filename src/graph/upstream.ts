import {
  catchError,
  concat,
  defer,
  EMPTY,
  from,
  map,
  merge,
  of,
  startWith,
  switchAll,
  tap,
  type Observable,
  type OperatorFunction,
} from 'rxjs';
import { sentenceOf, UndertoneError } from '../model/index.ts';
import type { Source, SourceEvent, QuerySet } from './ports.ts';

/**
 * The posts of all sources for the queries that are wanted: each new set opens every source anew, none at all when
 * nothing is wanted (then those that told of their state are said to be pending); before the first set, each source is
 * checked. A source that has ended, well or not, stays closed and leaves the others running.
 */
export function upstream(sources: readonly Source[]): OperatorFunction<QuerySet, SourceEvent> {
  return (wanted$) =>
    defer(() => {
      const ended = new Set<Source>();
      const stated = new Set<Source>();
      const end = (source: Source, reason?: UndertoneError): Observable<SourceEvent> =>
        defer(() => {
          ended.add(source);
          return of(down(source, reason));
        });
      const guard = (source: Source, events$: Observable<SourceEvent>): Observable<SourceEvent> =>
        events$.pipe(
          tap(({ type }) => {
            if (type === 'state') stated.add(source);
          }),
          catchError((error: unknown) => end(source, asSourceError(error))),
        );
      const open = (source: Source, wanted: QuerySet): Observable<SourceEvent> =>
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
          if (wanted.length > 0) return merge(...left.map((source) => open(source, wanted)));
          // Let go, a source is neither live nor in trouble.
          return from(left.filter((source) => stated.has(source)).map(idle));
        }),
        startWith(merge(...sources.map(check))),
        switchAll(),
      );
    });
}

function idle(source: Source): SourceEvent {
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
