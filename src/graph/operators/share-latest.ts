import { ReplaySubject, share, timer, type MonoTypeOperatorFunction } from 'rxjs';
import type { ShareWithGraceOptions } from './share-with-grace.ts';

/**
 * Shares one subscription to the source and replays its latest value to late subscribers, also after it has completed.
 * The source is unsubscribed and the value dropped with the last subscriber, or a grace time after.
 *
 * @example
 * const state$ = changes$.pipe(scan(reduce, initial), shareLatest());
 */
export function shareLatest<T>(grace?: ShareWithGraceOptions): MonoTypeOperatorFunction<T> {
  return share({
    connector: () => new ReplaySubject<T>(1),
    resetOnRefCountZero: grace === undefined ? true : () => timer(grace.graceMs, grace.scheduler),
    resetOnComplete: false,
    resetOnError: false,
  });
}
