export interface WatermarkOptions {
  /** The lateness against the newest post that is accepted, in ms of event time. 0 accepts only posts in order. */
  readonly allowedLatenessMs: number;
  /** The length of a bucket, in ms; buckets start at multiples of it. A post is on time while its bucket is open. */
  readonly bucketMs: number;
}

/** The contract's figures: 30 s of lateness, the store's buckets of 10 s. */
export const defaultWatermark: WatermarkOptions = { allowedLatenessMs: 30_000, bucketMs: 10_000 };

export interface EventTime {
  /** The event time, in epoch ms: the post's own, but never ahead of the wall clock. */
  readonly at: number;
  /** Whether the post's bucket had closed before it came. */
  readonly late: boolean;
}

/** The one notion of event time that all windows and the store share. `now` is the wall clock, in epoch ms. */
export interface Watermark {
  /** Assigns a post that declares the time `at` its event time, and advances the watermark. */
  readonly assign: (at: number, now: number) => EventTime;
  /** Returns the end of the last closed bucket: earlier posts are late. -Infinity before the first post. */
  readonly closedBefore: () => number;
  /** Returns the estimate of the current event time: see WINDOWS.md. */
  readonly eventTimeNow: (now: number) => number;
}

/**
 * The distance that a post may be behind the event clock without pulling it back, in ms: upstreams deliver a little unevenly, and
 * the windows must not go back and forth with that.
 */
const jitterMs = 1_000;

/**
 * Creates a watermark: the latest event time of all posts less the allowed lateness. It moves with posts only: while none
 * come, nothing closes. An event time ahead of the wall clock counts as now, so that a post from 2099 closes nothing.
 * When the wall clock is set back behind the latest event time, the watermark goes back with it; else all posts would be
 * late until the clock is there again.
 *
 * Its event clock goes on without posts, at the pace of the wall clock, from the last post that was the newest; windows
 * that it passes are emitted, not closed. Before the first post it is the wall clock.
 *
 * @example
 * const watermark = createWatermark(defaultWatermark);
 * watermark.assign(post.at, Date.now()); // { at: 1700000000000, late: false }
 */
export function createWatermark({ allowedLatenessMs, bucketMs }: WatermarkOptions): Watermark {
  let latest = -Infinity;
  let anchor: { readonly at: number; readonly now: number } | undefined;
  const closedBefore = (): number => Math.floor((latest - allowedLatenessMs) / bucketMs) * bucketMs;
  const eventTimeNow = (now: number): number => {
    if (anchor === undefined) return now;
    return Math.min(now, Math.max(latest, anchor.at + Math.max(0, now - anchor.now)));
  };
  return {
    assign: (declared, now) => {
      const at = Math.min(declared, now);
      const expected = eventTimeNow(now);
      if (now < latest) {
        latest = now;
        anchor = { at: now, now };
      } else if (at > latest) {
        latest = at;
        if (anchor === undefined || at >= expected || expected - at > jitterMs) anchor = { at, now };
      }
      return { at, late: at < closedBefore() };
    },
    closedBefore,
    eventTimeNow,
  };
}
