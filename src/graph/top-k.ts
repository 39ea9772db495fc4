/**
 * Returns the `limit` values with the highest weights, the highest first and equal ones in their order, without sorting
 * all of them.
 *
 * @example
 * topK(['a', 'ccc', 'bb'], (word) => word.length, 2); // ['ccc', 'bb']
 */
export function topK<T>(values: Iterable<T>, weigh: (value: T) => number, limit: number): readonly T[] {
  let top: T[] = [];
  let floor = -Infinity;
  const prune = (): void => {
    top = top.sort((a, b) => weigh(b) - weigh(a)).slice(0, limit);
  };
  for (const value of values) {
    if (weigh(value) <= floor) continue;
    top.push(value);
    if (top.length < 2 * limit) continue;
    prune();
    floor = Math.min(...top.slice(-1).map(weigh));
  }
  prune();
  return top;
}
