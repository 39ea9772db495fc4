import { ReplaySubject, share, type MonoTypeOperatorFunction } from 'rxjs';

/**
 * Shares one subscription to the source, and gives late subscribers its latest value first, also after it has completed.
 * The source is left, and the value forgotten, with the last subscriber.
 */
export function shareLatest<T>(): MonoTypeOperatorFunction<T> {
  return share({
    connector: () => new ReplaySubject<T>(1),
    resetOnRefCountZero: true,
    resetOnComplete: false,
    resetOnError: false,
  });
}
