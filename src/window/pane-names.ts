import type { Ranking } from '../model/index.ts';
import { NameTable } from './name-table.ts';

/** The counts of the names in one pane: pairs of a name's number and its count, of 8 bytes each. */
export interface PaneNames {
  pairs: Uint32Array<ArrayBuffer>;
  /** The number of pairs. */
  size: number;
}

/**
 * The names in panes, and the sum of the counts of some panes. Panes refer to names by their numbers, and the sum is an
 * array by number, so that both are small and quick to add up.
 *
 * A pane counts as `HeavyHitters` does: exactly up to `2 * kept` names, then too low by at most 1 / (kept + 1) of all
 * that it counted. The sum has what its panes have at any time.
 */
export class NameSums {
  readonly #kept: number;
  readonly #table = new NameTable();
  /** By the number of a name. */
  #sums = new Uint32Array(64);
  /** The newest pane, to which most names go, with the positions of its pairs by number. */
  #indexed: PaneNames | undefined;
  readonly #index = new Map<number, number>();

  constructor(kept: number) {
    this.#kept = kept;
  }

  createPane(): PaneNames {
    return { pairs: new Uint32Array(0), size: 0 };
  }

  /** Counts a name in a pane; `isSummed` says whether the pane is part of the sum. */
  add(pane: PaneNames, [name, count]: readonly [string, number], isSummed: boolean): void {
    const known = this.#table.find(name);
    if (pane.size === 0) this.#indexPane(pane);
    const at = known === undefined ? -1 : this.#positionOf(pane, known);
    const number = at < 0 ? this.#table.use(name) : (known ?? 0);
    if (at < 0) this.#append(pane, number, count);
    else pane.pairs[at + 1] = (pane.pairs[at + 1] ?? 0) + count;
    if (isSummed) this.#sumsFor(number)[number] = (this.#sums[number] ?? 0) + count;
    if (pane.size > 2 * this.#kept) this.#prune(pane, isSummed);
  }

  /** Adds a pane to the sum. */
  include({ pairs, size }: PaneNames): void {
    const sums = this.#sumsFor(this.#table.size);
    for (let at = 0; at < 2 * size; at += 2) {
      const number = pairs[at] ?? 0;
      sums[number] = (sums[number] ?? 0) + (pairs[at + 1] ?? 0);
    }
  }

  /** Removes a pane from the sum. */
  exclude({ pairs, size }: PaneNames): void {
    const sums = this.#sums;
    for (let at = 0; at < 2 * size; at += 2) {
      const number = pairs[at] ?? 0;
      sums[number] = (sums[number] ?? 0) - (pairs[at + 1] ?? 0);
    }
  }

  /** Removes all panes from the sum. */
  excludeAll(): void {
    this.#sums.fill(0);
  }

  /** Forgets a pane that is not in the sum. */
  drop({ pairs, size }: PaneNames): void {
    for (let at = 0; at < 2 * size; at += 2) this.#table.release(pairs[at] ?? 0);
  }

  /** Returns the highest counts of the sum; equal ones in the order of their names. */
  top(count: number, without: ReadonlySet<string>): Ranking {
    const skipped = new Set(Array.from(without, (name) => this.#table.find(name)));
    const sums = this.#sums;
    const ranked: number[] = [];
    let least = 1;
    for (let number = 0; number < this.#table.size; number += 1) {
      const sum = sums[number] ?? 0;
      if (sum < least || skipped.has(number)) continue;
      if (ranked.length === count && !this.#isBefore(number, ranked.at(-1) ?? 0)) continue;
      this.#insert(ranked, number);
      if (ranked.length > count) ranked.pop();
      if (ranked.length === count) least = sums[ranked.at(-1) ?? 0] ?? 0;
    }
    return ranked.map((number) => [this.#table.nameOf(number), sums[number] ?? 0]);
  }

  #insert(ranked: number[], number: number): void {
    let place = ranked.length;
    while (place > 0 && this.#isBefore(number, ranked[place - 1] ?? 0)) place -= 1;
    ranked.splice(place, 0, number);
  }

  #isBefore(one: number, other: number): boolean {
    const difference = (this.#sums[one] ?? 0) - (this.#sums[other] ?? 0);
    return difference > 0 || (difference === 0 && this.#table.nameOf(one) < this.#table.nameOf(other));
  }

  /** Subtracts from each count what leaves only the `kept` highest: `kept + 1` names pay it, hence the bound. */
  #prune(pane: PaneNames, isSummed: boolean): void {
    if (isSummed) this.exclude(pane);
    const { pairs, size } = pane;
    const counts = new Uint32Array(size);
    for (let index = 0; index < size; index += 1) counts[index] = pairs[2 * index + 1] ?? 0;
    const cut = counts.sort().at(-1 - this.#kept) ?? 0;
    pane.size = 0;
    this.#indexPane(pane);
    for (let at = 0; at < 2 * size; at += 2) {
      const [number = 0, count = 0] = [pairs[at], pairs[at + 1]];
      if (count > cut) this.#append(pane, number, count - cut);
      else this.#table.release(number);
    }
    if (isSummed) this.include(pane);
  }

  /** Makes an empty pane the one with an index. The one before it will hardly grow, and is cut to its size. */
  #indexPane(pane: PaneNames): void {
    const before = this.#indexed;
    if (before !== undefined && before !== pane) before.pairs = before.pairs.slice(0, 2 * before.size);
    this.#indexed = pane;
    this.#index.clear();
  }

  /** Returns the position of a name's pair; -1 where there is none. */
  #positionOf(pane: PaneNames, number: number): number {
    if (pane === this.#indexed) return this.#index.get(number) ?? -1;
    const { pairs, size } = pane;
    for (let at = 0; at < 2 * size; at += 2) if (pairs[at] === number) return at;
    return -1;
  }

  #append(pane: PaneNames, number: number, count: number): void {
    const at = 2 * pane.size;
    if (at === pane.pairs.length) pane.pairs = grown(pane.pairs, Math.max(8, 1.5 * at));
    pane.pairs[at] = number;
    pane.pairs[at + 1] = count;
    pane.size += 1;
    if (pane === this.#indexed) this.#index.set(number, at);
  }

  /** Returns the sums, with room for a number. */
  #sumsFor(number: number): Uint32Array<ArrayBuffer> {
    if (number < this.#sums.length) return this.#sums;
    this.#sums = grown(this.#sums, 2 * number);
    return this.#sums;
  }
}

/** Returns a copy that is longer; its length is even. */
function grown(array: Uint32Array, length: number): Uint32Array<ArrayBuffer> {
  const copy = new Uint32Array(2 * Math.ceil(length / 2));
  copy.set(array);
  return copy;
}
