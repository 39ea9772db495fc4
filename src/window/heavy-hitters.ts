import type { Ranking } from '../model/index.ts';

export type Counts = ReadonlyMap<string, number>;

/**
 * The most frequent of any number of keys, in bounded memory: the summary of Misra and Gries (1982), with the merge of
 * Agarwal et al. ("Mergeable Summaries", PODS 2012). At most `2 * kept` keys are counted.
 *
 * A count is never too high, and too low by at most N / (kept + 1), N being the sum of all that was counted; so every
 * key with a larger share than that is there. Up to `2 * kept` distinct keys, all counts are exact.
 */
export class HeavyHitters {
  readonly #kept: number;
  #counts = new Map<string, number>();
  /** Whether someone holds the counts as they are. */
  #shared = false;
  #maxError = 0;

  /** Infinity keeps all. */
  constructor(kept: number) {
    this.#kept = kept;
  }

  /** How much too low a count is at most. */
  get maxError(): number {
    return this.#maxError;
  }

  add(key: string, count: number): void {
    if (this.#shared) this.#own(new Map(this.#counts));
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + count);
    if (this.#counts.size > 2 * this.#kept) this.#prune();
  }

  merge(other: HeavyHitters): void {
    this.#maxError += other.#maxError;
    this.put(other.#counts);
  }

  /** The counts as they are now, and stay in this answer. */
  snapshot(): Counts {
    this.#shared = true;
    return this.#counts;
  }

  put(counts: Counts): void {
    for (const [key, count] of counts) this.add(key, count);
  }

  /** Takes out what was put in; where all keys are kept, that leaves nothing of it behind. */
  take(counts: Counts): void {
    if (this.#shared) this.#own(new Map(this.#counts));
    for (const [key, count] of counts) {
      const left = (this.#counts.get(key) ?? 0) - count;
      if (left > 0) this.#counts.set(key, left);
      else this.#counts.delete(key);
    }
  }

  /** The highest counts; equal ones in the order of their keys. */
  top(count: number, without?: ReadonlySet<string>): Ranking {
    const ranking: Ranked[] = [];
    // Most keys are no match for the last of the ranking, so that sorting a few at a time is all the sorting there is.
    let least = 0;
    for (const entry of this.#counts) {
      if (entry[1] < least || without?.has(entry[0]) === true) continue;
      ranking.push(entry);
      if (ranking.length < 2 * count) continue;
      ranking.sort(byRank).length = count;
      least = ranking.at(-1)?.[1] ?? 0;
    }
    return ranking.sort(byRank).slice(0, count);
  }

  /** Takes from each count what leaves only the `kept` highest: `kept + 1` keys pay that, hence the bound. */
  #prune(): void {
    const counts = new Float64Array(this.#counts.size);
    let at = 0;
    for (const count of this.#counts.values()) counts[at++] = count;
    const cut = counts.sort().at(-1 - this.#kept) ?? 0;
    this.#maxError += cut;
    const left = new Map<string, number>();
    for (const [key, count] of this.#counts) if (count > cut) left.set(key, count - cut);
    this.#own(left);
  }

  #own(counts: Map<string, number>): void {
    this.#counts = counts;
    this.#shared = false;
  }
}

type Ranked = Ranking[number];
const byRank = ([a, m]: Ranked, [b, n]: Ranked): number => n - m || (a < b ? -1 : 1);
