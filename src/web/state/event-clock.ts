/** Posts older than this are taken for a recording, in ms. */
const recordedMs = 5 * 60_000;
/** The time for which a lag is remembered, in ms. */
const memoryMs = 30_000;

/**
 * Event time on the page. It equals the clock, unless the posts are ahead of it (because the server's clock is), or all of
 * them are far behind it (because a recording is played): then it follows the posts.
 */
export class EventClock {
  #lag: number | undefined;
  #older: number | undefined;
  #since = -Infinity;

  /** Records that a post of time `at` has arrived `now`, both in epoch ms. */
  observe(at: number, now: number): void {
    if (now - this.#since > memoryMs) {
      this.#older = now - this.#since > 2 * memoryMs ? undefined : this.#lag;
      this.#lag = undefined;
      this.#since = now;
    }
    const lag = now - at;
    this.#lag = Math.min(this.#lag ?? lag, lag);
  }

  /** The lag of event time behind the clock, in ms; 0 where both are equal. */
  get offsetMs(): number {
    const lags = [this.#lag, this.#older].filter((lag) => lag !== undefined);
    if (lags.length === 0) return 0;
    const lag = Math.min(...lags);
    return lag < 0 || lag > recordedMs ? lag : 0;
  }

  /** Returns event time at a time of the clock. */
  now(now: number): number {
    return now - this.offsetMs;
  }
}
