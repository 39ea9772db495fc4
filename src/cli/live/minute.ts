import type { HashtagCounts } from '../../model/index.ts';

const seconds = 60;
/** The hashtags that are counted in one second at most; further ones are left out. */
const maxTagsPerSecond = 100;

/** Sums over some posts. */
export interface Counts {
  readonly posts: number;
  readonly positive: number;
  readonly negative: number;
  readonly neutral: number;
  /** The posts without a score. */
  readonly unscored: number;
  readonly compoundSum: number;
  readonly topicCompoundSum: number;
  readonly hashtags: HashtagCounts;
}

export interface Figures extends Omit<Counts, 'compoundSum' | 'topicCompoundSum' | 'hashtags'> {
  /** -1 to 1; 0 without scored posts. */
  readonly meanCompound: number;
  readonly meanTopicCompound: number;
  /** The most frequent first. */
  readonly hashtags: readonly (readonly [string, number])[];
  /** Over the last minute, or since the beginning. */
  readonly postsPerSecond: number;
}

interface Second {
  readonly number: number;
  readonly counts: Sums;
  readonly tags: Map<string, number>;
}

type Sums = Record<Exclude<keyof Counts, 'hashtags'>, number>;

const nothing = { posts: 0, positive: 0, negative: 0, neutral: 0, unscored: 0, compoundSum: 0, topicCompoundSum: 0 };

/** Sums up the posts that arrived in the last minute, by the second. Times in epoch ms. */
export class LastMinute {
  readonly #startedAt: number;
  #seconds: Second[] = [];

  constructor(now: number) {
    this.#startedAt = now;
  }

  add(now: number, { hashtags, ...counts }: Counts): void {
    const number = Math.floor(now / 1_000);
    let second = this.#seconds.at(-1);
    if (second?.number !== number) {
      second = { number, counts: { ...nothing }, tags: new Map() };
      this.#seconds.push(second);
      this.#forget(now);
    }
    addTo(second.counts, counts);
    for (const [tag, count] of Object.entries(hashtags)) {
      const before = second.tags.get(tag);
      if (before === undefined && second.tags.size >= maxTagsPerSecond) continue;
      second.tags.set(tag, (before ?? 0) + count);
    }
  }

  read(now: number): Figures {
    this.#forget(now);
    const sums = { ...nothing };
    const tags = new Map<string, number>();
    for (const second of this.#seconds) {
      addTo(sums, second.counts);
      for (const [tag, count] of second.tags) tags.set(tag, (tags.get(tag) ?? 0) + count);
    }
    const { compoundSum, topicCompoundSum, ...counts } = sums;
    const scored = counts.posts - counts.unscored;
    const elapsed = Math.min(seconds, Math.max(1, (now - this.#startedAt) / 1_000));
    return {
      ...counts,
      meanCompound: scored === 0 ? 0 : compoundSum / scored,
      meanTopicCompound: scored === 0 ? 0 : topicCompoundSum / scored,
      hashtags: [...tags].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)),
      postsPerSecond: counts.posts / elapsed,
    };
  }

  #forget(now: number): void {
    const newest = Math.floor(now / 1_000);
    // A clock that was set back leaves seconds in the future, which are removed as well.
    this.#seconds = this.#seconds.filter(({ number }) => number <= newest && number > newest - seconds);
  }
}

function addTo(sums: Sums, counts: Readonly<Sums>): void {
  sums.posts += counts.posts;
  sums.positive += counts.positive;
  sums.negative += counts.negative;
  sums.neutral += counts.neutral;
  sums.unscored += counts.unscored;
  sums.compoundSum += counts.compoundSum;
  sums.topicCompoundSum += counts.topicCompoundSum;
}
