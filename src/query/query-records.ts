import type { Query } from '../model/index.ts';
import { Records } from './records.ts';

/** The integers of a live query. */
const fields = {
  /** The number of times it was added and not yet removed. */
  refCount: 0,
  /** Its first posting in the index. */
  postings: 1,
  /** The number of the last post for which it was visited. */
  lastVisit: 2,
  /** The number of queries that were added before it, modulo 2^32. */
  order: 3,
} as const;

/** A record's number is its offset divided by it. */
const width = 4;

/** The live queries, each with a record. */
export class QueryRecords {
  readonly #records = new Records(width);
  readonly #queries: (Query | undefined)[] = [];
  #added = 0;
  #post = 0;

  /** Adds a query once; returns its record. */
  add(query: Query): number {
    const at = this.#records.allocate();
    this.#records.fields[at + fields.refCount] = 1;
    this.#queries[at / width] = query;
    this.#records.fields[at + fields.order] = this.#added;
    this.#added = (this.#added + 1) | 0;
    return at;
  }

  remove(at: number): void {
    this.#records.release(at);
    this.#queries[at / width] = undefined;
  }

  queryAt(at: number): Query {
    const query = this.#queries[at / width];
    if (query === undefined) throw new Error('A record without a query is in the index.');
    return query;
  }

  /** Returns the queries of records in the order in which they were added; sorts the records. */
  sortedQueries(found: number[]): readonly Query[] {
    // The difference is right unless one of them is two billion queries older.
    if (found.length > 1) found.sort((a, b) => (this.#get(a + fields.order) - this.#get(b + fields.order)) | 0);
    return found.map((at) => this.queryAt(at));
  }

  /** Returns the count after the change. */
  changeRefCount(at: number, by: 1 | -1): number {
    const count = this.#get(at + fields.refCount) + by;
    this.#records.fields[at + fields.refCount] = count;
    return count;
  }

  /** Called before the queries that a post finds are visited. */
  beginPost(): void {
    this.#post = (this.#post + 1) | 0;
    if (this.#post !== 0) return;
    this.#records.clear(fields.lastVisit);
    this.#post = 1;
  }

  /** Visits a query; returns whether that is its first visit for the post. */
  visit(at: number): boolean {
    if (this.#get(at + fields.lastVisit) === this.#post) return false;
    this.#records.fields[at + fields.lastVisit] = this.#post;
    return true;
  }

  postingsOf(at: number): number {
    return this.#get(at + fields.postings);
  }

  setPostings(at: number, first: number): void {
    this.#records.fields[at + fields.postings] = first;
  }

  #get(field: number): number {
    return this.#records.fields[field] ?? 0;
  }
}
