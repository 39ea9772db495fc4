/** What is added up of posts: counts and sums, so that two of them make one. */
export interface Counts {
  readonly posts: number;
  readonly positive: number;
  readonly negative: number;
  readonly neutral: number;
  /** The sum of the posts' compounds. */
  readonly compound: number;
  /** Likewise of those that concern the query's own words. */
  readonly topic: number;
  /** The sum of the compounds' squares, over `squared` posts: of what came summed up only the means are known. */
  readonly squares: number;
  readonly squared: number;
}

export const noCounts: Counts = {
  ...{ posts: 0, positive: 0, negative: 0, neutral: 0 },
  ...{ compound: 0, topic: 0, squares: 0, squared: 0 },
};

const fields = ['posts', 'positive', 'negative', 'neutral', 'compound', 'topic', 'squares', 'squared'] as const;
const width = fields.length + 1;

export function sum(a: Counts, b: Counts): Counts {
  return {
    posts: a.posts + b.posts,
    positive: a.positive + b.positive,
    negative: a.negative + b.negative,
    neutral: a.neutral + b.neutral,
    compound: a.compound + b.compound,
    topic: a.topic + b.topic,
    squares: a.squares + b.squares,
    squared: a.squared + b.squared,
  };
}

/** The part of what a longer stretch of time counts, as if it were spread evenly. */
export function share(counts: Counts, part: number): Counts {
  return {
    posts: counts.posts * part,
    positive: counts.positive * part,
    negative: counts.negative * part,
    neutral: counts.neutral * part,
    compound: counts.compound * part,
    topic: counts.topic * part,
    squares: counts.squares * part,
    squared: counts.squared * part,
  };
}

/** Counts by equal steps of time, as many as fit: a new step takes the place of the oldest. Times in epoch ms. */
export class RingBuffer {
  readonly stepMs: number;
  readonly #length: number;
  /** A row for each step: its start, then the fields. */
  readonly #rows: Float64Array;

  constructor(stepMs: number, length: number) {
    this.stepMs = stepMs;
    this.#length = length;
    this.#rows = new Float64Array(length * width).fill(0);
  }

  /** Adds to the step that the time lies in; what is older than all steps is let go. */
  add(at: number, counts: Counts): void {
    const row = this.#claim(at);
    if (row === undefined) return;
    for (const [index, field] of fields.entries()) {
      this.#rows[row + 1 + index] = (this.#rows[row + 1 + index] ?? 0) + counts[field];
    }
  }

  /** Puts what is known of a step from elsewhere in the place of ours, if it has counted more posts. */
  fill(at: number, counts: Counts): void {
    const row = this.#claim(at);
    if (row === undefined || (this.#rows[row + 1] ?? 0) >= counts.posts) return;
    for (const [index, field] of fields.entries()) this.#rows[row + 1 + index] = counts[field];
  }

  /** What the step counts that the time lies in. */
  at(at: number): Counts {
    const start = this.#start(at);
    const row = this.#row(start);
    return this.#rows[row] === start && start > 0 ? this.#read(row) : noCounts;
  }

  #start(at: number): number {
    return Math.floor(at / this.stepMs) * this.stepMs;
  }

  #row(start: number): number {
    return ((start / this.stepMs) % this.#length) * width;
  }

  /** The row of a time, emptied if another step had it; undefined when that is newer. */
  #claim(at: number): number | undefined {
    const start = this.#start(at);
    const row = this.#row(start);
    const owner = this.#rows[row] ?? 0;
    if (start <= 0 || owner > start) return undefined;
    if (owner < start) {
      this.#rows.fill(0, row, row + width);
      this.#rows[row] = start;
    }
    return row;
  }

  #read(row: number): Counts {
    const [, posts = 0, positive = 0, negative = 0, neutral = 0, compound = 0, topic = 0, squares = 0, squared = 0] =
      this.#rows.subarray(row, row + width);
    return { posts, positive, negative, neutral, compound, topic, squares, squared };
  }
}
