import { VirtualTimeScheduler, type SchedulerLike } from 'rxjs';

/** Real time that runs faster: a wait of five seconds takes a few milliseconds, and clocks agree. */
export interface FastTime {
  readonly scheduler: SchedulerLike;
  /** Every delay that was scheduled, in ms. */
  readonly delays: readonly number[];
}

const tickMs = 1;
/** The most real time that counts between two ticks, in ms. More passes only on a busy machine, where all else waits as well. */
const maxStepMs = 10;

/**
 * Creates a scheduler whose clock runs `factor` times as fast as the real one. It slows down where the process has to wait for
 * a processor, so that the limits of what is tested hold on a busy machine as well.
 * @example createFastTime(50).scheduler
 */
export function createFastTime(factor = 20): FastTime {
  const delays: number[] = [];
  const virtual = new VirtualTimeScheduler();
  virtual.frame = Date.now();
  let readAt = performance.now();
  let ticks: NodeJS.Timeout | undefined;
  const passed = (): number => {
    const now = performance.now();
    const elapsed = now - readAt;
    readAt = now;
    return factor * (ticks === undefined ? elapsed : Math.min(elapsed, maxStepMs));
  };
  const tick = (): void => {
    const end = virtual.frame + passed();
    virtual.maxFrames = end;
    virtual.flush();
    virtual.frame = end;
    if (virtual.actions.some(({ closed }) => !closed)) return;
    virtual.actions.length = 0;
    clearInterval(ticks);
    ticks = undefined;
  };
  return {
    delays,
    scheduler: {
      now: () => {
        if (ticks === undefined) virtual.frame += passed();
        return virtual.frame;
      },
      schedule(...[work, delay = 0, state]: Parameters<SchedulerLike['schedule']>) {
        delays.push(delay);
        if (ticks === undefined) virtual.frame += passed();
        ticks ??= setInterval(tick, tickMs);
        return virtual.schedule(work, delay, state);
      },
    },
  };
}
