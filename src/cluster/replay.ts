import {
  catchError,
  defer,
  filter,
  map,
  mergeMap,
  take,
  takeWhile,
  throwError,
  timeout,
  timer,
  type Observable,
} from 'rxjs';
import type { SchedulerLike } from 'rxjs';
import type { PositionedPost, PostLog } from '../graph/index.ts';
import { UndertoneError } from '../model/index.ts';
import { decodeChunk, endOf, positionOf, sequenceAfter, type Chunk } from './chunk.ts';
import type { Log } from './log.ts';
import type { LogReader } from './reader.ts';

export interface ReplayOptions {
  readonly log: Log;
  readonly reader: LogReader;
  readonly scheduler: SchedulerLike;
}

const retryMs = 1_000;
/** Without a message for so long, the reading is begun anew, in ms. */
const silenceMs = 2_500;
/** Another gateway has written what it read before, in ms: it flushes each second, and may lag a little. */
const recentMs = 5_000;

/** Creates the log's port of the graph: where its sources are, and what they emitted before. */
export function createPostLog({ log, reader, scheduler }: ReplayOptions): PostLog {
  const read = (after: number, upTo: number): Observable<readonly PositionedPost[]> => {
    let reached = after;
    const last = sequenceAfter(upTo - 1);
    return defer(() => log.read({ from: sequenceAfter(reached) })).pipe(
      timeout({ each: silenceMs, scheduler }),
      mergeMap((message) => {
        if (message.sequence > sequenceAfter(reached)) return throwError(() => gone());
        return [message];
      }),
      takeWhile(({ sequence }) => sequence < last, true),
      map((message) => {
        const page = postsOf(decodeChunk(message)).filter(({ position }) => position > reached && position <= upTo);
        reached = Math.min(upTo, positionOf(message.sequence + 1, 0) - 1);
        return page;
      }),
      filter((page) => page.length > 0),
      catchError((error: unknown) => {
        if (error instanceof UndertoneError && error.code === 'store_failed') throw error;
        return timer(retryMs, scheduler).pipe(mergeMap(() => read(reached, upTo)));
      }),
    );
  };
  return {
    epoch: () => reader.epoch,
    position: () => reader.position,
    covers: (epoch, position) => reader.hasBegun && epoch === reader.epoch && reader.has(sequenceAfter(position)),
    replay: ({ after, upTo }) => defer(() => read(after, upTo)),
    recent: () =>
      defer(() => log.read({ from: { storedAt: scheduler.now() - recentMs } })).pipe(
        take(1),
        mergeMap(({ sequence }) =>
          log.state().pipe(map(({ last }) => ({ after: endOf(sequence - 1), upTo: endOf(Math.max(last, sequence)) }))),
        ),
        timeout({ first: silenceMs, scheduler }),
      ),
  };
}

const gone = (): UndertoneError => new UndertoneError('store_failed', 'The log no longer has these posts.');

function postsOf({ sequence, events }: Chunk): readonly PositionedPost[] {
  return events.flatMap((event, index) =>
    event?.type === 'post' ? [{ post: event.post, position: positionOf(sequence, index) }] : [],
  );
}
