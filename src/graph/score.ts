import { concat, defer, EMPTY, map, tap, type Observable, type OperatorFunction, type SchedulerLike } from 'rxjs';
import type { Limits } from './limits.ts';
import { batch, concatMapEager, type MergeMapBoundedOptions } from './operators/index.ts';
import { PoolQueue, type Batch, type PoolQueueOptions } from './pool-queue.ts';
import type { MatchedPost, Probe, ScoredPost, Scorer } from './ports.ts';

export interface BatchPostsOptions {
  readonly scorer: Pick<Scorer, 'idle$'>;
  readonly limits: Pick<Limits, 'maxBatchPosts' | 'maxBatchWaitMs'>;
  readonly scheduler: SchedulerLike;
}

/**
 * Gathers matched posts into batches for the pool: large ones under load, single posts while a worker is idle.
 *
 * @example
 * matched$.pipe(batchPosts({ scorer, limits: defaultLimits, scheduler }));
 */
export function batchPosts({ scorer, limits, scheduler }: BatchPostsOptions): OperatorFunction<MatchedPost, Batch> {
  const { maxBatchPosts, maxBatchWaitMs } = limits;
  return (matched$) =>
    defer(() => {
      // When the oldest post came of the batch that is being gathered.
      let since: number | undefined;
      return matched$.pipe(
        tap(() => (since ??= scheduler.now())),
        batch<MatchedPost>({ maxCount: maxBatchPosts, maxWaitMs: maxBatchWaitMs, idle$: scorer.idle$, scheduler }),
        map((posts) => {
          const gathered = { posts, since: since ?? scheduler.now() };
          since = undefined;
          return gathered;
        }),
      );
    });
}

export interface PoolBounds extends PoolQueueOptions {
  readonly limits: PoolQueueOptions['limits'] & Pick<Limits, 'maxBatches'>;
}

/** Returns how many batches the pool takes at a time, and the queue of the posts that wait for it. */
export function poolBounds(bounds: PoolBounds): MergeMapBoundedOptions<Batch> {
  return { concurrency: bounds.limits.maxBatches, createQueue: () => new PoolQueue(bounds) };
}

/**
 * Returns a projection that scores batches at the same time and emits their results in the order of the batches: event
 * time moves with each post, so posts that are overtaken by much newer ones would count as late. Posts that can't be
 * scored leave the ledger here, as failed. One projection for each subscription.
 *
 * @example
 * batches$.pipe(mergeMapBounded(scoreInOrder(scorer, probe, scheduler), poolBounds({ limits, probe, claimOf })));
 */
export function scoreInOrder(
  scorer: Scorer,
  probe: Probe,
  scheduler: SchedulerLike,
): (batch: Batch) => Observable<readonly ScoredPost[]> {
  return concatMapEager(({ posts, since }: Batch) =>
    scoreBatch(scorer, probe, posts).pipe(
      tap({
        complete: () => {
          probe.scored?.(scheduler.now() - since);
        },
      }),
    ),
  );
}

function scoreBatch(scorer: Scorer, probe: Probe, posts: readonly MatchedPost[]): Observable<readonly ScoredPost[]> {
  return defer(() => {
    let left = posts.length;
    return concat(
      scorer.score(posts).pipe(
        tap((scored) => {
          left -= scored.length;
        }),
      ),
      defer(() => {
        if (left > 0) probe.record('failed', left);
        return EMPTY;
      }),
    );
  });
}
