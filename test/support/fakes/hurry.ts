import { asyncScheduler, type SchedulerLike } from 'rxjs';

/** Real time that runs faster: what waits five seconds waits a few milliseconds, and clocks agree. */
export interface Hurry {
  readonly scheduler: SchedulerLike;
  /** Every delay that was asked for, in ms. */
  readonly delays: readonly number[];
}

export function createHurry(factor = 20): Hurry {
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
