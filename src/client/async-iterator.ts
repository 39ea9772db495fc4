import type { Stream, StreamOptions } from './stream.ts';

interface Waiter<T> {
  readonly resolve: (result: IteratorResult<T, undefined>) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Returns an iterator over the values of a stream from now on. Values that come between two steps are buffered. Beyond
 * `maxBuffered` the oldest are dropped, and the next step returns how many. Leaving the loop unsubscribes.
 */
export function toAsyncIterator<T>(
  stream: Stream<T>,
  { maxBuffered, overflow }: StreamOptions<T>,
): AsyncIterator<T, undefined> {
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
  const nextBuffered = (): IteratorResult<T, undefined> | undefined => {
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
      const result = nextBuffered();
      if (result !== undefined) return Promise.resolve(result);
      if (end === undefined) return new Promise((resolve, reject) => waiters.push({ resolve, reject }));
      // An error is thrown once. Further steps report the end.
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
