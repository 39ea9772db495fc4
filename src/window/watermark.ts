export interface WatermarkOptions {
  /** How much later than the newest post another may be, in ms of event time. 0 takes only what comes in order. */
  readonly allowedLatenessMs: number;
  /** How long a bucket is, in ms; buckets start at multiples of it. A post is on time while its bucket is open. */
  readonly bucketMs: number;
}

/** The contract's: 30 s of lateness, the store's buckets of 10 s. */
export const defaultWatermark: WatermarkOptions = { allowedLatenessMs: 30_000, bucketMs: 10_000 };

export interface Placement {
  /** The event time, in epoch ms: the post's own, but never ahead of the wall clock. */
  readonly at: number;
  readonly verdict: 'on-time' | 'late';
}

/** The one notion of event time that all windows and the store share. `now` is the wall clock, in epoch ms. */
export interface Watermark {
  /** Moves the watermark with a post, and says whether the post still belongs to its bucket. */
  readonly place: (at: number, now: number) => Placement;
  /** The end of the last closed bucket: what is earlier is late. -Infinity before the first post. */
  readonly closedBefore: () => number;
  /** Where event time is thought to be: see WINDOWS.md. */
  readonly frontier: (now: number) => number;
}

/**
 * How far a post may stand behind the frontier without pulling it back, in ms: upstreams deliver a little unevenly, and
 * what is told must not go back and forth with that.
 */
const jitterMs = 1_000;

/**
 * The watermark is the latest event time of all posts less the allowed lateness, and moves with posts only: while none
 * come, nothing closes. An event time ahead of the wall clock is taken as now, so that a post from 2099 closes nothing.
 * When the wall clock is set back behind the latest event time, that goes back with it: else what comes would be late
 * until the clock is there again.
 *
 * The frontier goes on without posts, at the pace of the wall clock, from the last post that was the newest; what it
 * passes is told, not closed. Before the first post it is the wall clock.
 */
export function createWatermark({ allowedLatenessMs, bucketMs }: WatermarkOptions): Watermark {
  let latest = -Infinity;
  let anchor: { readonly at: number; readonly now: number } | undefined;
  const closedBefore = (): number => Math.floor((latest - allowedLatenessMs) / bucketMs) * bucketMs;
  const frontier = (now: number): number => {
    if (anchor === undefined) return now;
    return Math.min(now, Math.max(latest, anchor.at + Math.max(0, now - anchor.now)));
  };
  return {
    place: (claimed, now) => {
      const at = Math.min(claimed, now);
      const expected = frontier(now);
      if (now < latest) {
        latest = now;
        anchor = { at: now, now };
      } else if (at > latest) {
        latest = at;
        if (anchor === undefined || at >= expected || expected - at > jitterMs) anchor = { at, now };
      }
      return { at, verdict: at < closedBefore() ? 'late' : 'on-time' };
    },
    closedBefore,
    frontier,
  };
}
