import {
  compoundScale,
  polarityIndexOf,
  polarityNames,
  type HashtagCounts,
  type Ranking,
  type Tally,
  type TallySums,
} from '../model/index.ts';
import { HeavyHitters } from './heavy-hitters.ts';

/** A scored post as it is counted for one query. */
export interface Counted {
  /** The event time, in epoch ms. */
  readonly at: number;
  readonly compound: number;
  readonly topicCompound: number;
  /** False when the scorer gave no score. */
  readonly scored?: false | undefined;
  readonly hashtags: HashtagCounts;
  /** The words of the post, each once: see `wordsOf`. */
  readonly words: readonly string[];
}

/** The contents of a tally at a moment. */
export interface TallySnapshot {
  /** Whole numbers: compounds in units of `1 / compoundScale`, their squares in the square of that unit. */
  readonly sums: TallySums;
  readonly hashtags: Iterable<readonly [string, number]>;
  readonly words: Iterable<readonly [string, number]>;
}

/** Hashtags and words that a tally or a pane keeps: exact up to 512 distinct ones, then an error of 0.4 % of all uses. */
export const maxKept = 256;
/** The number of hashtags that a tally is read with by default. */
const defaultHashtags = 50;
/** Longer hashtags are ignored, because they would let texts determine the size of a tally. */
export const maxTagLength = 100;

/** The sums of no posts. */
export const noSums: TallySums = {
  posts: 0,
  positive: 0,
  negative: 0,
  neutral: 0,
  unscored: 0,
  compoundSum: 0,
  compoundSquares: 0,
  topicCompoundSum: 0,
};

/**
 * Adds sums to others in place, `times` times: -1 subtracts them, a fraction adds a share of them. Named fields, for
 * this runs several times per post, and a loop over keys would take several times as long.
 * @example
 * const total = { ...noSums };
 * addSums(total, hour, 1);
 */
export function addSums(to: Mutable<TallySums>, from: TallySums, times: number): void {
  to.posts += times * from.posts;
  to.positive += times * from.positive;
  to.negative += times * from.negative;
  to.neutral += times * from.neutral;
  to.unscored += times * from.unscored;
  to.compoundSum += times * from.compoundSum;
  to.compoundSquares += times * from.compoundSquares;
  to.topicCompoundSum += times * from.topicCompoundSum;
}

/** An object whose fields may change. */
export type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Adds a result to sums in place. Whole numbers keep them exact in any order, so that they can be subtracted again. */
export function addResult(to: Mutable<TallySums>, { compound, topicCompound, scored }: Counted): void {
  to.posts += 1;
  if (scored === false) {
    to.unscored += 1;
    return;
  }
  const scaled = Math.round(compound * compoundScale);
  to[polarityNames[polarityIndexOf(compound)]] += 1;
  to.compoundSum += scaled;
  to.compoundSquares += scaled * scaled;
  to.topicCompoundSum += Math.round(topicCompound * compoundScale);
}

/** Returns the sums of a snapshot in units of a compound. */
export function readSums({ compoundSum, compoundSquares, topicCompoundSum, ...counts }: TallySums): TallySums {
  return {
    ...counts,
    compoundSum: compoundSum / compoundScale,
    compoundSquares: compoundSquares / (compoundScale * compoundScale),
    topicCompoundSum: topicCompoundSum / compoundScale,
  };
}

/**
 * A tally under construction, which adds posts up: conflation and the buckets of the store use it, windows have `Panes`.
 * Its counts, sums and times are exact; its rankings have the error of `HeavyHitters`.
 */
export class TallyBuilder {
  readonly #sums: Mutable<TallySums> = { ...noSums };
  readonly #hashtags: HeavyHitters;
  readonly #words: HeavyHitters;
  #first = Infinity;
  #last = -Infinity;

  /** Keeps at least `kept` hashtags and words, and at most twice as many. Infinity keeps all of them. */
  constructor(kept: number) {
    this.#hashtags = new HeavyHitters(kept);
    this.#words = new HeavyHitters(kept);
  }

  get posts(): number {
    return this.#sums.posts;
  }

  /** The event times of the first and the last result; undefined when there is none. */
  get span(): { readonly first: number; readonly last: number } | undefined {
    return this.#first > this.#last ? undefined : { first: this.#first, last: this.#last };
  }

  add(result: Counted): void {
    const { at, hashtags, words } = result;
    addResult(this.#sums, result);
    for (const [tag, count] of Object.entries(hashtags)) {
      if (tag.length <= maxTagLength) this.#hashtags.add(tag, count);
    }
    for (const word of words) this.#words.add(word, 1);
    this.#first = Math.min(this.#first, at);
    this.#last = Math.max(this.#last, at);
  }

  /** Returns the current contents; they are copied only when the tally changes afterwards. */
  snapshot(): TallySnapshot {
    return { sums: { ...this.#sums }, hashtags: this.#hashtags.snapshot(), words: this.#words.snapshot() };
  }

  /** Adds a snapshot, whose times are unknown. */
  addSnapshot({ sums, hashtags, words }: TallySnapshot): void {
    addSums(this.#sums, sums, 1);
    this.#hashtags.addAll(hashtags);
    this.#words.addAll(words);
  }

  /** Returns the tally with the most frequent of its hashtags. */
  read(maxHashtags = defaultHashtags): Tally {
    return { ...readSums(this.#sums), hashtags: this.#hashtags.top(maxHashtags) };
  }

  /** Returns the most frequent words with the number of posts that use each. */
  topWords(count: number, without?: ReadonlySet<string>): Ranking {
    return this.#words.top(count, without);
  }
}

/**
 * Creates an empty tally that keeps at most 512 hashtags and 512 words.
 * @example
 * const tally = createTally();
 * tally.add({ at, compound: 0.5, topicCompound: 0, hashtags: { rome: 1 }, words: ['crust'] });
 * tally.read().posts; // 1
 */
export function createTally(): TallyBuilder {
  return new TallyBuilder(maxKept);
}
