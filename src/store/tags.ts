import { isRecord, parseJson, type HashtagCounts } from '../model/index.ts';

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
