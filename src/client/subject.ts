import { toAsyncIterator } from './async-iterator.ts';
import type { Observer, Stream, StreamOptions, Subscription } from './stream.ts';

/** The emitting side of a stream, as RxJS's `Subject` is of an observable. */
export class StreamSubject<T> implements Stream<T> {
  readonly #options: StreamOptions<T>;
  readonly #observers = new Set<Observer<T>>();
  #end: { readonly error: Error | undefined } | undefined;

  constructor(options: StreamOptions<T>) {
    this.#options = options;
    // Libraries look for `Symbol.observable` if it existed when they were loaded, and else for this string.
    const symbol: unknown = Reflect.get(Symbol, 'observable');
    for (const key of ['@@observable', symbol]) {
      if (typeof key === 'string' || typeof key === 'symbol') Object.defineProperty(this, key, { value: () => this });
    }
  }

  next(value: T): void {
    this.#dispatch((observer) => observer.next?.(value));
  }

  /** Completes the stream, or ends it with an error. Idempotent. */
  end(error?: Error): void {
    if (this.#end !== undefined) return;
    this.#end = { error };
    this.#dispatch((observer) => {
      if (error === undefined) observer.complete?.();
      else observer.error?.(error);
    });
    const wasObserved = this.#observers.size > 0;
    this.#observers.clear();
    if (wasObserved) this.#options.onUnobserved?.();
  }

  readonly subscribe = (target: Observer<T> | ((value: T) => void)): Subscription => {
    // A new object, because the same observer may subscribe twice.
    const observer: Observer<T> = typeof target === 'function' ? { next: target } : bind(target);
    const current = this.#options.current?.();
    if (current !== undefined) callSafely(() => observer.next?.(current));
    if (this.#end === undefined) {
      this.#observers.add(observer);
      if (this.#observers.size === 1) this.#options.onObserved?.();
    } else {
      const { error } = this.#end;
      callSafely(() => {
        if (error === undefined) observer.complete?.();
        else observer.error?.(error);
      });
    }
    return {
      unsubscribe: () => {
        if (this.#observers.delete(observer) && this.#observers.size === 0) this.#options.onUnobserved?.();
      },
    };
  };

  [Symbol.asyncIterator](): AsyncIterator<T, undefined> {
    return toAsyncIterator(this, this.#options);
  }

  #dispatch(notify: (observer: Observer<T>) => void): void {
    for (const observer of [...this.#observers]) {
      // An observer before this one may have unsubscribed it.
      if (this.#observers.has(observer)) {
        callSafely(() => {
          notify(observer);
        });
      }
    }
  }
}

function bind<T>(observer: Observer<T>): Observer<T> {
  return {
    next: (value) => observer.next?.(value),
    error: (error) => observer.error?.(error),
    complete: () => observer.complete?.(),
  };
}

/** Reports an observer's error as uncaught, so that it does not affect the other observers. */
function callSafely(run: () => void): void {
  try {
    run();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
