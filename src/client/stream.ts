/** Whoever is told values, an error, or the end. */
export interface Observer<T> {
  readonly next?: (value: T) => void;
  readonly error?: (error: Error) => void;
  readonly complete?: () => void;
}

export interface Subscription {
  readonly unsubscribe: () => void;
}

/**
 * Values as they come: to be subscribed to (also by `from` of RxJS, and whatever else knows `Symbol.observable`), or to
 * be walked with `for await`. Walking slower than the values come is buffered up to the client's `maxBufferedEvents`;
 * beyond that the oldest are dropped.
 */
export interface Stream<T> extends AsyncIterable<T> {
  readonly subscribe: (observer: Observer<T> | ((value: T) => void)) => Subscription;
}

export interface StreamOptions<T> {
  /** Values that may wait for who walks the stream; the oldest is dropped beyond. */
  readonly maxBuffered: number;
  /** What a newcomer is told at once. */
  readonly current?: () => T | undefined;
  /** The value that stands for so many dropped ones. */
  readonly overflow?: (dropped: number) => T;
  /** The first subscriber has come; the last one has gone, or the end has come. Alternating. */
  readonly onBusy?: () => void;
  readonly onIdle?: () => void;
}
