/** The clock that the client uses. */
export interface Clock {
  /** Returns the current time in epoch ms. */
  readonly now: () => number;
  /** Calls back once after a delay in ms. Returns a function that cancels the call. */
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
