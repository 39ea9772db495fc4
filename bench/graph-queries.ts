import { chanceOf } from './support.ts';

/** Words that real posts hold. */
const hitting = ['love', 'today', 'happy', 'work', 'good', 'night', 'time', 'people', 'school', 'new'] as const;

/** Returns so many distinct queries: ten that find something, and pairs of which one word never occurs. */
export function rareQueries(count: number, texts: readonly string[]): readonly string[] {
  const words = [...countWords(texts).keys()];
  return Array.from({ length: count }, (_, index) => hitting[index] ?? findingNothing(index, words));
}

export interface EverydayQueries {
  /** The number of queries in all. */
  readonly count: number;
  /** The number of those that are pairs of common words. */
  readonly pairs: number;
  /** The number of the most frequent words, of which the pairs are made. */
  readonly vocabulary: number;
}

/** Returns distinct queries: pairs of common words, drawn at random, and pairs of which one word never occurs. */
export function everydayQueries(
  { count, pairs, vocabulary }: EverydayQueries,
  texts: readonly string[],
): readonly string[] {
  const counts = countWords(texts);
  const words = [...counts.keys()];
  const common = words.toSorted((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0)).slice(0, vocabulary);
  const chance = chanceOf(7);
  const pick = (): string => common[Math.floor(common.length * chance())] ?? '';
  const queries = new Set<string>();
  while (queries.size < pairs) {
    const [first, second] = [pick(), pick()].sort();
    if (first !== second) queries.add(`${first ?? ''} ${second ?? ''}`);
  }
  for (let index = queries.size; index < count; index += 1) queries.add(findingNothing(index, words));
  return [...queries];
}

const findingNothing = (index: number, words: readonly string[]): string =>
  `${words[index % words.length] ?? ''} nobodysays${index}`;

/** Returns how often each word of three letters or more occurs, in the order of the texts. */
function countWords(texts: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const [word] of texts.flatMap((text) => [...text.toLowerCase().matchAll(/[a-z]{3,}/g)])) {
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}
