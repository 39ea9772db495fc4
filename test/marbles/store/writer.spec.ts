import { concat, defer, delay, of, throwError, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { UndertoneError } from '../../../src/model/index.ts';
import { retentionOf } from '../../../src/store/retention.ts';
import { rowOf } from '../../../src/store/rows.ts';
import { Writer, writerLimits, type WritableBackend, type WriterLimits } from '../../../src/store/writer.ts';
import { marbles, type RunContext } from '../../support/marbles.ts';
import { resultOf } from '../../support/results.ts';

const limits: WriterLimits = {
  ...writerLimits,
  maxBatchResults: 3,
  flushMs: 5,
  maxWaitingResults: 6,
  maxRetryMs: 30,
  pauseMs: 4,
  maxPauseMs: 16,
  pruneMs: 1_000,
};

const values = Object.fromEntries('abcdefghi'.split('').map((id) => [id, resultOf({ id })]));
const ailing = new UndertoneError('store_failed', 'The disk is full', { transient: true });
const ruined = new UndertoneError('store_refused', 'The store is damaged');

/** A store in virtual time: each writing takes 2 ms, and fails while `failure` says so. */
class Disk implements WritableBackend {
  /** The batches with the times at which they came, as `time ids`. */
  readonly tries: string[] = [];
  readonly troubles: (string | undefined)[] = [];
  failure: () => UndertoneError | undefined = () => undefined;
  readonly writer: Writer;
  readonly #m: RunContext;
  #last = 0;

  constructor(m: RunContext, given: Partial<WriterLimits> = {}) {
    this.#m = m;
    this.writer = new Writer({
      backend: this,
      scheduler: m.scheduler,
      limits: { ...limits, ...given },
      retention: retentionOf(0),
      toRow: (result) => rowOf(result, () => false),
      onTrouble: (error) => this.troubles.push(error?.message),
    });
  }

  readonly open = (): Observable<number> => this.#answer(0);

  readonly write: WritableBackend['write'] = (rows) =>
    defer(() => {
      this.tries.push(`${this.#m.scheduler.now()} ${rows.map(({ id }) => id).join('')}`);
      this.#last += rows.length;
      return this.#answer({ inserted: rows.length, last: this.#last }).pipe(delay(2, this.#m.scheduler));
    });

  readonly prune = (): Observable<undefined> => of(undefined);

  #answer<T>(value: T): Observable<T> {
    const failure = this.failure();
    return failure === undefined ? of(value) : throwError(() => failure);
  }

  health() {
    const { written, retried, shed, waiting } = this.writer.health();
    return { written, retried, ...shed, waiting };
  }
}

describe('the writer', () => {
  it(
    'writes a full batch at once, and a smaller one after the flush interval; completes with the last',
    marbles((m) => {
      const disk = new Disk(m);
      const results$ = m.hot('-abcd-----e--|', values);
      const expected = '      ---------------|';
      m.expect(disk.writer.persist(results$)).toBeObservable(expected);
      m.flush();
      expect(disk.tries).toEqual(['3 abc', '9 d', '13 e']);
      expect(disk.health()).toEqual({ written: 5, retried: 0, full: 0, failed: 0, waiting: 0 });
    }),
  );

  it(
    'tries again with growing pauses, in the order of what came, and says once what is wrong and once that it is over',
    marbles((m) => {
      const disk = new Disk(m);
      disk.failure = () => (m.scheduler.now() > 0 && m.scheduler.now() < 20 ? ailing : undefined);
      const results$ = m.hot('-abcd---|', values);
      m.expect(disk.writer.persist(results$)).toBeObservable('-----------------------------------|');
      m.flush();
      expect(disk.tries).toEqual(['3 abc', '7 abc', '15 abc', '31 abc', '33 d']);
      expect(disk.troubles).toEqual([ailing.message, undefined]);
      expect(disk.health()).toEqual({ written: 4, retried: 3, full: 0, failed: 0, waiting: 0 });
    }),
  );

  it(
    'gives a batch up when it has failed for too long, and turns away what has no room',
    marbles((m) => {
      const disk = new Disk(m);
      disk.failure = () => (m.scheduler.now() > 0 && m.scheduler.now() < 50 ? ailing : undefined);
      const results$ = m.hot('-abcdefgh|', values);
      m.expect(disk.writer.persist(results$)).toBeObservable('53ms |');
      m.flush();
      expect(disk.tries).toEqual(['3 abc', '7 abc', '15 abc', '31 abc', '47 abc', '47 def', '51 def']);
      expect(disk.health()).toEqual({ written: 3, retried: 5, full: 2, failed: 3, waiting: 0 });
    }),
  );

  it(
    'errors when the store can not be used for good',
    marbles((m) => {
      const disk = new Disk(m);
      disk.failure = () => (m.scheduler.now() > 5 ? ruined : undefined);
      const results$ = m.hot('-abc--abc--', values);
      m.expect(disk.writer.persist(results$)).toBeObservable('--------#', undefined, ruined);
    }),
  );

  it(
    'opens a store that is away at the start as soon as it is there, and writes what came meanwhile',
    marbles((m) => {
      const disk = new Disk(m);
      disk.failure = () => (m.scheduler.now() < 10 ? ailing : undefined);
      m.expect(disk.writer.persist(m.hot('-a-------------|', values))).toBeObservable('---------------|');
      m.flush();
      expect(disk.tries).toEqual(['12 a']);
      expect(disk.troubles).toEqual([ailing.message, undefined]);
    }),
  );

  it(
    'is flushed when all that had come is written, and not what comes after',
    marbles((m) => {
      const disk = new Disk(m, { flushMs: 1_000 });
      const results$ = m.hot('-ab-c------|', values);
      m.expect(disk.writer.persist(results$)).toBeObservable('-------------|');
      const flushed$ = defer(() => disk.writer.flushed());
      m.expect(concat(m.cold('---|'), flushed$)).toBeObservable('-----(n|)', { n: 2 });
      m.flush();
      expect(disk.tries).toEqual(['3 ab', '11 c']);
    }),
  );

  it(
    'can not be flushed while the store is in trouble',
    marbles((m) => {
      const disk = new Disk(m);
      disk.failure = () => (m.scheduler.now() > 0 ? ailing : undefined);
      m.expect(disk.writer.persist(m.hot('-abc', values)), '15ms !').toBeObservable('');
      const flushed$ = defer(() => disk.writer.flushed());
      m.expect(concat(m.cold('--------|'), flushed$)).toBeObservable('--------#', undefined, ailing);
    }),
  );
});
