import { VirtualTimeScheduler, type SchedulerLike } from 'rxjs';

/** Virtual time whose clock can be set, as that of a computer: timers go on by the time that passes. */
export class ShiftedScheduler implements SchedulerLike {
  readonly #virtual = new VirtualTimeScheduler();
  readonly schedule = this.#virtual.schedule.bind(this.#virtual);
  /** By how much the clock is ahead of the time that has passed, in ms. */
  shiftMs = 0;

  now(): number {
    return this.#virtual.now() + this.shiftMs;
  }

  /** Runs up to a time since the start, in ms. */
  runTo(ms: number): void {
    this.#virtual.maxFrames = ms;
    this.#virtual.flush();
    this.#virtual.frame = ms;
  }
}
