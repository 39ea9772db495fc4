import {
  catchError,
  defer,
  EMPTY,
  filter,
  map,
  mergeMap,
  of,
  take,
  takeWhile,
  throwError,
  timeout,
  timer,
  type MonoTypeOperatorFunction,
  type Observable,
} from 'rxjs';
import type { SchedulerLike } from 'rxjs';
import type { LogEntry, LogSpan, PostLog } from '../graph/index.ts';
import { UndertoneError } from '../model/index.ts';
import { decodeChunk, endOf, positionOf, sequenceAfter, type Chunk } from './chunk.ts';
import type { LoggedEvent } from './events.ts';
import { maxSilenceMs, type Log, type LogMessage, type ReadOptions } from './log.ts';
import type { LogReader } from './reader.ts';

export interface ReplayOptions {
  readonly log: Log;
  readonly reader: LogReader;
  readonly keepMs: number;
  readonly scheduler: SchedulerLike;
}

const retryMs = 1_000;
/** Another gateway has written what it read before, in ms: it flushes each second, and may lag a little. */
const recentMs = 5_000;

/** Creates the log's port of the graph: where its sources are, and what they emitted before. */
export function createPostLog({ log, reader, keepMs, scheduler }: ReplayOptions): PostLog {
  /** Reads from a position before the span on, which the log may have lost meanwhile. */
  const read = (from: number, { after, upTo }: LogSpan): Observable<readonly LogEntry[]> => {
    let reached = from;
    const last = sequenceAfter(upTo - 1);
    return defer(() => log.read({ from: sequenceAfter(reached) })).pipe(
      timeout({ each: maxSilenceMs, scheduler }),
      mergeMap((message) => {
        if (message.sequence > sequenceAfter(Math.max(reached, after))) return throwError(() => gone());
        return [message];
      }),
      takeWhile(({ sequence }) => sequence < last, true),
      map((message) => {
        const page = entriesOf(decodeChunk(message)).filter(({ position }) => position > reached && position <= upTo);
        reached = Math.min(upTo, positionOf(message.sequence + 1, 0) - 1);
        return page;
      }),
      filter((page) => page.length > 0),
      retried(() => read(reached, { after, upTo })),
    );
  };
  /** Emits the position that was the log's so long before another one: at most its own. */
  const lookBack = (position: number, ms: number): Observable<number> => {
    const sequence = sequenceAfter(position) - 1;
    if (sequence < 1) return of(position);
    return first({ from: sequence }).pipe(
      mergeMap(({ storedAt }) => first({ from: { storedAt: storedAt - ms } })),
      map((message) => Math.min(position, endOf(message.sequence - 1))),
      retried(() => lookBack(position, ms)),
    );
  };
  const first = (options: ReadOptions): Observable<LogMessage> =>
    log.read(options).pipe(take(1), timeout({ first: maxSilenceMs, scheduler }));
  const retried = <T>(again: () => Observable<T>): MonoTypeOperatorFunction<T> =>
    catchError((error: unknown) => {
      if (error instanceof UndertoneError && error.code === 'store_failed') throw error;
      return timer(retryMs, scheduler).pipe(mergeMap(again));
    });
  return {
    keepMs,
    epoch: () => reader.epoch,
    position: () => reader.position,
    unbrokenFrom: () => reader.unbrokenFrom,
    covers: (epoch, position) => reader.hasBegun && epoch === reader.epoch && reader.has(sequenceAfter(position)),
    replay: (span, lookBackMs) => {
      const from$ = lookBackMs > 0 ? lookBack(span.after, lookBackMs) : of(span.after);
      return from$.pipe(mergeMap((from) => (from < span.upTo ? read(from, span) : EMPTY)));
    },
    recent: () =>
      defer(() => first({ from: { storedAt: scheduler.now() - recentMs } })).pipe(
        mergeMap(({ sequence }) =>
          log.state().pipe(map(({ last }) => ({ after: endOf(sequence - 1), upTo: endOf(Math.max(last, sequence)) }))),
        ),
        timeout({ first: maxSilenceMs, scheduler }),
      ),
  };
}

const gone = (): UndertoneError => new UndertoneError('store_failed', 'The log no longer has these posts.');

function entriesOf({ sequence, events }: Chunk): readonly LogEntry[] {
  return events.flatMap((event, index) => entryOf(event, positionOf(sequence, index)) ?? []);
}

function entryOf(event: LoggedEvent | undefined, position: number): LogEntry | undefined {
  switch (event?.type) {
    case 'post':
      return { post: event.post, position };
    case 'delete':
    case 'account-ended':
    case 'account-restored':
      return { retraction: event, position };
    case 'counted':
    case 'gap':
    case 'coverage':
    case undefined:
      return undefined;
  }
}
