/** The time, as the client needs it. */
export interface Clock {
  /** Epoch ms. */
  readonly now: () => number;
  /** Runs something once, so many ms later; returns how to call that off. */
  readonly after: (delayMs: number, run: () => void) => () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    return () => {
      clearTimeout(timer);
    };
  },
};
