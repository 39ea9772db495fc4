import type { SchedulerAction, SchedulerLike, Subscription } from 'rxjs';

/** Returns a scheduler on which a turn takes a while, so that a diagram shows what comes in which turn. */
export function withTurns(scheduler: SchedulerLike, turnMs: number): SchedulerLike {
  return {
    now: () => scheduler.now(),
    schedule<T>(work: (this: SchedulerAction<T>, state?: T) => void, delay = 0, state?: T): Subscription {
      return scheduler.schedule(work, Math.max(turnMs, delay), state);
    },
  };
}
