import { concat, defer, delay, merge, mergeMap, of, take, tap, throwError, timer, type Observable } from 'rxjs';
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

/** Results of two queries: one of an owner that floods, written in small letters, and one of another, in capitals. */
const twoOwners = Object.fromEntries(
  'abcdefghiAB'
    .split('')
    .map((id) => [id, id > 'Z' ? resultOf({ id, query: 'the', owner: 'flood' }) : resultOf({ id, owner: 'victim' })]),
);

/** A store in virtual time: each writing takes 2 ms, and fails while `failure` says so. */
class Disk implements WritableBackend {
  /** The batches with the times at which they came, as `time ids`. */
  readonly tries: string[] = [];
  readonly troubles: (string | undefined)[] = [];
  failure: () => UndertoneError | undefined = () => undefined;
  readonly writer: Writer;
  readonly #m: RunContext;
  #last = 0;

  constructor(m: RunContext, given: Partial<WriterLimits> = {}, onShed?: (query: string, reason: string) => void) {
    this.#m = m;
    this.writer = new Writer({
      backend: this,
      scheduler: m.scheduler,
      limits: { ...limits, ...given },
      retention: retentionOf(0),
      toRow: (result) => rowOf(result, () => false),
      onTrouble: (error) => this.troubles.push(error?.message),
      onShed,
    });
  }

  readonly open = (): Observable<number> => this.#answer(0);

  write: WritableBackend['write'] = (rows) =>
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

  /** The results that are in the store, were discarded or wait: all that have come. */
  get counted(): number {
    const { written, full, share, failed, waiting } = this.health();
    return written + full + share + failed + waiting;
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
      expect(disk.health()).toEqual({ written: 5, retried: 0, full: 0, share: 0, failed: 0, waiting: 0 });
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
      expect(disk.health()).toEqual({ written: 4, retried: 3, full: 0, share: 0, failed: 0, waiting: 0 });
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
      expect(disk.health()).toEqual({ written: 3, retried: 5, full: 2, share: 0, failed: 3, waiting: 0 });
    }),
  );

  it(
    'sheds the results of the owner that floods first, and keeps the others in their order',
    marbles((m) => {
      const shed: string[] = [];
      const disk = new Disk(m, {}, (query, reason) => shed.push(`${query} ${reason}`));
      disk.failure = () => (m.scheduler.now() > 0 && m.scheduler.now() < 20 ? ailing : undefined);
      const results$ = m.hot('-abcdefghABi|', twoOwners);
      m.expect(disk.writer.persist(results$)).toBeObservable('35ms |');
      m.flush();
      expect(disk.tries).toEqual(['3 abc', '7 abc', '15 abc', '31 abc', '33 deA']);
      expect(shed).toEqual(['the full', 'the full', 'the share', 'pizza full', 'the full']);
      expect(disk.health()).toEqual({ written: 6, retried: 3, full: 4, share: 1, failed: 0, waiting: 0 });
    }),
  );

  it(
    'keeps the results of one session among those of many with the same address, whose queries match everything',
    marbles((m) => {
      const limits = { maxBatchResults: 100, maxWaitingResults: 1_000, flushMs: 5 };
      const disk = new Disk(m, limits);
      const flood = Array.from({ length: 640 }, (_, query) => {
        const payer = { id: `s${query % 10}`, owner: '192.0.2.1' };
        return {
          ...resultOf({ id: 'f', query: `the -z${query}` }),
          claim: { name: `z${query}`, payers: () => [payer] },
        };
      });
      const claim = { name: 'pizza', payers: () => [{ id: 'victim', owner: '192.0.2.1' }] };
      // A post a ms: ten times what is written.
      const posts$ = timer(0, 1, m.scheduler).pipe(
        take(100),
        mergeMap((post) => [...flood, { ...resultOf({ id: `v${post}` }), claim }]),
      );
      let come = 0;
      const written: string[] = [];
      const write = disk.write;
      const counted$ = posts$.pipe(
        tap(() => {
          // Everything that came before is in the counts, at every read.
          expect(disk.counted).toBe(come);
          expect(disk.health().waiting).toBeLessThanOrEqual(limits.maxWaitingResults);
          come += 1;
        }),
      );
      disk.write = (rows, now) => {
        written.push(...rows.filter(({ query }) => query === 'pizza').map(({ id }) => id));
        return write(rows, now);
      };
      disk.writer.persist(counted$).subscribe();
      m.flush();
      expect(written).toEqual(Array.from({ length: 100 }, (_, post) => `v${post}`));
      expect(disk.counted).toBe(64_100);
      expect(disk.health().waiting).toBe(0);
    }),
  );

  it(
    'is flushed only when all that had come is written, also where later results were shed meanwhile',
    marbles((m) => {
      const disk = new Disk(m);
      const results$ = m.hot('-abcd(efAgh)|', twoOwners);
      m.expect(disk.writer.persist(results$)).toBeObservable('------------|');
      const flushed$ = defer(() => disk.writer.flushed());
      m.expect(concat(m.cold('----|'), flushed$)).toBeObservable('-------(n|)', { n: 4 });
      m.flush();
      expect(disk.tries).toEqual(['3 abc', '5 d', '7 eA']);
      expect(disk.health()).toMatchObject({ written: 6, full: 2, share: 1, waiting: 0 });
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
    'is flushed for one query before what waits of others, without what comes after',
    marbles((m) => {
      const disk = new Disk(m, { maxWaitingResults: 20 });
      const results$ = merge(m.hot('-(abcdefA)|', twoOwners), m.hot('---B|', twoOwners));
      m.expect(disk.writer.persist(results$)).toBeObservable('----------|');
      const flushed$ = defer(() => disk.writer.flushed('pizza'));
      m.expect(concat(m.cold('--|'), flushed$)).toBeObservable('-----(n|)', { n: 6 });
      m.flush();
      expect(disk.tries).toEqual(['1 abc', '3 Ade', '5 fB']);
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
    'fills batches across flushes that nobody waits for any longer',
    marbles((m) => {
      const disk = new Disk(m);
      disk.failure = () => (m.scheduler.now() > 0 && m.scheduler.now() < 10 ? ailing : undefined);
      m.expect(disk.writer.persist(m.hot('-abcdef-|', values))).toBeObservable('19ms |');
      const impatient$ = defer(() => disk.writer.flushed());
      m.expect(concat(m.cold('----|'), impatient$)).toBeObservable('----#', undefined, ailing);
      m.flush();
      expect(disk.tries.at(-1)).toBe('17 def');
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
