/** Names with their counts, the most frequent first. */
export type Ranked = readonly (readonly [string, number])[];

type CountsByName = Readonly<Record<string, number>>;

/** Sums up counts by name and returns the most frequent. Equal counts are in alphabetical order, so that nothing flickers. */
export function rank(all: readonly CountsByName[], most: number): Ranked {
  const sums = new Map<string, number>();
  for (const counts of all) {
    for (const [name, count] of Object.entries(counts)) sums.set(name, (sums.get(name) ?? 0) + count);
  }
  return [...sums].toSorted(([a, one], [b, other]) => other - one || (a < b ? -1 : 1)).slice(0, most);
}

/** The most used hashtags and words of a number of posts. */
export interface TopTerms {
  readonly posts: number;
  readonly hashtags: Ranked;
  readonly words: Ranked;
}

export const noTopTerms: TopTerms = { posts: 0, hashtags: [], words: [] };

/** Returns the terms of more posts; live ones and stored ones overlap. */
export function richer(live: TopTerms, stored: TopTerms): TopTerms {
  return live.posts >= stored.posts ? live : stored;
}
