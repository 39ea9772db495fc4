import { throwError, timeout, type MonoTypeOperatorFunction, type SchedulerLike } from 'rxjs';
import { maxTimerMs } from '../../model/index.ts';
import { UpstreamFailure } from './failure.ts';

export interface DeadlineOptions {
  /** The host that is waited for, for the sentence. */
  readonly host: string;
  /** The longest wait for the first value, in ms. Default 15 s; Infinity waits for as long as a timer can. */
  readonly firstMs?: number;
  readonly scheduler: SchedulerLike;
}

const answerMs = 15_000;

/**
 * Errors with a `network` failure when the source takes too long for its first value.
 * @example httpGet({ url }).pipe(deadline({ host: url.host, scheduler }))
 */
export function deadline<T>({ host, firstMs = answerMs, scheduler }: DeadlineOptions): MonoTypeOperatorFunction<T> {
  return timeout({
    first: Math.min(firstMs, maxTimerMs),
    scheduler,
    with: () => throwError(() => new UpstreamFailure('network', `${host} does not answer.`)),
  });
}
