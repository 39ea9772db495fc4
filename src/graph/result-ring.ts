import type { ScoredPost } from './ports.ts';

/** A result, with the time that the tokens of its position have: all logs that a result goes to share it. */
export interface Arrival {
  /** Undefined for a post that was deleted. */
  readonly result: ScoredPost | undefined;
  /** The position of its post in the log that it comes from, if it comes from one. */
  readonly position: number | undefined;
  /** Epoch ms. */
  readonly at: number;
}

/** Returns a result with its time: the next post was written after it, possibly before we received this one. */
export const arrivalOf = (result: ScoredPost, now: number): Arrival => {
  return { result, position: result.position, at: Math.max(0, Math.min(now, result.post.at)) };
};

/**
 * The last results of one query, each with the index of the query in its matches. One post may be a result of thousands of
 * queries: it costs each of their rings two words.
 */
export class ResultRing {
  readonly #max: number;
  readonly #arrivals: Arrival[] = [];
  readonly #matches: number[] = [];
  /** The place of the oldest. */
  #oldest = 0;

  /** `max` is the most results that it keeps. */
  constructor(max: number) {
    this.#max = max;
  }

  get length(): number {
    return this.#arrivals.length;
  }

  get isFull(): boolean {
    return this.#arrivals.length >= this.#max;
  }

  /** Adds a result in the place of the oldest one when it is full. */
  push(arrival: Arrival, match: number): void {
    if (!this.isFull) {
      this.#arrivals.push(arrival);
      this.#matches.push(match);
    } else if (this.#max > 0) {
      this.#arrivals[this.#oldest] = arrival;
      this.#matches[this.#oldest] = match;
      this.#oldest = (this.#oldest + 1) % this.#max;
    }
  }

  /** Returns a result; the oldest is at 0. */
  at(index: number): Arrival | undefined {
    return this.#arrivals[this.#placeOf(index)];
  }

  matchAt(index: number): number {
    return this.#matches[this.#placeOf(index)] ?? 0;
  }

  /** Forgets a result, whose place stays. */
  clearAt(index: number): void {
    const arrival = this.at(index);
    if (arrival !== undefined) this.#arrivals[this.#placeOf(index)] = { ...arrival, result: undefined };
  }

  #placeOf(index: number): number {
    return (this.#oldest + index) % this.length;
  }
}
