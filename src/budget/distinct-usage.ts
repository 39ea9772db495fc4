/** The bound that an acquisition would exceed: that of its owner, or that of all owners together. */
export type Exceeded = 'owner' | 'total';

export interface DistinctUsageOptions {
  /** The most that the items of one owner may cost. */
  readonly maxPerOwner: number;
  /** The most that the items of all owners may cost; an item that several own counts once. */
  readonly max: number;
}

interface Item {
  readonly cost: number;
  references: number;
}

/**
 * Counts what owners use of shared things, such as live queries: what an owner uses twice counts once for it, and what
 * several owners use counts once in total.
 *
 * @example
 * const queries = new DistinctUsage({ maxPerOwner: 4_096, max: 100_000 });
 * queries.acquire('192.0.2.1', 'pizza'); // undefined: it is within both bounds
 */
export class DistinctUsage {
  readonly #options: DistinctUsageOptions;
  readonly #items = new Map<string, Item>();
  readonly #owners = new Map<string, { readonly items: Map<string, number>; cost: number }>();
  #total = 0;

  constructor(options: DistinctUsageOptions) {
    this.#options = options;
  }

  /** The cost of all items. */
  get total(): number {
    return this.#total;
  }

  /** The owners that use something. */
  get owners(): number {
    return this.#owners.size;
  }

  /** The cost of the items of the owner that uses most. Costs a pass over the owners. */
  get largest(): number {
    let largest = 0;
    for (const { cost } of this.#owners.values()) largest = Math.max(largest, cost);
    return largest;
  }

  /** Returns the cost of an owner's items. */
  ofOwner(owner: string): number {
    return this.#owners.get(owner)?.cost ?? 0;
  }

  /** Counts one more use of an item, whose cost is the same in each call; or returns the bound that forbids it. */
  acquire(owner: string, item: string, cost = 1): Exceeded | undefined {
    const own = this.#owners.get(owner);
    const uses = own?.items.get(item) ?? 0;
    const known = this.#items.get(item);
    if (uses === 0) {
      if (this.ofOwner(owner) + cost > this.#options.maxPerOwner) return 'owner';
      if (known === undefined && this.#total + cost > this.#options.max) return 'total';
    }
    const { items } = own ?? this.#addOwner(owner);
    items.set(item, uses + 1);
    if (uses > 0) return undefined;
    this.#charge(owner, cost);
    if (known === undefined) this.#items.set(item, { cost, references: 1 });
    else known.references += 1;
    if (known === undefined) this.#total += cost;
    return undefined;
  }

  /** Counts one use less. Does nothing for what the owner does not use. */
  release(owner: string, item: string): void {
    const own = this.#owners.get(owner);
    const uses = own?.items.get(item);
    const known = this.#items.get(item);
    if (own === undefined || uses === undefined || known === undefined) return;
    if (uses > 1) {
      own.items.set(item, uses - 1);
      return;
    }
    own.items.delete(item);
    this.#charge(owner, -known.cost);
    if (own.items.size === 0) this.#owners.delete(owner);
    known.references -= 1;
    if (known.references > 0) return;
    this.#items.delete(item);
    this.#total -= known.cost;
  }

  #addOwner(owner: string) {
    const own = { items: new Map<string, number>(), cost: 0 };
    this.#owners.set(owner, own);
    return own;
  }

  #charge(owner: string, cost: number): void {
    const own = this.#owners.get(owner);
    if (own !== undefined) own.cost += cost;
  }
}
