import { Piscina } from 'piscina';
import { BehaviorSubject, catchError, defer, distinctUntilChanged, finalize, from, map, of } from 'rxjs';
import type { MatchedPost, ScoredPost, Scorer } from '../graph/index.ts';
import { isRecord, sentenceOf, stringField, UndertoneError } from '../model/index.ts';
import { threadMemory, threadModule } from '../node/thread-module.ts';
import { encodeRequest, ScoreDecoder } from './batch-codec.ts';
import type { Explain } from './explanation.ts';
import { maxBatchMs, modulePrefix, type ScorerSettings } from './settings.ts';

export interface PoolOptions extends ScorerSettings {
  /** The number of worker threads, at least 1. */
  readonly workers: number;
  /** Called with each batch that is given up; with 0 posts when a thread died between batches. */
  readonly onFailure: (error: UndertoneError, posts: number) => void;
  /** The module that a worker runs, which exports `prepare`, `scoreBatch` and `explainText`. */
  readonly workerUrl?: URL;
}

export interface Pool extends Scorer {
  /**
   * Explains a score in one of the threads, in turn with the batches. The caller bounds the number in progress: each may
   * delay a batch by its own duration.
   */
  readonly explain: Explain;
  /** Loads the scorer in every thread. Rejects with an UndertoneError `bad_option` when it can't be loaded. */
  readonly prepare: () => Promise<void>;
  /** Ends the threads. Batches in progress are lost. */
  readonly close: () => Promise<void>;
}

type Options = NonNullable<ConstructorParameters<typeof Piscina>[0]>;

const everyThread = { resourceLimits: threadMemory, recordTiming: false } as const;

const ownWorker = threadModule('worker', import.meta.url);

/**
 * Creates a scorer that works in worker threads. A batch whose thread dies is retried once, alone in a thread, and then
 * given up: its posts are left out of the result. So are those of a batch for which a module fails or takes more than a
 * minute. The caller bounds the number of batches in progress; unsubscribing discards the result of a batch but does not
 * stop its thread.
 *
 * @example
 * const pool = createPool({ scorer: 'vader', workers: 2, onFailure: (error, posts) => log.error({ error, posts }) });
 * batches$.pipe(mergeMap((batch) => pool.score(batch), 4));
 */
export function createPool({ workers, onFailure, workerUrl = ownWorker, ...settings }: PoolOptions): Pool {
  const fail = (error: unknown, posts: number): void => {
    onFailure(new UndertoneError('scoring_failed', sentenceOf(error), { cause: error }), posts);
  };
  const isModule = settings.scorer.startsWith(modulePrefix);
  const threads = (options: Options): Piscina => {
    const piscina = new Piscina({ ...options, filename: workerUrl.href, workerData: settings, ...everyThread });
    piscina.on('error', (error: unknown) => {
      fail(error, 0);
    });
    return piscina;
  };
  // A thread that has its next batch already does not wait until the calling thread has read its answer.
  const concurrentTasksPerWorker = isModule ? 1 : 2;
  const piscina = threads({ minThreads: workers, maxThreads: workers, concurrentTasksPerWorker });
  // Of two batches in a thread that died, one may have killed it: the other must not meet it again.
  let retrying: Piscina | undefined;
  const again = (): Piscina => (isModule ? piscina : (retrying ??= threads({ minThreads: 1, maxThreads: 1 })));
  const decoder = new ScoreDecoder();
  const active$ = new BehaviorSubject(0);
  const change = (by: number): void => {
    active$.next(active$.value + by);
  };
  const run = (batch: readonly MatchedPost[]) =>
    from(runBatch(piscina, batch, isModule)).pipe(
      catchError((error: unknown) => {
        if (mayRetry(error)) return runBatch(again(), batch, isModule);
        throw error;
      }),
      map((figures) => decoder.decode(batch, figures)),
      catchError((error: unknown) => {
        fail(error, batch.length);
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
    prepare: async () => {
      await Promise.all(Array.from({ length: workers }, () => prepareThread(piscina)));
    },
    close: async () => {
      await Promise.all([piscina.destroy(), retrying?.destroy()]);
    },
  };
}

/** A failure of the scorer itself, as opposed to the death of its thread. */
class ScorerFailed extends Error {}

const mayRetry = (error: unknown): boolean =>
  !(error instanceof ScorerFailed) && !(error instanceof Error && error.name === 'AbortError');

/** Runs a batch on a thread and returns the figures. */
async function runBatch(piscina: Piscina, batch: readonly MatchedPost[], isModule: boolean): Promise<Float64Array> {
  const request = encodeRequest(batch, { readsAll: !isModule });
  // The end of a run by its signal also ends the thread, which may be in an endless loop.
  const limit = isModule ? { signal: AbortSignal.timeout(maxBatchMs) } : {};
  const answer: unknown = await piscina.run(request, { name: 'scoreBatch', ...limit });
  if (answer instanceof Float64Array) return answer;
  throw new ScorerFailed(failureIn(answer) ?? 'A worker gave no figures.');
}

/** The longest time in which a scorer is loaded, in ms: a large model is read from disk. */
const maxLoadMs = 120_000;

async function prepareThread(piscina: Piscina): Promise<void> {
  const signal = AbortSignal.timeout(maxLoadMs);
  const answer: unknown = await piscina.run(undefined, { name: 'prepare', signal }).catch((error: unknown) => ({
    failure: signal.aborted
      ? `The scorer was not loaded within ${maxLoadMs / 1_000} s.`
      : `The scorer can't be loaded: ${sentenceOf(error)}.`,
  }));
  const failure = failureIn(answer);
  if (failure !== undefined) throw new UndertoneError('bad_option', failure);
}

const failureIn = (answer: unknown): string | undefined =>
  isRecord(answer) ? stringField(answer, 'failure') : undefined;
