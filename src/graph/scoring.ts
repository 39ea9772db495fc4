import {
  concat,
  defer,
  EMPTY,
  filter,
  pipe,
  tap,
  type Observable,
  type OperatorFunction,
  type SchedulerLike,
} from 'rxjs';
import type { Limits } from './limits.ts';
import { batch, mergeMapBounded } from './operators/index.ts';
import type { MatchedPost, Probe, ScoredPost, Scorer } from './ports.ts';

/**
 * From matched posts to scored ones, through the pool: in batches, a bounded number at a time, with a bounded number of
 * posts waiting. Each post leaves the ledger here as scored, failed or shed.
 */
export function scoring(
  scorer: Scorer,
  probe: Probe,
  { scheduler, limits }: { readonly scheduler: SchedulerLike; readonly limits: Limits },
): OperatorFunction<MatchedPost, readonly ScoredPost[]> {
  const { maxBatchPosts, maxBatchWaitMs, maxBatches, maxWaitingPosts } = limits;
  return pipe(
    batch<MatchedPost>({ maxCount: maxBatchPosts, maxWaitMs: maxBatchWaitMs, idle$: scorer.idle$, scheduler }),
    mergeMapBounded((posts) => scoreAndCount(scorer, probe, posts), {
      concurrency: maxBatches,
      maxWaiting: maxWaitingPosts,
      weigh: (posts) => posts.length,
      onShed: (posts) => {
        probe.settle('shed', posts.length);
      },
    }),
    filter((scored) => scored.length > 0),
  );
}

function scoreAndCount(scorer: Scorer, probe: Probe, posts: readonly MatchedPost[]): Observable<readonly ScoredPost[]> {
  return defer(() => {
    let left = posts.length;
    return concat(
      scorer.score(posts).pipe(
        tap((scored) => {
          left -= scored.length;
          probe.settle('scored', scored.length);
        }),
      ),
      defer(() => {
        if (left > 0) probe.settle('failed', left);
        return EMPTY;
      }),
    );
  });
}
