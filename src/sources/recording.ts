import type { Readable } from 'node:stream';
import {
  concat,
  defer,
  EMPTY,
  from,
  ignoreElements,
  Observable,
  of,
  repeat,
  switchMap,
  takeWhile,
  tap,
  timer,
  type SchedulerLike,
} from 'rxjs';
import type { SourceEvent } from '../graph/index.ts';
import { shareLatest } from '../graph/operators/index.ts';
import { whenAccepted, type Backpressure } from './backpressure.ts';
import type { NdjsonReader } from './ndjson.ts';
import { createPacer, type Pacer } from './pace.ts';
import { readChunk } from './read-chunk.ts';
import { TurnBudget } from './turns.ts';

export interface RecordingOptions {
  /** Opens the bytes from `offset` on. */
  readonly open: (offset: number) => Readable;
  readonly close: (stream: Readable) => void;
  readonly reader: NdjsonReader;
  /** As in `createPacer`. */
  readonly speed: number;
  readonly backpressure: Backpressure;
  readonly scheduler: SchedulerLike;
}

/**
 * Plays the events of a stream of NDJSON at their pace. The next chunk is read only when all events of the last one have
 * been emitted and the graph accepts more. A subscriber that comes back goes on where it left, and so does the pace.
 */
export function playRecording(options: RecordingOptions): Observable<SourceEvent> {
  const { open, close, reader, speed, backpressure, scheduler } = options;
  const queue = new EventQueue();
  let offset = 0;
  let ended = false;

  // The stream outlives a change of subscribers, and with it the clock of its pace.
  const playing$ = new Observable<Playing>((subscriber) => {
    const stream = open(offset);
    subscriber.next({ stream, pacer: createPacer(speed, scheduler) });
    return () => {
      close(stream);
    };
  }).pipe(shareLatest({ graceMs: 0, scheduler }));

  const fill = (stream: Readable): Observable<never> =>
    readChunk(stream).pipe(
      tap((chunk) => {
        ended = 'end' in chunk;
        offset += 'end' in chunk ? 0 : chunk.bytes.length;
        queue.fill('end' in chunk ? reader.end() : reader.push(chunk.bytes));
      }),
      ignoreElements(),
    );

  const opening$ = whenAccepted(backpressure.canAccept$).pipe(ignoreElements());

  /** Emits what comes next: the events that are due, a wait until one is, more bytes, or the end. */
  const step = ({ stream, pacer }: Playing): Observable<SourceEvent | 'end'> => {
    const waitOf = (event: SourceEvent): number => (event.type === 'post' ? pacer(event.post) : 0);
    if (!backpressure.canAccept()) return opening$;
    const { next } = queue;
    if (next === undefined) return ended ? of('end') : fill(stream);
    const waitMs = waitOf(next);
    if (waitMs > 0) return timer(waitMs, scheduler).pipe(ignoreElements());
    const isDue = (event: SourceEvent): boolean => backpressure.canAccept() && waitOf(event) === 0;
    return concat(
      from(due(queue, isDue)),
      defer(() => (queue.needsTurn ? timer(0, scheduler).pipe(ignoreElements()) : EMPTY)),
    );
  };

  const isOver = (): boolean => ended && queue.next === undefined;
  const played$ = playing$.pipe(
    switchMap((playing) => defer(() => step(playing)).pipe(repeat())),
    takeWhile((event) => event !== 'end'),
  );
  return defer(() => (isOver() ? EMPTY : played$));
}

interface Playing {
  readonly stream: Readable;
  readonly pacer: Pacer;
}

/** The events of the last chunk that are still to be emitted. */
class EventQueue {
  #events: Iterator<SourceEvent> = [].values();
  #turn = new TurnBudget();
  #next: SourceEvent | undefined;
  #needsTurn = false;

  /** The event that comes next; undefined when there is none. */
  get next(): SourceEvent | undefined {
    return this.#next;
  }

  /** Whether a turn of the event loop has to pass before the next event is emitted. */
  get needsTurn(): boolean {
    return this.#needsTurn;
  }

  /** Takes the events of a chunk, once those of the last are gone. */
  fill(events: Iterable<SourceEvent>): void {
    this.#events = events[Symbol.iterator]();
    this.#turn = new TurnBudget();
    this.#read();
  }

  /** Goes on to the event after the next; returns false when a turn has to pass first. */
  advance(): boolean {
    this.#needsTurn = !this.#needsTurn && !this.#turn.admit(0);
    if (this.#needsTurn) return false;
    this.#read();
    return true;
  }

  #read(): void {
    const next = this.#events.next();
    this.#next = next.done === true ? undefined : next.value;
  }
}

/** Removes events from the queue while they are due and a turn may handle more, each only when it is asked for. */
function* due(queue: EventQueue, isDue: (event: SourceEvent) => boolean): Generator<SourceEvent> {
  for (let event = queue.next; event !== undefined && isDue(event) && queue.advance(); event = queue.next) yield event;
}
