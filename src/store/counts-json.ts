import { isRecord, parseJson, type HashtagCounts } from '../model/index.ts';

/** Parses pairs that this store has written. */
export function readPairs(json: string): readonly (readonly [string, number])[] {
  if (json === '[]') return [];
  const value = parseJson(json);
  return Array.isArray(value) ? value.filter(isPair) : [];
}

/** Parses the pairs of several texts, which are faster to parse as one. */
export function readAllPairs(texts: readonly string[]): readonly (readonly [string, number])[] {
  return readPairs(`[${texts.map((json) => json.slice(1, -1)).join()}]`);
}

const isPair = (value: unknown): value is readonly [string, number] =>
  Array.isArray(value) && typeof value[0] === 'string' && typeof value[1] === 'number';

/** Parses an object of counts that this store has written. Keys like `__proto__` stay keys. */
export function readCounts(json: string | null): HashtagCounts {
  if (json === null || json === '{}') return {};
  const value = parseJson(json);
  if (!isRecord(value)) return {};
  const counts = Object.entries(value).filter((entry): entry is [string, number] => typeof entry[1] === 'number');
  return Object.fromEntries(counts);
}
