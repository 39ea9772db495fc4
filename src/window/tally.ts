import { polarityIndexOf, polarityNames, type HashtagCounts, type Ranking, type Tally } from '../model/index.ts';
import { HeavyHitters } from './heavy-hitters.ts';

/** A result as it is counted: a scored post, for one query. */
export interface Counted {
  /** The event time, in epoch ms. */
  readonly at: number;
  readonly compound: number;
  readonly topicCompound: number;
  readonly hashtags: HashtagCounts;
  /** Each once: `wordsOf` the post. */
  readonly words: readonly string[];
}

type Sums = Record<Exclude<keyof Tally, 'hashtags'>, number>;

/** Hashtags, and words, of which a tally keeps the count: an error of 0.4 % of all that were used, none up to 512. */
const maxKept = 256;
/** Hashtags that a tally is read with, unless it is told otherwise. */
const defaultHashtags = 50;
/** Longer ones are no tags, and would make the size of a tally the size of its texts. */
const maxTagLength = 100;

/**
 * A tally in the making: counts, sums and times are exact, rankings as `HeavyHitters` has them. It takes memory for at
 * most 512 hashtags and 512 words, however many are used.
 */
export class TallyBuilder {
  readonly #sums: Sums = {
    posts: 0,
    positive: 0,
    negative: 0,
    neutral: 0,
    compoundSum: 0,
    compoundSquares: 0,
    topicCompoundSum: 0,
  };
  readonly #hashtags = new HeavyHitters(maxKept);
  readonly #words = new HeavyHitters(maxKept);
  #first = Infinity;
  #last = -Infinity;

  get posts(): number {
    return this.#sums.posts;
  }

  /** The event times of the first and the last result; undefined when there is none. */
  get span(): { readonly first: number; readonly last: number } | undefined {
    return this.#first > this.#last ? undefined : { first: this.#first, last: this.#last };
  }

  add({ at, compound, topicCompound, hashtags, words }: Counted): void {
    const sums = this.#sums;
    sums.posts += 1;
    sums[polarityNames[polarityIndexOf(compound)]] += 1;
    sums.compoundSum += compound;
    sums.compoundSquares += compound * compound;
    sums.topicCompoundSum += topicCompound;
    for (const [tag, count] of Object.entries(hashtags)) {
      if (tag.length <= maxTagLength) this.#hashtags.add(tag, count);
    }
    for (const word of words) this.#words.add(word, 1);
    this.#spread(at, at);
  }

  /** Adds what another has counted, which stays as it is. */
  merge(other: TallyBuilder): void {
    this.#addSums(other.#sums);
    this.#hashtags.merge(other.#hashtags);
    this.#words.merge(other.#words);
    this.#spread(other.#first, other.#last);
  }

  /** Adds what was read of another, say from a store: that has no words and no times. */
  addTally(tally: Tally): void {
    this.#addSums(tally);
    for (const [tag, count] of tally.hashtags) this.#hashtags.add(tag, count);
  }

  /** With so many of the most frequent hashtags. */
  read(maxHashtags = defaultHashtags): Tally {
    const { compoundSum, compoundSquares, topicCompoundSum, ...counts } = this.#sums;
    return {
      ...counts,
      compoundSum: round(compoundSum, 1e4),
      compoundSquares: round(compoundSquares, 1e8),
      topicCompoundSum: round(topicCompoundSum, 1e4),
      hashtags: this.#hashtags.top(maxHashtags),
    };
  }

  /** The most frequent words, by the number of posts that use each. */
  topWords(count: number, without?: ReadonlySet<string>): Ranking {
    return this.#words.top(count, without);
  }

  #addSums(from: Omit<Tally, 'hashtags'>): void {
    const sums = this.#sums;
    sums.posts += from.posts;
    sums.positive += from.positive;
    sums.negative += from.negative;
    sums.neutral += from.neutral;
    sums.compoundSum += from.compoundSum;
    sums.compoundSquares += from.compoundSquares;
    sums.topicCompoundSum += from.topicCompoundSum;
  }

  #spread(first: number, last: number): void {
    this.#first = Math.min(this.#first, first);
    this.#last = Math.max(this.#last, last);
  }
}

export function createTally(): TallyBuilder {
  return new TallyBuilder();
}

/** Compounds have four digits, so their sums have: what lies behind is the dust of adding floats. Zero has no sign. */
function round(value: number, scale: number): number {
  return Math.round(value * scale) / scale + 0;
}
