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
  /** The numbers at which a batch ends, in order: those of the last results before a flush. */
  #marks: number[] = [];
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
    this.#marks = this.#marks.filter((mark) => mark >= oldest);
    const [end = Infinity] = this.#marks;
    this.#batch = this.#queue.take(count, ({ number }) => number <= end);
    return this.#batch.map(({ result }) => result);
  }

  /** Ends the batch: it has been written, or given up. */
  endBatch(): void {
    this.#batch = [];
    this.#settle();
  }

  /**
   * Returns an observable that emits when all results so far have left the queue, written or shed, and none that comes
   * later has. Marks the place at once.
   */
  settled(): Observable<unknown> {
    const last = this.#last;
    if (last > (this.#marks.at(-1) ?? 0)) this.#marks.push(last);
    return this.#settled$.pipe(filter((settled) => settled >= last));
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
