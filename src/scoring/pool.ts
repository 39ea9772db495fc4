import { Piscina } from 'piscina';
import { BehaviorSubject, catchError, defer, distinctUntilChanged, finalize, from, map, of, retry } from 'rxjs';
import type { MatchedPost, ScoredPost, Scorer } from '../graph/index.ts';
import { sentenceOf, UndertoneError } from '../model/index.ts';
import { threadModule } from '../node/thread-module.ts';
import { decodeScores, encodeRequest } from './batch-codec.ts';
import type { Explain } from './explanation.ts';

export interface PoolOptions {
  /** The name of the scorer. */
  readonly scorer: string;
  /** The number of worker threads, at least 1. */
  readonly workers: number;
  /** Called with each batch that is given up after its second failure. */
  readonly onFailure: (error: UndertoneError, posts: number) => void;
  /** The module that a worker runs, which exports `scoreBatch` and `explainText`. */
  readonly workerUrl?: URL;
}

export interface Pool extends Scorer {
  /**
   * Explains a score in one of the threads, in turn with the batches. The caller bounds the number in progress: each may
   * delay a batch by its own duration.
   */
  readonly explain: Explain;
  /** Ends the threads. Batches in progress are lost. */
  readonly close: () => Promise<void>;
}

const ownWorker = threadModule('worker', import.meta.url);

/**
 * Creates a scorer that works in worker threads. A batch whose thread dies is retried once and then given up: its posts
 * are left out of the result. The caller bounds the number of batches in progress; unsubscribing discards the result of
 * a batch but does not stop its thread.
 *
 * @example
 * const pool = createPool({ scorer: 'vader', workers: 2, onFailure: (error, posts) => log.error({ error, posts }) });
 * batches$.pipe(mergeMap((batch) => pool.score(batch), 4));
 */
export function createPool({ scorer, workers, onFailure, workerUrl = ownWorker }: PoolOptions): Pool {
  const piscina = new Piscina({ filename: workerUrl.href, minThreads: workers, maxThreads: workers });
  const active$ = new BehaviorSubject(0);
  const change = (by: number): void => {
    active$.next(active$.value + by);
  };
  const run = (batch: readonly MatchedPost[]) =>
    defer(() => from(runBatch(piscina, scorer, batch))).pipe(
      retry({ count: 1 }),
      catchError((error: unknown) => {
        onFailure(new UndertoneError('scoring_failed', sentenceOf(error), { cause: error }), batch.length);
        return of<readonly ScoredPost[]>([]);
      }),
    );
  return {
    idle$: active$.pipe(
      map((active) => active < workers),
      distinctUntilChanged(),
    ),
    score: (batch) =>
      defer(() => {
        change(1);
        return run(batch).pipe(
          finalize(() => {
            change(-1);
          }),
        );
      }),
    explain: async (text, topic) => {
      const answer: unknown = await piscina.run({ text, topic }, { name: 'explainText' });
      if (typeof answer !== 'string') throw new UndertoneError('internal', 'A worker gave no explanation.');
      return answer;
    },
    close: () => piscina.destroy(),
  };
}

async function runBatch(
  piscina: Piscina,
  scorer: string,
  batch: readonly MatchedPost[],
): Promise<readonly ScoredPost[]> {
  const answer: unknown = await piscina.run(encodeRequest(scorer, batch), { name: 'scoreBatch' });
  if (!(answer instanceof Float64Array)) throw new Error('A worker gave no figures.');
  return decodeScores(batch, answer);
}
