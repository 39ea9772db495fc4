import {
  catchError,
  concat,
  concatMap,
  defer,
  EMPTY,
  filter,
  firstValueFrom,
  ignoreElements,
  interval,
  map,
  merge,
  mergeMap,
  of,
  repeat,
  tap,
  throwError,
  timer,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import { shareWithGrace } from '../graph/operators/index.ts';
import { sentenceOf, UndertoneError } from '../model/index.ts';
import { decodeChunk, endOf, type Chunk } from './chunk.ts';
import { maxSilenceMs, type Log, type LogMessage, type LogState } from './log.ts';
import { TotalsChain } from './totals-chain.ts';

/** Something about the log as a whole. `lost`: what came between was not read and never will be. */
export type ReaderEvent =
  | ({ readonly type: 'chunk' } & Chunk)
  /** The log can't be read. Repeated while that lasts. */
  | { readonly type: 'away'; readonly reason: UndertoneError }
  /** It is read again, after a break since `from`, in epoch ms. */
  | { readonly type: 'back'; readonly from: number; readonly cause: string; readonly filled: 'full' | 'none' };

export interface ReaderOptions {
  readonly log: Log;
  /** Emits whether the graph can accept more, and the last value at once. */
  readonly canAccept$: Observable<boolean>;
  /** The lag beyond which the reader jumps to the head, in ms. Infinity never jumps. */
  readonly maxLagMs: number;
  readonly scheduler: SchedulerLike;
}

const watchMs = 500;
const retryMs = 250;

/** Reads the log, from its head on, for all sources of a node: one reader, so that their posts keep the log's order. */
export class LogReader {
  readonly #options: ReaderOptions;
  readonly #chain = new TotalsChain();
  /** The last known state of the log; undefined before anything has been read. */
  #state: LogState | undefined;
  /** The number of the last message that was read. */
  #sequence = 0;
  #position = 0;
  #unbrokenFrom = { position: 0, at: 0 };
  #lagMs = 0;
  /** The time at which the last message came, by our clock. */
  #readAt: number;
  #awaySince: number | undefined;
  readonly events$: Observable<ReaderEvent>;

  constructor(options: ReaderOptions) {
    this.#options = options;
    this.#readAt = options.scheduler.now();
    const attempt$ = defer(() => this.#attempt()).pipe(
      catchError((error: unknown) => {
        // Not the log's fault, but ours: it must not be retried.
        if (error instanceof UndertoneError && error.code === 'internal') throw error;
        return this.#failed(error);
      }),
      repeat({ delay: () => timer(retryMs, options.scheduler) }),
    );
    this.events$ = attempt$.pipe(shareWithGrace({ graceMs: 0, scheduler: options.scheduler }));
  }

  get epoch(): string {
    return this.#state?.epoch ?? 'none';
  }

  get hasBegun(): boolean {
    return this.#state !== undefined;
  }

  /** The position up to which its sources have emitted. */
  get position(): number {
    return this.#position;
  }

  /** The position from which on it has read everything, and the time at which it was there, in epoch ms. */
  get unbrokenFrom(): { readonly position: number; readonly at: number } {
    return this.#unbrokenFrom;
  }

  /** Returns the age of the last message when it was read, in ms; while none comes, the time since then. */
  lagMs(): number {
    if (this.#awaySince === undefined) return this.#lagMs;
    return Math.max(this.#lagMs, this.#options.scheduler.now() - this.#readAt);
  }

  /** Returns for how long the log can't be read, in ms; 0 when it can. */
  awayMs(): number {
    return this.#awaySince === undefined ? 0 : this.#options.scheduler.now() - this.#awaySince;
  }

  /** Returns whether the log still had a message when it was last looked at. */
  has(sequence: number): boolean {
    return this.#state !== undefined && sequence >= this.#state.first;
  }

  /** Records that a source emits what is at a position. */
  moveTo(position: number): void {
    this.#position = position;
  }

  #attempt(): Observable<ReaderEvent> {
    const { log, canAccept$, scheduler } = this.#options;
    const canAccept = () => firstValueFrom(canAccept$.pipe(filter(Boolean)), { defaultValue: true });
    let waits = false;
    let aliveAt = scheduler.now();
    const ready = async (): Promise<void> => {
      waits = true;
      await canAccept();
      waits = false;
    };
    const read$ = log.state().pipe(
      mergeMap((state) => {
        const events = this.#begin(state);
        const from = this.#sequence + 1;
        return concat(of(...events), log.read({ from, ready }).pipe(concatMap((message) => this.#receive(message))));
      }),
    );
    const silence$ = interval(watchMs, scheduler).pipe(
      mergeMap(() => {
        if (waits) aliveAt = scheduler.now();
        return scheduler.now() - aliveAt < maxSilenceMs ? EMPTY : throwError(() => silent);
      }),
    );
    const first$ = interval(5_000, scheduler).pipe(
      concatMap(() => log.state().pipe(catchError(() => EMPTY))),
      tap((state) => {
        // Another log may go on with the same numbers.
        if (state.epoch !== this.#state?.epoch) throw jumped;
        this.#state = state;
      }),
      ignoreElements(),
    );
    const alive$ = read$.pipe(
      tap(() => {
        aliveAt = scheduler.now();
      }),
    );
    return merge(alive$, silence$, first$);
  }

  /** Decides where to read on; returns what was missed. */
  #begin(state: LogState): readonly ReaderEvent[] {
    const before = this.#state;
    this.#state = state;
    if (before?.epoch !== state.epoch) {
      this.#jumpTo(state.last);
      return before === undefined ? [] : this.#return('The log was made anew.', 'none');
    }
    if (this.#sequence + 1 >= state.first) return [];
    this.#jumpTo(state.first - 1);
    return this.#return('The log no longer has what came meanwhile.', 'none');
  }

  #jumpTo(sequence: number): void {
    this.#sequence = sequence;
    this.#position = endOf(sequence);
    this.#unbrokenFrom = { position: this.#position, at: this.#options.scheduler.now() };
    this.#chain.forget();
  }

  #receive(message: LogMessage): Observable<ReaderEvent> {
    const { maxLagMs, scheduler } = this.#options;
    const now = scheduler.now();
    this.#lagMs = Math.max(0, now - message.storedAt);
    if (message.sequence !== this.#sequence + 1) this.#chain.forget();
    if (this.#lagMs > maxLagMs) return this.#catchUp(message);
    const returned = this.#awaySince === undefined ? [] : this.#return('The log could not be read.', 'full');
    this.#sequence = message.sequence;
    const chunk = decodeChunk(message);
    this.#chain.add(chunk);
    this.#readAt = now;
    return concat(
      of(...returned, { type: 'chunk' as const, ...chunk }),
      defer(() => {
        this.#position = endOf(message.sequence);
        return EMPTY;
      }),
    );
  }

  /** Gives up what it has not read, so that what clients see is of now. */
  #catchUp({ storedAt }: LogMessage): Observable<ReaderEvent> {
    return this.#options.log.state().pipe(
      mergeMap((state) => {
        this.#state = state;
        this.#jumpTo(state.last);
        this.#readAt = storedAt;
        const cause = 'This node was too slow for all posts.';
        return concat(
          of(...this.#return(cause, 'none')),
          throwError(() => jumped),
        );
      }),
    );
  }

  #return(cause: string, filled: 'full' | 'none'): readonly ReaderEvent[] {
    this.#awaySince = undefined;
    return [{ type: 'back', from: this.#readAt, cause, filled }];
  }

  #failed(error: unknown): Observable<ReaderEvent> {
    if (error === jumped || (error === silent && this.#state !== undefined)) return EMPTY;
    this.#awaySince ??= this.#options.scheduler.now();
    const message = `The log can't be read: ${sentenceOf(error)}`;
    const reason = new UndertoneError('source_unsettled', message, { transient: true, cause: error });
    return of(reason).pipe(map(() => ({ type: 'away', reason })));
  }
}

const jumped = new UndertoneError('source_unsettled', 'The reader has jumped.', { transient: true });
const silent = new UndertoneError('source_unsettled', 'NATS sends nothing.', { transient: true });
