import type { PolarityShares, SampleSize } from '../model/index.ts';
import type { TermCounts } from '../window/index.ts';
import type { SpanTerms } from './backend.ts';

/**
 * Adds up counts over parts of a range of which only some posts were read (a stratified sample): what was read of a part
 * stands for all of its posts. Where every post was read, all counts are exact.
 */
export class TermSample {
  readonly #counts = { words: new Map<string, number>(), hashtags: new Map<string, number>() };
  readonly #polarities = { positive: 0, negative: 0, neutral: 0 };
  #posts = 0;
  #read = 0;
  #squares = 0;

  add(part: SpanTerms): void {
    if (part.read === 0) return;
    const weight = part.posts / part.read;
    this.#posts += part.posts;
    this.#read += part.read;
    this.#squares += part.posts * weight;
    for (const polarity of polarities) this.#polarities[polarity] += weight * part[polarity];
    for (const kind of ['words', 'hashtags'] as const) {
      const counts = this.#counts[kind];
      for (const [term, count] of part[kind]) counts.set(term, (counts.get(term) ?? 0) + weight * count);
    }
  }

  size(): SampleSize {
    return { posts: this.#posts, read: this.#read };
  }

  /**
   * The posts that stand for one of those that count, because some stand for many others: the inverse of the ratio of
   * Kish's effective sample size (`(sum of weights)^2 / sum of squares`) to all posts.
   */
  get scale(): number {
    return this.#posts === 0 ? 1 : this.#squares / this.#posts;
  }

  /** Returns the posts with each term, as if no more posts were known than the effective size of the sample. */
  termsOf(kind: 'words' | 'hashtags'): TermCounts {
    const { scale } = this;
    const counts = new Map(Array.from(this.#counts[kind], ([term, count]) => [term, count / scale]));
    return { posts: this.#posts / scale, counts };
  }

  shares(): PolarityShares {
    const { positive, negative, neutral } = this.#polarities;
    const scored = Math.max(Number.MIN_VALUE, positive + negative + neutral);
    return { positive: positive / scored, negative: negative / scored, neutral: neutral / scored };
  }
}

const polarities = ['positive', 'negative', 'neutral'] as const;
