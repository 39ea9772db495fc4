import { Observable } from 'rxjs';
import type { ResultDelivery } from '../graph/index.ts';
import type { PostRef, ResultOutcome, SessionLedger } from '../model/index.ts';
import type { Frame } from './frame.ts';

export interface OutboxOptions {
  /** The number of frames that may wait. With 0, a frame that cannot leave at once has no room. */
  readonly maxFrames: number;
  /** The number of bytes that may wait. With 0, a frame that cannot leave at once has no room. */
  readonly maxBytes: number;
  /** The number of bytes that may be handed to the socket without the kernel having taken them. */
  readonly maxBytesInFlight: number;
}

/** The frames and bytes that wait in an outbox. */
export interface QueueLength {
  readonly frames: number;
  readonly bytes: number;
}

export interface EnqueueOptions {
  /** The number of results that the frame carries. They were counted by `receive` before. */
  readonly results: number;
  /** The outcome of these results once the frame has left. */
  readonly outcome: ResultOutcome;
  /** Whether the frame may be dropped for newer ones. */
  readonly droppable: boolean;
}

/** The result that a frame carries: its client's id, and its post. */
export type FrameResult = Pick<ResultDelivery, 'id' | 'result'>;

/** A post of an id that is to be taken out. */
export interface RetractedResult {
  readonly id: string;
  readonly post: PostRef;
}

/** The queue between a session and its connection, with the session's ledger. */
export interface Outbox {
  /** Counts results as pending in the ledger. */
  receive(results: number): void;
  /** Counts results that no frame will carry as dropped. */
  drop(results: number): void;
  /** Sends a frame of results, now or when the frames before it have left. `result` is the one that it carries. */
  enqueue(frame: Frame, options: EnqueueOptions, result?: FrameResult): void;
  /** Drops the waiting frame of a result; returns whether there was one. */
  dropResult(result: RetractedResult): boolean;
  /**
   * Sends a frame that takes back a result, now or in its turn. It is never dropped. Returns false, and sends nothing, when
   * too many of them wait.
   */
  sendRetraction(frame: Frame): boolean;
  /** Sends a frame without results, now or in its turn. It is never dropped while the connection lives. */
  sendControl(frame: Frame): void;
  /** As `sendControl`, but replaces a waiting frame of the same name. `encode` is called when the frame leaves. */
  enqueueLatest(name: string, encode: () => Frame): void;
  /** Whether a frame of this size could leave at once or would find room in the queue. */
  hasRoom(bytes: number): boolean;
  /**
   * Drops the oldest droppable frames until there is room, and returns whether there is. Drops nothing for a frame that
   * exceeds `maxBytes` by itself.
   */
  makeRoom(bytes: number): boolean;
  /** Whether frames wait that the socket has not taken. */
  isWaiting(): boolean;
  waiting(): QueueLength;
  /** The number of waiting frames that carry no result. */
  controlsWaiting(): number;
  /** Calls back once, when a frame has left and none waits. The callback may enqueue more, and subscribe again. */
  onceEmpty(callback: () => void): void;
  /** Calls back whenever no frame waits and none is in flight. Returns a function that unsubscribes. */
  onDrained(callback: () => void): () => void;
  /** Drops all frames that have not left. Idempotent. */
  close(): void;
  ledger(): SessionLedger;
}

/** Returns an observable that completes once no frame waits and none is in flight. */
export function drained(outbox: Outbox): Observable<never> {
  return new Observable((subscriber) =>
    outbox.onDrained(() => {
      subscriber.complete();
    }),
  );
}
