import { isRecord, parseJson, type HashtagCounts } from '../model/index.ts';

/**
 * Hashtags kept of a bucket at most. With more distinct ones each count is too low by at most 1/101 of all uses of tags
 * in the bucket, and never too high; with as many or fewer all counts are exact.
 */
export const maxTags = 100;

export type Tags = ReadonlyMap<string, number>;

/** Adds counts; `counts` must be positive. */
export function addTags(into: Map<string, number>, counts: Iterable<readonly [string, number]>): void {
  for (const [tag, count] of counts) into.set(tag, (into.get(tag) ?? 0) + count);
}

/**
 * The most frequent ones, most frequent first. What is cut off is also subtracted from what stays: the merge of
 * Misra-Gries summaries, whose error does not add up (Agarwal et al., "Mergeable summaries", 2012).
 */
export function bounded(tags: Tags, max: number = maxTags): readonly (readonly [string, number])[] {
  const sorted = [...tags].sort(([tag, count], [other, others]) => others - count || (tag < other ? -1 : 1));
  const cut = sorted[max]?.[1] ?? 0;
  const kept = sorted.slice(0, max).map(([tag, count]) => [tag, count - cut] as const);
  return kept.filter(([, count]) => count > 0);
}

/** The pairs of a JSON text that this store has written. */
export function readPairs(json: string): readonly (readonly [string, number])[] {
  if (json === '[]') return [];
  const value = parseJson(json);
  if (!Array.isArray(value)) return [];
  return value.flatMap((pair: unknown) => {
    const parts: readonly unknown[] = Array.isArray(pair) ? pair : [];
    const [tag, count] = parts;
    return typeof tag === 'string' && typeof count === 'number' ? [[tag, count] as const] : [];
  });
}

/** The counts of a JSON object that this store has written. Keys like `__proto__` stay keys. */
export function readCounts(json: string | null): HashtagCounts {
  if (json === null || json === '{}') return {};
  const value = parseJson(json);
  if (!isRecord(value)) return {};
  const counts = Object.entries(value).filter((entry): entry is [string, number] => typeof entry[1] === 'number');
  return Object.fromEntries(counts);
}
