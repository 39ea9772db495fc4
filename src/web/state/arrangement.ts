/** Returns a list with one element moved to another index, as far as there is one. */
export function moved<T>(items: readonly T[], item: T, to: number): readonly T[] {
  const others = items.filter((each) => each !== item);
  if (others.length === items.length) return items;
  const index = Math.min(others.length, Math.max(0, to));
  return [...others.slice(0, index), item, ...others.slice(index)];
}

/** Returns a list in the order of names; elements without a name in it come last. */
export function orderedBy<T>(items: readonly T[], names: readonly string[], nameOf: (item: T) => string): readonly T[] {
  const rank = (item: T): number => {
    const index = names.indexOf(nameOf(item));
    return index < 0 ? names.length : index;
  };
  return items.toSorted((a, b) => rank(a) - rank(b));
}

/** Returns the hidden elements after one of them was hidden, or shown again. */
export function toggled<T>(hidden: ReadonlySet<T>, item: T): ReadonlySet<T> {
  const others = new Set([...hidden].filter((each) => each !== item));
  return others.size === hidden.size ? others.add(item) : others;
}

/** Returns whether an element is the only one of several that is not hidden. */
export function isSolo<T>(items: readonly T[], hidden: ReadonlySet<T>, item: T): boolean {
  return items.length > 1 && items.every((each) => hidden.has(each) === (each !== item));
}

/** Returns the hidden elements after one alone was to be shown; all are shown again where it is the only one already. */
export function soloed<T>(items: readonly T[], hidden: ReadonlySet<T>, item: T): ReadonlySet<T> {
  return isSolo(items, hidden, item) ? new Set() : new Set(items.filter((each) => each !== item));
}

/** Returns a number that is not taken: the wanted one, or else the first. */
export function freeSlot(taken: readonly number[], wanted: number | undefined): number {
  if (wanted !== undefined && !taken.includes(wanted)) return wanted;
  return Array.from({ length: taken.length + 1 }, (_, index) => index).find((index) => !taken.includes(index)) ?? 0;
}
