import type { Readable } from 'node:stream';
import {
  defer,
  filter,
  finalize,
  from,
  ignoreElements,
  map,
  of,
  repeat,
  switchMap,
  take,
  takeWhile,
  tap,
  timer,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import type { SourceEvent } from '../graph/index.ts';
import type { NdjsonReader } from './ndjson.ts';
import { createPacer } from './pace.ts';
import { readChunk } from './read-chunk.ts';

export interface RecordingOptions {
  /** The bytes from `offset` on. */
  readonly open: (offset: number) => Readable;
  readonly close: (stream: Readable) => void;
  readonly reader: NdjsonReader;
  /** As in `createPacer`. */
  readonly speed: number;
  /** Whether the graph takes more; says so at once when it is subscribed to. */
  readonly flowing$: Observable<boolean>;
  readonly scheduler: SchedulerLike;
}

/**
 * The events of a stream of NDJSON at their pace. The next chunk is read only when all events of the last one are out
 * and the graph takes more. Who leaves in the middle and comes back goes on where he was, and the pace with him.
 */
export function playRecording(options: RecordingOptions): Observable<SourceEvent> {
  const { open, close, reader, speed, flowing$, scheduler } = options;
  const queue: SourceEvent[] = [];
  let offset = 0;
  let ended = false;

  const fill = (stream: Readable): Observable<never> =>
    flowing$.pipe(
      filter((flowing) => flowing),
      take(1),
      switchMap(() => readChunk(stream)),
      tap((chunk) => {
        ended = 'end' in chunk;
        offset += 'end' in chunk ? 0 : chunk.bytes.length;
        queue.push(...('end' in chunk ? reader.end() : reader.push(chunk.bytes)));
      }),
      ignoreElements(),
    );

  return defer(() => {
    const stream = open(offset);
    const pacer = createPacer(speed, scheduler);
    const waitOf = (event: SourceEvent): number => (event.type === 'post' ? pacer(event.post) : 0);
    function* due(): Generator<SourceEvent> {
      for (let [event] = queue; event !== undefined && waitOf(event) === 0; [event] = queue) {
        queue.shift();
        yield event;
      }
    }
    const step$ = defer((): Observable<SourceEvent | 'end'> => {
      const [next] = queue;
      if (next === undefined) return ended ? of('end') : fill(stream);
      const waitMs = waitOf(next);
      return waitMs === 0 ? from(due()) : timer(waitMs, scheduler).pipe(ignoreElements());
    });
    return step$.pipe(
      repeat(),
      takeWhile((step) => step !== 'end'),
      map((event) => event),
      finalize(() => {
        close(stream);
      }),
    );
  });
}
