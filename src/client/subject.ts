import type { StreamOptions, Observer, Stream, Subscription } from './stream.ts';
import { toAsyncIterator } from './async-iterator.ts';

/** The sending side of a stream. */
export class StreamSubject<T> implements Stream<T> {
  readonly #options: StreamOptions<T>;
  readonly #observers = new Set<Observer<T>>();
  #end: { readonly error: Error | undefined } | undefined;

  constructor(options: StreamOptions<T>) {
    this.#options = options;
    // Who asks for an observable asks for the symbol if there was one when it was loaded, else for the string.
    const symbol: unknown = Reflect.get(Symbol, 'observable');
    for (const key of ['@@observable', symbol]) {
      if (typeof key === 'string' || typeof key === 'symbol') Object.defineProperty(this, key, { value: () => this });
    }
  }

  next(value: T): void {
    this.#tell((observer) => observer.next?.(value));
  }

  /** Ends the stream, with an error or without. Idempotent. */
  end(error?: Error): void {
    if (this.#end !== undefined) return;
    this.#end = { error };
    this.#tell((observer) => {
      if (error === undefined) observer.complete?.();
      else observer.error?.(error);
    });
    const wasBusy = this.#observers.size > 0;
    this.#observers.clear();
    if (wasBusy) this.#options.onIdle?.();
  }

  readonly subscribe = (told: Observer<T> | ((value: T) => void)): Subscription => {
    // A copy: the same observer may subscribe twice.
    const observer: Observer<T> = typeof told === 'function' ? { next: told } : bind(told);
    const current = this.#options.current?.();
    if (current !== undefined) call(() => observer.next?.(current));
    if (this.#end === undefined) {
      this.#observers.add(observer);
      if (this.#observers.size === 1) this.#options.onBusy?.();
    } else {
      const { error } = this.#end;
      call(() => {
        if (error === undefined) observer.complete?.();
        else observer.error?.(error);
      });
    }
    return {
      unsubscribe: () => {
        if (this.#observers.delete(observer) && this.#observers.size === 0) this.#options.onIdle?.();
      },
    };
  };

  [Symbol.asyncIterator](): AsyncIterator<T, undefined> {
    return toAsyncIterator(this, this.#options);
  }

  #tell(tell: (observer: Observer<T>) => void): void {
    for (const observer of [...this.#observers]) {
      // Whoever was told before may have unsubscribed this one.
      if (this.#observers.has(observer)) {
        call(() => {
          tell(observer);
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

/** What a subscriber throws is its own: it is reported as uncaught, and nobody else feels it. */
function call(run: () => void): void {
  try {
    run();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
