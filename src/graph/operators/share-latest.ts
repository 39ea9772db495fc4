import { ReplaySubject, share, timer, type MonoTypeOperatorFunction } from 'rxjs';
import type { ShareWithGraceOptions } from './share-with-grace.ts';

/**
 * Shares one subscription to the source, and gives late subscribers its latest value first, also after it has completed.
 * The source is left, and the value forgotten, with the last subscriber, or a grace time after.
 */
export function shareLatest<T>(grace?: ShareWithGraceOptions): MonoTypeOperatorFunction<T> {
  return share({
    connector: () => new ReplaySubject<T>(1),
    resetOnRefCountZero: grace === undefined ? true : () => timer(grace.graceMs, grace.scheduler),
    resetOnComplete: false,
    resetOnError: false,
  });
}
