import type { Ranking } from '../model/index.ts';

export type Counts = ReadonlyMap<string, number>;

/**
 * The most frequent keys of a stream, in bounded memory: the summary of Misra and Gries (1982), which can be merged as
 * shown by Agarwal et al. ("Mergeable Summaries", PODS 2012). At most `2 * kept` keys are counted.
 *
 * A count is never too high, and too low by at most N / (kept + 1), where N is the sum of all counts added; so every
 * key with a larger share than that is present. Up to `2 * kept` distinct keys, all counts are exact.
 */
export class HeavyHitters {
  readonly #kept: number;
  #counts = new Map<string, number>();
  /** Whether a snapshot shares the counts, so that they must not change in place. */
  #shared = false;

  /** Keeps at least `kept` keys; Infinity keeps all. */
  constructor(kept: number) {
    this.#kept = kept;
  }

  add(key: string, count: number): void {
    if (this.#shared) this.#own(new Map(this.#counts));
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + count);
    if (this.#counts.size > 2 * this.#kept) this.#prune();
  }

  /** Returns the current counts, which do not change afterwards. */
  snapshot(): Counts {
    this.#shared = true;
    return this.#counts;
  }

  /** Adds counts of which each is too low by at most its own error bound; the bounds add up. */
  addAll(counts: Iterable<readonly [string, number]>): void {
    for (const [key, count] of counts) this.add(key, count);
  }

  /** Returns the highest counts; equal ones in the order of their keys. */
  top(count: number, without?: ReadonlySet<string>): Ranking {
    const ranking: Ranked[] = [];
    // Most keys rank below the last of the ranking, so that only a few are sorted at a time.
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

  /** Subtracts from each count what leaves only the `kept` highest: `kept + 1` keys pay it, hence the bound. */
  #prune(): void {
    const counts = new Float64Array(this.#counts.size);
    let at = 0;
    for (const count of this.#counts.values()) counts[at++] = count;
    const cut = counts.sort().at(-1 - this.#kept) ?? 0;
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
