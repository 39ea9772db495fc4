import { share, Subject, timer, type MonoTypeOperatorFunction, type SchedulerLike } from 'rxjs';

export interface ShareWithGraceOptions {
  /**
   * The time that the source stays subscribed after its last subscriber has unsubscribed, in ms. 0 bridges one turn; Infinity
   * keeps it subscribed until it ends.
   */
  readonly graceMs: number;
  readonly scheduler: SchedulerLike;
}

/**
 * Shares one subscription to the source, and keeps it for a grace time without subscribers: a consumer that unsubscribes
 * and subscribes again gets the same connection. Values that come in between are lost.
 *
 * @example
 * const connection$ = openSocket(url).pipe(shareWithGrace({ graceMs: 0, scheduler: asyncScheduler }));
 */
export function shareWithGrace<T>({ graceMs, scheduler }: ShareWithGraceOptions): MonoTypeOperatorFunction<T> {
  return share({
    connector: () => new Subject<T>(),
    resetOnRefCountZero: graceMs === Infinity ? false : () => timer(graceMs, scheduler),
    resetOnComplete: true,
    resetOnError: true,
  });
}
