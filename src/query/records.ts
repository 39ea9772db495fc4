/**
 * Records of a few 32-bit integers each, side by side in one array: a million of them cost the garbage collector nothing. A
 * record is named by its offset, which is never 0, so that 0 can stand for none. Released records are used again.
 */
export class Records {
  /** The integers of a record. */
  readonly #width: number;
  #fields: Int32Array;
  #end: number;
  /** The last released record, whose first integer is the one released before it. */
  #free = 0;

  constructor(width: number) {
    this.#width = width;
    this.#fields = new Int32Array(width);
    this.#end = width;
  }

  /** All records; another array after records were allocated. */
  get fields(): Int32Array {
    return this.#fields;
  }

  /** Returns a record of zeros. */
  allocate(): number {
    const free = this.#free;
    if (free !== 0) {
      this.#free = this.#fields[free] ?? 0;
      this.#fields[free] = 0;
      return free;
    }
    const at = this.#end;
    this.#end += this.#width;
    if (this.#end > this.#fields.length) {
      const larger = new Int32Array(this.#width * Math.ceil((1.5 * this.#end) / this.#width));
      larger.set(this.#fields);
      this.#fields = larger;
    }
    return at;
  }

  release(at: number): void {
    this.#fields.fill(0, at, at + this.#width);
    this.#fields[at] = this.#free;
    this.#free = at;
  }

  /** Sets one integer of all records to 0. */
  clear(field: number): void {
    for (let at = field; at < this.#end; at += this.#width) this.#fields[at] = 0;
  }
}
