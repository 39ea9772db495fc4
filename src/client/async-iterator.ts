import type { StreamOptions, Stream } from './stream.ts';

interface Waiter<T> {
  readonly resolve: (result: IteratorResult<T, undefined>) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Walks a stream from now on. What comes between two steps waits, `maxBuffered` values at most; then the oldest are
 * dropped, and the next step says how many. Leaving unsubscribes.
 */
export function toAsyncIterator<T>(stream: Stream<T>, { maxBuffered, overflow }: StreamOptions<T>): AsyncIterator<T, undefined> {
  const waiters: Waiter<T>[] = [];
  const buffer: T[] = [];
  let dropped = 0;
  let end: { readonly error: Error | undefined } | undefined;

  const finish = (error?: Error): void => {
    end ??= { error };
    for (const { resolve, reject } of waiters.splice(0)) {
      if (error === undefined) resolve({ done: true, value: undefined });
      else reject(error);
    }
  };
  const subscription = stream.subscribe({
    next: (value) => {
      const waiter = waiters.shift();
      if (waiter !== undefined) {
        waiter.resolve({ done: false, value });
        return;
      }
      buffer.push(value);
      if (buffer.length <= maxBuffered) return;
      buffer.shift();
      dropped += 1;
    },
    error: finish,
    complete: finish,
  });
  const take = (): IteratorResult<T, undefined> | undefined => {
    if (dropped > 0 && overflow !== undefined) {
      const value = overflow(dropped);
      dropped = 0;
      return { done: false, value };
    }
    const [value] = buffer.splice(0, 1);
    return value === undefined ? undefined : { done: false, value };
  };
  return {
    next: () => {
      const result = take();
      if (result !== undefined) return Promise.resolve(result);
      if (end === undefined) return new Promise((resolve, reject) => waiters.push({ resolve, reject }));
      // An error is thrown once; after it comes the end.
      const { error } = end;
      end = { error: undefined };
      return error === undefined ? Promise.resolve({ done: true, value: undefined }) : Promise.reject(error);
    },
    return: () => {
      subscription.unsubscribe();
      buffer.length = 0;
      dropped = 0;
      finish();
      return Promise.resolve({ done: true, value: undefined });
    },
  };
}
