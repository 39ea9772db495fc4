/**
 * A node of a tree of counts: what waits of an owner, of a session, of a query. A count is that of the children together,
 * and a child without a count is forgotten. Finding the child with the highest count takes constant time.
 *
 * @example
 * const root = new Share<string>();
 * root.child('192.0.2.1').child('pizza').change(1);
 * root.largest()?.count; // 1
 */
export class Share<T> {
  /** The values that a leaf keeps. */
  readonly values: T;
  readonly #createValues: () => T;
  readonly #parent: Share<T> | undefined;
  readonly #key: string;
  #children: Map<string, Share<T>> | undefined;
  /** The children by count. The last list is never empty. */
  readonly #byCount: Share<T>[][] = [];
  /** The position in its parent's list. */
  #position = 0;
  #count = 0;

  constructor(createValues: () => T, parent?: Share<T>, key = '') {
    this.values = createValues();
    this.#createValues = createValues;
    this.#parent = parent;
    this.#key = key;
  }

  get count(): number {
    return this.#count;
  }

  get key(): string {
    return this.#key;
  }

  find(key: string): Share<T> | undefined {
    return this.#children?.get(key);
  }

  /** Returns the child with a key, which begins with the count 0. */
  child(key: string): Share<T> {
    this.#children ??= new Map();
    const known = this.#children.get(key);
    if (known !== undefined) return known;
    const child = new Share<T>(this.#createValues, this, key);
    this.#children.set(key, child);
    return child;
  }

  /** Returns the child with the highest count; of several, the one that has reached it last. */
  largest(): Share<T> | undefined {
    return this.#byCount.at(-1)?.at(-1);
  }

  /** Changes the count of a leaf, and with it those of the nodes above. */
  change(by: 1 | -1): void {
    const parent = this.#parent;
    parent?.change(by);
    if (parent !== undefined) parent.#remove(this);
    this.#count += by;
    if (parent !== undefined) parent.#insert(this);
  }

  #remove(child: Share<T>): void {
    const list = this.#byCount[child.#count];
    const last = list?.at(-1);
    if (list === undefined || last === undefined || child.#count === 0) return;
    list[child.#position] = last;
    last.#position = child.#position;
    list.pop();
  }

  #insert(child: Share<T>): void {
    if (child.#count === 0) this.#children?.delete(child.#key);
    else {
      while (this.#byCount.length <= child.#count) this.#byCount.push([]);
      const list = this.#byCount[child.#count] ?? [];
      child.#position = list.push(child) - 1;
    }
    while (this.#byCount.at(-1)?.length === 0) this.#byCount.pop();
  }
}
