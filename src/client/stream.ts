export interface Observer<T> {
  readonly next?: (value: T) => void;
  readonly error?: (error: Error) => void;
  readonly complete?: () => void;
}

export interface Subscription {
  readonly unsubscribe: () => void;
}

/**
 * A hot stream of values. It can be subscribed to (also through `from` of RxJS and other libraries that know
 * `Symbol.observable`) or iterated with `for await`. A slow iteration buffers up to the client's `maxBufferedEvents`
 * values; beyond that the oldest are dropped.
 */
export interface Stream<T> extends AsyncIterable<T> {
  readonly subscribe: (observer: Observer<T> | ((value: T) => void)) => Subscription;
}

export interface StreamOptions<T> {
  /** The number of values that an iteration buffers; beyond it the oldest is dropped. */
  readonly maxBuffered: number;
  /** Returns the value that a new observer gets at once. */
  readonly current?: () => T | undefined;
  /** Returns the value that stands for a number of dropped ones. */
  readonly overflow?: (dropped: number) => T;
  /** Called when the first observer has subscribed. */
  readonly onObserved?: () => void;
  /** Called when the last observer has unsubscribed, or the stream has ended. Alternates with `onObserved`. */
  readonly onUnobserved?: () => void;
}
