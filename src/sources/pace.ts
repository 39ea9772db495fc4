import type { SchedulerLike } from 'rxjs';
import { createSteadyClock, maxTimerMs, type Post } from '../model/index.ts';

/** Returns how long each post of a recording has to wait, in ms. */
export type Pacer = (post: Post) => number;

/**
 * Creates a pacer that keeps the distances between the posts' `createdAt`, divided by `speed`; Infinity lets every post
 * go at once. A post without `createdAt`, or one that is older than the post before it, goes at once. The first one
 * sets the clock.
 */
export function createPacer(speed: number, scheduler: SchedulerLike): Pacer {
  const steadyNow = createSteadyClock(() => scheduler.now());
  let anchor: { readonly at: number; readonly wall: number } | undefined;
  return ({ createdAt, at }) => {
    if (createdAt === undefined || speed === Infinity) return 0;
    const now = steadyNow();
    anchor ??= { at, wall: now };
    return Math.min(maxTimerMs, Math.max(0, anchor.wall + (at - anchor.at) / speed - now));
  };
}
