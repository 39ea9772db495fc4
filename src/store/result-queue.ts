import { BehaviorSubject, filter, type Observable } from 'rxjs';
import { FairQueue, type Shed, type ShedReason } from '../budget/index.ts';
import type { StoredResult } from '../graph/index.ts';
import { QueryFlushes, queryOf, type NumberedResult } from './query-flushes.ts';

export interface ResultQueueOptions {
  /** The most results that wait or are being written. */
  readonly maxWaiting: number;
  /** Called for each result that is shed, with the canonical query that it was charged to. */
  readonly onShed?: ((query: string, reason: ShedReason) => void) | undefined;
}

/** The end of some results: of all so far, or of those of one query. */
export interface Mark {
  readonly number: number;
  /** Canonical. */
  readonly query: string | undefined;
}

/** Results that wait to be written, one batch of which is being written. A full queue sheds fairly. */
export class ResultQueue {
  readonly #options: ResultQueueOptions;
  readonly #queue = new FairQueue<NumberedResult>(({ result: { claim } }) => (claim === undefined ? [] : [claim]));
  /** The number up to which all results have left the queue. */
  readonly #settled$ = new BehaviorSubject(0);
  readonly #shed: Record<ShedReason, number> = { full: 0, share: 0 };
  /** The numbers at which a batch ends, in order: those of the last results before each flush that is waited for. */
  readonly #marks: number[] = [];
  readonly #flushes = new QueryFlushes();
  #batch: readonly NumberedResult[] = [];
  #last = 0;

  constructor(options: ResultQueueOptions) {
    this.#options = options;
  }

  /** The results that are in no batch yet. */
  get size(): number {
    return this.#queue.size;
  }

  /** The results that wait or are being written. */
  get waiting(): number {
    return this.#queue.size + this.#batch.length;
  }

  /** The results that were shed so far. */
  get shed(): Readonly<Record<ShedReason, number>> {
    return this.#shed;
  }

  push(result: StoredResult): void {
    this.#last += 1;
    const numbered = { number: this.#last, result };
    this.#queue.push(numbered);
    this.#flushes.add(numbered);
    const shed = this.waiting > this.#options.maxWaiting ? this.#queue.shed() : undefined;
    if (shed !== undefined) this.#count(shed);
  }

  /**
   * Begins a batch: of the results of queries that are waited for, then of those that have waited longest. None contains
   * results from before and after a flush.
   */
  take(count: number): readonly StoredResult[] {
    const urgent = this.#flushes.hasUrgent()
      ? this.#queue.takeWhere(count, (result) => this.#flushes.isUrgent(result))
      : [];
    const oldest = this.#queue.oldest?.number ?? Infinity;
    const end = this.#marks.find((mark) => mark >= oldest) ?? Infinity;
    const others = this.#queue.take(
      count - urgent.length,
      (result) => result.number <= end && !this.#flushes.mustWait(result),
    );
    this.#batch = [...urgent, ...others];
    return this.#batch.map(({ result }) => result);
  }

  /** Ends the batch: it has been written, or given up. */
  endBatch(): void {
    const batch = this.#batch;
    this.#batch = [];
    this.#flushes.remove(batch, this.#last);
    this.#settle();
  }

  /** Marks the end of the results so far, or of those of one query. A mark splits a batch until it is removed. */
  mark(query?: string): Mark {
    const number = this.#last;
    if (query === undefined) this.#marks.push(number);
    else this.#flushes.mark(query, number, () => [...this.#batch, ...this.#queue.values()]);
    return { number, query };
  }

  /** Removes a mark, which must exist. */
  unmark({ number, query }: Mark): void {
    if (query === undefined) this.#marks.splice(this.#marks.indexOf(number), 1);
    else this.#flushes.unmark(query, number);
  }

  /** Emits when all results up to a mark have left the queue, written or shed, and none behind it has been written. */
  settled({ number, query }: Mark): Observable<unknown> {
    if (query !== undefined) return this.#flushes.settled(query, number);
    return this.#settled$.pipe(filter((settled) => settled >= number));
  }

  #count({ value, reason, claim }: Shed<NumberedResult>): void {
    this.#shed[reason] += 1;
    this.#options.onShed?.(queryOf(value) ?? claim, reason);
    this.#flushes.remove([value], this.#last);
    this.#settle();
  }

  #settle(): void {
    const written = this.#batch.reduce((least, { number }) => Math.min(least, number), Infinity);
    const settled = Math.min(written, this.#queue.oldest?.number ?? this.#last + 1) - 1;
    if (settled > this.#settled$.value) this.#settled$.next(settled);
  }
}
