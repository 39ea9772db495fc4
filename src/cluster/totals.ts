import { isRecord } from '../model/index.ts';

const names = ['received', 'invalid', 'duplicate', 'filtered', 'shed', 'posts'] as const;

/** The posts of a source since its log began: `received = invalid + duplicate + filtered + shed + posts`. */
export type Totals = Readonly<Record<(typeof names)[number], number>>;

export const noTotals: Totals = { received: 0, invalid: 0, duplicate: 0, filtered: 0, shed: 0, posts: 0 };

/** Returns the sum of two totals. */
export function addTotals(first: Totals, second: Totals): Totals {
  return {
    received: first.received + second.received,
    invalid: first.invalid + second.invalid,
    duplicate: first.duplicate + second.duplicate,
    filtered: first.filtered + second.filtered,
    shed: first.shed + second.shed,
    posts: first.posts + second.posts,
  };
}

/** Returns whether two totals are the same. */
export const isSameTotals = (first: Totals, second: Totals): boolean =>
  names.every((name) => first[name] === second[name]);

/** Returns a value as totals; undefined when it is none. */
export function parseTotals(value: unknown): Totals | undefined {
  if (!isRecord(value)) return undefined;
  const counts = names.map((name) => value[name]);
  if (!counts.every((count) => typeof count === 'number' && Number.isSafeInteger(count) && count >= 0))
    return undefined;
  const [received, invalid, duplicate, filtered, shed, posts] = counts.map(Number);
  if (received === undefined || invalid === undefined || duplicate === undefined) return undefined;
  if (filtered === undefined || shed === undefined || posts === undefined) return undefined;
  return { received, invalid, duplicate, filtered, shed, posts };
}
