/** Posts this much behind the clock are of another time: a recording. In ms. */
const recordedMs = 5 * 60_000;
/** How long a lag counts, in ms. */
const memoryMs = 30_000;

/**
 * The time of the posts. It is the clock's, unless the posts are ahead of it (the server's clock is), or all of them are
 * far behind (a recording is played): then it is theirs.
 */
export class EventClock {
  #lag: number | undefined;
  #older: number | undefined;
  #since = -Infinity;

  /** Notes a post of time `at` that has come now. Epoch ms. */
  observe(at: number, now: number): void {
    if (now - this.#since > memoryMs) {
      this.#older = now - this.#since > 2 * memoryMs ? undefined : this.#lag;
      this.#lag = undefined;
      this.#since = now;
    }
    const lag = now - at;
    this.#lag = Math.min(this.#lag ?? lag, lag);
  }

  /** How far the posts' time is behind the clock, in ms; 0 where the clock is theirs. */
  get offsetMs(): number {
    const lags = [this.#lag, this.#older].filter((lag) => lag !== undefined);
    if (lags.length === 0) return 0;
    const lag = Math.min(...lags);
    return lag < 0 || lag > recordedMs ? lag : 0;
  }

  now(now: number): number {
    return now - this.offsetMs;
  }
}
