/** The `limit` heaviest values, the heaviest first and equals in their order, without sorting all of them. */
export function topK<T>(values: Iterable<T>, weigh: (value: T) => number, limit: number): readonly T[] {
  let kept: T[] = [];
  let floor = -Infinity;
  const cut = (): void => {
    kept = kept.sort((a, b) => weigh(b) - weigh(a)).slice(0, limit);
  };
  for (const value of values) {
    if (weigh(value) <= floor) continue;
    kept.push(value);
    if (kept.length < 2 * limit) continue;
    cut();
    floor = Math.min(...kept.slice(-1).map(weigh));
  }
  cut();
  return kept;
}
