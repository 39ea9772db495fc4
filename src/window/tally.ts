import { polarityIndexOf, polarityNames, type HashtagCounts, type Ranking, type Tally } from '../model/index.ts';
import { HeavyHitters, type Counts } from './heavy-hitters.ts';

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

/** What a tally holds, at a moment. */
export interface TallySnapshot {
  /** Whole numbers: of compounds in ten-thousandths, of their squares in those of those. */
  readonly sums: Readonly<Sums>;
  readonly hashtags: Counts;
  readonly words: Counts;
}

/** Hashtags, and words, of which a tally keeps the count: an error of 0.4 % of all that were used, none up to 512. */
const maxKept = 256;
/** Hashtags that a tally is read with, unless it is told otherwise. */
const defaultHashtags = 50;
/** Longer ones are no tags, and would make the size of a tally the size of its texts. */
const maxTagLength = 100;
/** Compounds have four digits: in whole numbers their sums are exact, in any order, and what was added can be taken out. */
const scale = 1e4;

/** A tally in the making: counts, sums and times are exact, rankings as `HeavyHitters` has them. */
export class TallyBuilder {
  readonly #sums = emptySums();
  readonly #hashtags: HeavyHitters;
  readonly #words: HeavyHitters;
  #first = Infinity;
  #last = -Infinity;

  /** Keeps so many hashtags and words at least, twice as many at most. Infinity keeps all. */
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

  add({ at, compound, topicCompound, hashtags, words }: Counted): void {
    const sums = this.#sums;
    const digits = Math.round(compound * scale);
    sums.posts += 1;
    sums[polarityNames[polarityIndexOf(compound)]] += 1;
    sums.compoundSum += digits;
    sums.compoundSquares += digits * digits;
    sums.topicCompoundSum += Math.round(topicCompound * scale);
    for (const [tag, count] of Object.entries(hashtags)) {
      if (tag.length <= maxTagLength) this.#hashtags.add(tag, count);
    }
    for (const word of words) this.#words.add(word, 1);
    this.#spread(at, at);
  }

  /** Adds what another has counted, which stays as it is. */
  merge(other: TallyBuilder): void {
    addSums(this.#sums, other.#sums, 1);
    this.#hashtags.merge(other.#hashtags);
    this.#words.merge(other.#words);
    this.#spread(other.#first, other.#last);
  }

  /** Adds what was read of another, say from a store: that has no words and no times. */
  addTally({ hashtags, compoundSum, compoundSquares, topicCompoundSum, ...counts }: Tally): void {
    const sums = {
      ...counts,
      compoundSum: Math.round(compoundSum * scale),
      compoundSquares: Math.round(compoundSquares * scale * scale),
      topicCompoundSum: Math.round(topicCompoundSum * scale),
    };
    addSums(this.#sums, sums, 1);
    for (const [tag, count] of hashtags) this.#hashtags.add(tag, count);
  }

  /** What it holds now; that costs a copy only when it is added to later. */
  snapshot(): TallySnapshot {
    return { sums: { ...this.#sums }, hashtags: this.#hashtags.snapshot(), words: this.#words.snapshot() };
  }

  /** Adds a snapshot, which has no times; it can be taken out again, if all is kept. */
  put({ sums, hashtags, words }: TallySnapshot): void {
    addSums(this.#sums, sums, 1);
    this.#hashtags.put(hashtags);
    this.#words.put(words);
  }

  /** Takes out a snapshot that was put in. */
  take({ sums, hashtags, words }: TallySnapshot): void {
    addSums(this.#sums, sums, -1);
    this.#hashtags.take(hashtags);
    this.#words.take(words);
  }

  /** With so many of the most frequent hashtags. */
  read(maxHashtags = defaultHashtags): Tally {
    const { compoundSum, compoundSquares, topicCompoundSum, ...counts } = this.#sums;
    return {
      ...counts,
      compoundSum: compoundSum / scale,
      compoundSquares: compoundSquares / (scale * scale),
      topicCompoundSum: topicCompoundSum / scale,
      hashtags: this.#hashtags.top(maxHashtags),
    };
  }

  /** The most frequent words, by the number of posts that use each. */
  topWords(count: number, without?: ReadonlySet<string>): Ranking {
    return this.#words.top(count, without);
  }

  #spread(first: number, last: number): void {
    this.#first = Math.min(this.#first, first);
    this.#last = Math.max(this.#last, last);
  }
}

/** An empty tally, with memory for at most 512 hashtags and 512 words, however many are used. */
export function createTally(): TallyBuilder {
  return new TallyBuilder(maxKept);
}

function emptySums(): Sums {
  return {
    ...{ posts: 0, positive: 0, negative: 0, neutral: 0 },
    ...{ compoundSum: 0, compoundSquares: 0, topicCompoundSum: 0 },
  };
}

function addSums(to: Sums, from: Readonly<Sums>, times: 1 | -1): void {
  to.posts += times * from.posts;
  to.positive += times * from.positive;
  to.negative += times * from.negative;
  to.neutral += times * from.neutral;
  to.compoundSum += times * from.compoundSum;
  to.compoundSquares += times * from.compoundSquares;
  to.topicCompoundSum += times * from.topicCompoundSum;
}
