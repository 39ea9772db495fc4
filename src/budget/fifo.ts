/**
 * A queue whose newest value can be removed, too. Each call takes constant time on average.
 *
 * @example
 * const fifo = new Fifo<string>();
 * fifo.push('a');
 * fifo.shift(); // 'a'
 */
export class Fifo<T> {
  #values: T[] = [];
  /** The index of the oldest value; those before it have been removed. */
  #head = 0;

  get length(): number {
    return this.#values.length - this.#head;
  }

  /** The oldest value. */
  get oldest(): T | undefined {
    return this.#values[this.#head];
  }

  /** The newest value. */
  get newest(): T | undefined {
    return this.length === 0 ? undefined : this.#values.at(-1);
  }

  push(value: T): void {
    this.#values.push(value);
  }

  /** Removes the oldest value and returns it. */
  shift(): T | undefined {
    const value = this.#values[this.#head];
    if (this.length > 0) this.#head += 1;
    if (2 * this.#head > this.#values.length) this.retain(() => true);
    return value;
  }

  /** Removes the newest value and returns it. */
  pop(): T | undefined {
    return this.length === 0 ? undefined : this.#values.pop();
  }

  /** Yields the values, the oldest first. */
  *[Symbol.iterator](): Generator<T> {
    for (let index = this.#head; index < this.#values.length; index += 1) {
      const value = this.#values[index];
      if (value !== undefined) yield value;
    }
  }

  /** Removes the values that do not satisfy a predicate. Takes time in proportion to the length. */
  retain(isKept: (value: T) => boolean): void {
    this.#values = this.#values.slice(this.#head).filter(isKept);
    this.#head = 0;
  }
}
