import { asyncScheduler, type SchedulerLike } from 'rxjs';

/** Real time that runs faster: a wait of five seconds takes a few milliseconds, and clocks agree. */
export interface FastTime {
  readonly scheduler: SchedulerLike;
  /** Every delay that was scheduled, in ms. */
  readonly delays: readonly number[];
}

/**
 * Creates a scheduler whose clock runs `factor` times as fast as the real one.
 * @example createFastTime(50).scheduler
 */
export function createFastTime(factor = 20): FastTime {
  const delays: number[] = [];
  const start = Date.now();
  return {
    delays,
    scheduler: {
      now: () => start + (Date.now() - start) * factor,
      schedule(...[work, delay = 0, state]: Parameters<SchedulerLike['schedule']>) {
        delays.push(delay);
        return asyncScheduler.schedule(work, delay / factor, state);
      },
    },
  };
}
