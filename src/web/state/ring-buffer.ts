import { addSums, noSums, type Mutable } from '../../window/index.ts';
import type { TallySums } from '../../model/index.ts';

/** The sums of posts on the page, in units of a compound. Those of a part of a longer span may be fractions. */
export interface Counts extends TallySums {
  /** The posts whose squares are summed: of posts that arrived summed up, only the means are known. */
  readonly squaredPosts: number;
  /** The posts whose sentiment of the topic is known one by one: those that the page received itself. */
  readonly topicPosts: number;
  readonly topicPositive: number;
  readonly topicNegative: number;
  readonly topicCompoundSquares: number;
  /** The time in which the query was tracked while a source was live, in ms. */
  readonly coveredMs: number;
}

export const noCounts: Counts = {
  ...noSums,
  squaredPosts: 0,
  topicPosts: 0,
  topicPositive: 0,
  topicNegative: 0,
  topicCompoundSquares: 0,
  coveredMs: 0,
};

/** Returns the sum of two counts. */
export function sum(a: Counts, b: Counts): Counts {
  return plus(a, b, 1);
}

/** Returns what counts have beyond others of the same time: no fewer than 0 posts, of any polarity. */
export function beyond(counts: Counts, known: Counts): Counts {
  const more = plus(counts, known, -1);
  const coveredMs = Math.max(0, more.coveredMs);
  if (more.posts <= 0) return { ...noCounts, coveredMs };
  const isPart = [more.positive, more.negative, more.neutral, more.unscored].every((posts) => posts >= 0);
  const posts = isPart ? more : share(counts, more.posts / counts.posts);
  // The store does not know single posts.
  return { ...posts, topicPosts: 0, topicPositive: 0, topicNegative: 0, topicCompoundSquares: 0, coveredMs };
}

/** Returns a share of the counts of a longer span, as if its posts were spread evenly. */
export function share(counts: Counts, part: number): Counts {
  return plus(noCounts, counts, part);
}

function plus(a: Counts, b: Counts, times: number): Counts {
  const total = { ...a };
  addCounts(total, b, times);
  return total;
}

/** Adds counts, that many times, to others in place. */
export function addCounts(to: Mutable<Counts>, from: Counts, times: number): void {
  addSums(to, from, times);
  to.squaredPosts += times * from.squaredPosts;
  to.topicPosts += times * from.topicPosts;
  to.topicPositive += times * from.topicPositive;
  to.topicNegative += times * from.topicNegative;
  to.topicCompoundSquares += times * from.topicCompoundSquares;
  to.coveredMs += times * from.coveredMs;
}

interface Slot {
  /** The start of its step, epoch ms. */
  start: number;
  counts: Counts;
  /** A share of the counts of a longer span. */
  estimate: Counts;
}

/** Counts by equal steps of time, of bounded length: a new step replaces the oldest. Times in epoch ms. */
export class RingBuffer {
  readonly stepMs: number;
  readonly #slots: Slot[];

  constructor(stepMs: number, length: number) {
    this.stepMs = stepMs;
    this.#slots = Array.from({ length }, () => ({ start: 0, counts: noCounts, estimate: noCounts }));
  }

  /** Adds counts to the step of a time; a time before all steps is ignored. */
  add(at: number, counts: Counts): void {
    const slot = this.#claim(at);
    if (slot !== undefined) slot.counts = sum(slot.counts, counts);
  }

  /** Adds to a step what others have counted beyond it. */
  fill(at: number, counts: Counts): void {
    const slot = this.#claim(at);
    if (slot === undefined) return;
    const total = sum(slot.counts, beyond(counts, slot.counts));
    slot.counts = { ...total, coveredMs: Math.min(this.stepMs, total.coveredMs) };
  }

  /** Adds to a step its estimated share of a longer span. */
  estimate(at: number, counts: Counts): void {
    const slot = this.#claim(at);
    if (slot !== undefined) slot.estimate = sum(slot.estimate, counts);
  }

  /** Drops the estimates of [from, to), of which the exact counts are known. */
  dropEstimates(from: number, to: number): void {
    for (const slot of this.#slots) if (slot.start >= from && slot.start < to) slot.estimate = noCounts;
  }

  /** Marks [from, to) as covered. */
  cover(from: number, to: number): void {
    for (let at = this.#startOf(from); at < to; at += this.stepMs) {
      const slot = this.#claim(at);
      if (slot === undefined) continue;
      const ms = Math.min(to, at + this.stepMs) - Math.max(from, at);
      slot.counts = { ...slot.counts, coveredMs: Math.min(this.stepMs, slot.counts.coveredMs + ms) };
    }
  }

  /** Empties the steps that begin after a time, which would keep out earlier ones. */
  dropAfter(now: number): void {
    for (const slot of this.#slots) {
      if (slot.start <= now) continue;
      slot.start = 0;
      slot.counts = noCounts;
      slot.estimate = noCounts;
    }
  }

  /** Returns the counts of the step of a time. */
  at(at: number): Counts {
    const start = this.#startOf(at);
    const slot = this.#slotOf(start);
    if (start <= 0 || slot?.start !== start) return noCounts;
    if (slot.estimate === noCounts) return slot.counts;
    const total = sum(slot.counts, slot.estimate);
    return { ...total, coveredMs: Math.min(this.stepMs, total.coveredMs) };
  }

  #startOf(at: number): number {
    return Math.floor(at / this.stepMs) * this.stepMs;
  }

  #slotOf(start: number): Slot | undefined {
    return this.#slots[(start / this.stepMs) % this.#slots.length];
  }

  /** Returns the slot of a time, emptied if another step had it; undefined when that step is newer. */
  #claim(at: number): Slot | undefined {
    const start = this.#startOf(at);
    const slot = this.#slotOf(start);
    if (slot === undefined || start <= 0 || slot.start > start) return undefined;
    if (slot.start < start) {
      slot.start = start;
      slot.counts = noCounts;
      slot.estimate = noCounts;
    }
    return slot;
  }
}
