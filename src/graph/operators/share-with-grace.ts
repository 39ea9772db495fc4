import { share, Subject, timer, type MonoTypeOperatorFunction, type SchedulerLike } from 'rxjs';

export interface ShareWithGraceOptions {
  /** How long the source is kept after its last subscriber has left, in ms. 0 bridges one turn; Infinity keeps it for good. */
  readonly graceMs: number;
  readonly scheduler: SchedulerLike;
}

/**
 * Shares one subscription to the source, and keeps it for a while when nobody is subscribed: a consumer that leaves and
 * comes back finds the same connection. What the source sends in between is lost to all.
 */
export function shareWithGrace<T>({ graceMs, scheduler }: ShareWithGraceOptions): MonoTypeOperatorFunction<T> {
  return share({
    connector: () => new Subject<T>(),
    resetOnRefCountZero: graceMs === Infinity ? false : () => timer(graceMs, scheduler),
    resetOnComplete: true,
    resetOnError: true,
  });
}
