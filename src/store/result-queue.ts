import { BehaviorSubject, filter, type Observable } from 'rxjs';
import { FairQueue, type Shed, type ShedReason } from '../budget/index.ts';
import type { StoredResult } from '../graph/index.ts';

export interface ResultQueueOptions {
  /** The most results that wait or are being written. */
  readonly maxWaiting: number;
  /** Called for each result that is shed, with the canonical query that it was charged to. */
  readonly onShed?: ((query: string, reason: ShedReason) => void) | undefined;
}

interface NumberedResult {
  /** Rises by one with each result that comes, from 1 on. */
  readonly number: number;
  readonly result: StoredResult;
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
    this.#queue.push({ number: this.#last, result });
    const shed = this.waiting > this.#options.maxWaiting ? this.#queue.shed() : undefined;
    if (shed !== undefined) this.#count(shed);
  }

  /** Begins a batch of those that have waited longest. None contains results from before and after a flush. */
  take(count: number): readonly StoredResult[] {
    const oldest = this.#queue.oldest?.number ?? Infinity;
    const end = this.#marks.find((mark) => mark >= oldest) ?? Infinity;
    this.#batch = this.#queue.take(count, ({ number }) => number <= end);
    return this.#batch.map(({ result }) => result);
  }

  /** Ends the batch: it has been written, or given up. */
  endBatch(): void {
    this.#batch = [];
    this.#settle();
  }

  /** Marks the end of the results so far. A mark splits a batch until it is removed. */
  mark(): number {
    this.#marks.push(this.#last);
    return this.#last;
  }

  /** Removes a mark, which must exist. */
  unmark(mark: number): void {
    this.#marks.splice(this.#marks.indexOf(mark), 1);
  }

  /** Emits when all results up to a mark have left the queue, written or shed, and none behind it has been written. */
  settled(mark: number): Observable<unknown> {
    return this.#settled$.pipe(filter((settled) => settled >= mark));
  }

  #count({ value, reason, claim }: Shed<NumberedResult>): void {
    this.#shed[reason] += 1;
    const { result, match } = value.result;
    this.#options.onShed?.(result.matches[match]?.query.canonical ?? claim, reason);
    this.#settle();
  }

  #settle(): void {
    const oldest = this.#batch[0] ?? this.#queue.oldest;
    const settled = (oldest?.number ?? this.#last + 1) - 1;
    if (settled > this.#settled$.value) this.#settled$.next(settled);
  }
}
