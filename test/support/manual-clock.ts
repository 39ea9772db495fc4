import type { Clock } from '../../src/client/index.ts';

/** A clock that a test moves. */
export class ManualClock implements Clock {
  #now: number;
  readonly #timers = new Set<{ readonly at: number; readonly run: () => void }>();

  constructor(now = 1_000_000) {
    this.#now = now;
  }

  readonly now = (): number => this.#now;

  readonly after = (delayMs: number, run: () => void): (() => void) => {
    const timer = { at: this.#now + delayMs, run };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  };

  /** The number of pending timers. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Advances the time, and runs each timer when it is due. */
  pass(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const due = [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.#timers.delete(due);
      this.#now = Math.max(this.#now, due.at);
      due.run();
    }
    this.#now = end;
  }

  /** Sets the clock, as a time server does. Timers keep their remaining delays. */
  set(now: number): void {
    const shift = now - this.#now;
    this.#now = now;
    const timers = [...this.#timers];
    for (const timer of timers) {
      this.#timers.delete(timer);
      this.#timers.add(Object.assign(timer, { at: timer.at + shift }));
    }
  }
}
