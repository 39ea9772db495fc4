import { Records } from './records.ts';
import { BloomFilter } from './sketches.ts';

/** The integers of a key's record. */
export const keyFields = {
  hash: 0,
  /** The first posting under the key. */
  postings: 1,
  /** The number of the last post for which it was visited, and the kinds of tokens that led to it. */
  lastVisit: 2,
  kinds: 3,
} as const;

/** A record's number is its offset divided by it. */
const width = 4;
const smallest = 64;

/** A hash table of keys, each with a record. It finds a pair of words without a string for both. */
export class KeyTable {
  readonly #records = new Records(width);
  readonly #keys: string[] = [];
  /** Hash and record of a key, two integers for each slot; without a record the slot is empty. */
  #slots = new Int32Array(2 * smallest);
  #filter = new BloomFilter(smallest);
  /** The keys in the filter, those that were removed since it was built included. */
  #filtered = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The fields of all records; another array after a key was added. */
  get fields(): Int32Array {
    return this.#records.fields;
  }

  keyOf(record: number): string {
    return this.#keys[record >>> 2] ?? '';
  }

  /** Returns the record of a key; 0 for an unknown one. */
  find(key: string, hash: number): number {
    if (!this.#filter.mayHave(hash)) return 0;
    for (let slot = this.#firstSlot(hash); ; slot = this.#nextSlot(slot)) {
      const record = this.#slots[slot + 1] ?? 0;
      if (record === 0 || (this.#slots[slot] === hash && this.keyOf(record) === key)) return record;
    }
  }

  /** Returns the record of two neighbouring words; 0 for an unknown pair. */
  findPair(left: string, right: string, hash: number): number {
    if (!this.#filter.mayHave(hash)) return 0;
    for (let slot = this.#firstSlot(hash); ; slot = this.#nextSlot(slot)) {
      const record = this.#slots[slot + 1] ?? 0;
      if (record === 0 || (this.#slots[slot] === hash && isPair(this.keyOf(record), left, right))) return record;
    }
  }

  /** Adds a key that is not in the table; returns its record. */
  add(key: string, hash: number): number {
    const record = this.#records.allocate();
    this.#records.fields[record + keyFields.hash] = hash;
    this.#keys[record >>> 2] = key;
    this.#size += 1;
    if (3 * this.#size > this.#slots.length) this.#grow();
    this.#place(hash, record);
    this.#filtered += 1;
    this.#filter.add(hash);
    if (this.#filtered > this.#filter.capacity) this.#buildFilter();
    return record;
  }

  remove(record: number): void {
    const hash = this.fields[record + keyFields.hash] ?? 0;
    let slot = this.#firstSlot(hash);
    while (this.#slots[slot + 1] !== record) slot = this.#nextSlot(slot);
    this.#empty(slot);
    this.#records.release(record);
    this.#keys[record >>> 2] = '';
    this.#size -= 1;
  }

  /** Forgets when keys were visited. */
  clearVisits(): void {
    this.#records.clear(keyFields.lastVisit);
  }

  #firstSlot(hash: number): number {
    return (hash << 1) & (this.#slots.length - 2);
  }

  #nextSlot(slot: number): number {
    return (slot + 2) & (this.#slots.length - 2);
  }

  #place(hash: number, record: number): void {
    let slot = this.#firstSlot(hash);
    while (this.#slots[slot + 1] !== 0) slot = this.#nextSlot(slot);
    this.#slots[slot] = hash;
    this.#slots[slot + 1] = record;
  }

  /** Empties a slot, and moves those after it that could not be found past an empty one (Knuth 6.4, algorithm R). */
  #empty(slot: number): void {
    let hole = slot;
    for (let next = this.#nextSlot(hole); this.#slots[next + 1] !== 0; next = this.#nextSlot(next)) {
      const hash = this.#slots[next] ?? 0;
      const distance = (next - this.#firstSlot(hash)) & (this.#slots.length - 2);
      if (distance < ((next - hole) & (this.#slots.length - 2))) continue;
      this.#slots[hole] = hash;
      this.#slots[hole + 1] = this.#slots[next + 1] ?? 0;
      hole = next;
    }
    this.#slots[hole + 1] = 0;
  }

  #grow(): void {
    const slots = this.#slots;
    this.#slots = new Int32Array(2 * slots.length);
    for (let slot = 0; slot < slots.length; slot += 2) {
      const record = slots[slot + 1] ?? 0;
      if (record !== 0) this.#place(slots[slot] ?? 0, record);
    }
  }

  #buildFilter(): void {
    this.#filter = new BloomFilter(2 * this.#size);
    this.#filtered = this.#size;
    for (let slot = 0; slot < this.#slots.length; slot += 2) {
      if (this.#slots[slot + 1] !== 0) this.#filter.add(this.#slots[slot] ?? 0);
    }
  }
}

/** Returns the key of two neighbouring words. No token contains a space, so it differs from every other key. */
export const pairKey = (left: string, right: string): string => `${left} ${right}`;

const isPair = (key: string, left: string, right: string): boolean =>
  key.length === left.length + 1 + right.length &&
  key.startsWith(left) &&
  key.endsWith(right) &&
  key[left.length] === ' ';
