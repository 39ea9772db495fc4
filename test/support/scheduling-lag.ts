import { setTimeout as sleep } from 'node:timers/promises';

const pauseMs = 50;
/** A timer is that late on a quiet machine too, in ms. */
const usualMs = 2;

interface Pause {
  readonly from: number;
  readonly to: number;
}

/**
 * Notes how late a timer of the test's own comes, so that limits in seconds can be asserted where other programs share the
 * machine: what takes 6 s on a quiet one may take 9 s where each pause is half as long again.
 */
export class SchedulingLag {
  readonly #pauses: Pause[] = [];
  #isOver = false;

  constructor() {
    void this.#run();
  }

  /** Returns how many times longer than asked for the pauses in a span of epoch ms were: 1 on a quiet machine. */
  factor(from: number, to: number): number {
    const within = this.#pauses.filter((pause) => pause.to > from && pause.from < to);
    const took = within.reduce((sum, pause) => sum + pause.to - pause.from, 0);
    const late = within.reduce((sum, pause) => sum + Math.max(0, pause.to - pause.from - pauseMs - usualMs), 0);
    return took === 0 ? 1 : took / (took - late);
  }

  stop(): void {
    this.#isOver = true;
  }

  async #run(): Promise<void> {
    while (!this.#isOver) {
      const from = Date.now();
      await sleep(pauseMs, undefined, { ref: false });
      this.#pauses.push({ from, to: Date.now() });
    }
  }
}
