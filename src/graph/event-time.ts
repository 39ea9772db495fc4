import { map, type OperatorFunction, type SchedulerLike } from 'rxjs';
import type { Watermark } from '../window/index.ts';
import type { ScoredPost } from './ports.ts';

/** A scored post with its event time. */
export interface TimedResult {
  readonly result: ScoredPost;
  /** The event time, in epoch ms: never ahead of the wall clock. */
  readonly at: number;
  /** Whether the post came after its bucket of event time had closed. */
  readonly late: boolean;
}

export interface EventTimeOptions {
  /** Moves with each post. The same one closes windows and buckets. */
  readonly watermark: Watermark;
  readonly scheduler: SchedulerLike;
  /** Called for each post that came after its bucket had closed. */
  readonly onLate: (result: ScoredPost) => void;
}

/**
 * Assigns each scored post its event time, once for all windows and for the store, and advances the watermark. The rules
 * are in window/WINDOWS.md.
 *
 * @example
 * scored$.pipe(assignEventTime({ watermark: createWatermark(defaultWatermark), scheduler, onLate: probe.late }));
 */
export function assignEventTime({
  watermark,
  scheduler,
  onLate,
}: EventTimeOptions): OperatorFunction<ScoredPost, TimedResult> {
  return map((result) => {
    const { at, late } = watermark.assign(result.post.at, scheduler.now());
    if (late) onLate(result);
    return { result, at, late };
  });
}
