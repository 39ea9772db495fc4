import { BehaviorSubject, filter, type Observable } from 'rxjs';
import type { StoredResult } from '../graph/index.ts';

/** A result that waits to be written. */
export interface NumberedResult {
  /** Rises by one with each result that comes, from 1 on. */
  readonly number: number;
  readonly result: StoredResult;
}

/** Returns the canonical query that a result is stored for. */
export const queryOf = ({ result: { result, match } }: NumberedResult): string | undefined =>
  result.matches[match]?.query.canonical;

/** The results of one query that wait or are being written, while someone waits for them. */
interface QueryFlush {
  /** Their numbers, rising. */
  readonly pending: number[];
  /** The numbers of the last results before each flush that is waited for, rising. */
  readonly marks: number[];
  /** The number up to which all results of the query have left. */
  readonly settled$: BehaviorSubject<number>;
}

/**
 * The queries whose results someone waits for, because what is stored of them is to be read: they are written before those
 * of other queries, which may be thousands. A batch contains no results of a query from before and after its first mark.
 */
export class QueryFlushes {
  readonly #queries = new Map<string, QueryFlush>();

  get isEmpty(): boolean {
    return this.#queries.size === 0;
  }

  /** Marks the results of a query so far; `last` is the number of the last result, `waiting` yields all that wait. */
  mark(query: string, last: number, waiting: () => Iterable<NumberedResult>): void {
    const known = this.#queries.get(query);
    if (known !== undefined) {
      known.marks.push(last);
      return;
    }
    const pending: number[] = [];
    for (const each of waiting()) if (queryOf(each) === query) pending.push(each.number);
    const settled$ = new BehaviorSubject(settledBefore(pending, last));
    this.#queries.set(query, { pending, marks: [last], settled$ });
  }

  /** Removes a mark, which must exist. */
  unmark(query: string, mark: number): void {
    const flush = this.#queries.get(query);
    flush?.marks.splice(flush.marks.indexOf(mark), 1);
    if (flush?.marks.length === 0) this.#queries.delete(query);
  }

  settled(query: string, mark: number): Observable<unknown> {
    const settled$ = this.#queries.get(query)?.settled$ ?? new BehaviorSubject(Infinity);
    return settled$.pipe(filter((settled) => settled >= mark));
  }

  add(result: NumberedResult): void {
    this.#flushOf(result)?.pending.push(result.number);
  }

  /** Returns whether any result is to be written before the others. */
  hasUrgent(): boolean {
    for (const { pending, marks } of this.#queries.values())
      if ((pending[0] ?? Infinity) <= firstMark(marks, pending)) return true;
    return false;
  }

  /** Returns whether a result is to be written before those of other queries. */
  isUrgent(result: NumberedResult): boolean {
    const flush = this.#flushOf(result);
    return flush !== undefined && result.number <= firstMark(flush.marks, flush.pending);
  }

  /** Returns whether a result has to wait for the next batch, because it came after a mark. */
  mustWait(result: NumberedResult): boolean {
    const flush = this.#flushOf(result);
    const mark = flush === undefined ? 0 : firstMark(flush.marks, flush.pending);
    return mark > 0 && result.number > mark;
  }

  /** Called with results that have been written, given up or shed; `last` is the number of the last result so far. */
  remove(results: readonly NumberedResult[], last: number): void {
    const changed = new Set<QueryFlush>();
    for (const result of results) {
      const flush = this.#flushOf(result);
      const index = flush?.pending.indexOf(result.number) ?? -1;
      if (flush === undefined || index < 0) continue;
      flush.pending.splice(index, 1);
      changed.add(flush);
    }
    for (const { pending, settled$ } of changed) settled$.next(settledBefore(pending, last));
  }

  #flushOf(result: NumberedResult): QueryFlush | undefined {
    return this.isEmpty ? undefined : this.#queries.get(queryOf(result) ?? '');
  }
}

const settledBefore = (pending: readonly number[], last: number): number => (pending[0] ?? last + 1) - 1;

/** Returns the first mark that results wait before; 0 where none does. */
function firstMark(marks: readonly number[], pending: readonly number[]): number {
  const oldest = pending[0] ?? Infinity;
  return marks.find((mark) => mark >= oldest) ?? 0;
}
