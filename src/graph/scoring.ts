import {
  concat,
  defer,
  EMPTY,
  filter,
  map,
  tap,
  type Observable,
  type OperatorFunction,
  type SchedulerLike,
} from 'rxjs';
import type { Limits } from './limits.ts';
import { batch, concatMapEager, mergeMapBounded } from './operators/index.ts';
import type { MatchedPost, Probe, ScoredPost, Scorer } from './ports.ts';

/**
 * From matched posts to scored ones, through the pool: in batches, a bounded number at a time, with a bounded number of
 * posts waiting. Each post leaves the ledger here as scored, failed or shed; what is scored comes in the order in which
 * it was taken, however many threads score.
 */
export function scoring(
  scorer: Scorer,
  probe: Probe,
  { scheduler, limits }: { readonly scheduler: SchedulerLike; readonly limits: Limits },
): OperatorFunction<MatchedPost, readonly ScoredPost[]> {
  const { maxBatchPosts, maxBatchWaitMs, maxBatches, maxWaitingPosts } = limits;
  return (matched$) =>
    defer(() => {
      // When the oldest post came of the batch that is being gathered.
      let since: number | undefined;
      const take = (posts: readonly MatchedPost[]): Batch => {
        const from = since ?? scheduler.now();
        since = undefined;
        return { posts, since: from };
      };
      const tellAge = ({ since: from }: Batch) =>
        tap<readonly ScoredPost[]>({
          complete: () => {
            probe.scored?.(scheduler.now() - from);
          },
        });
      // Event time moves with each post: by posts that overtake others, at many times their pace, those would be late.
      const score = concatMapEager((taken: Batch) => scoreAndCount(scorer, probe, taken.posts).pipe(tellAge(taken)));
      return matched$.pipe(
        tap(() => (since ??= scheduler.now())),
        batch<MatchedPost>({ maxCount: maxBatchPosts, maxWaitMs: maxBatchWaitMs, idle$: scorer.idle$, scheduler }),
        map(take),
        mergeMapBounded(score, {
          concurrency: maxBatches,
          maxWaiting: maxWaitingPosts,
          weigh: ({ posts }) => posts.length,
          onShed: ({ posts }) => {
            probe.record('shed', posts.length);
          },
        }),
        filter((scored) => scored.length > 0),
      );
    });
}

interface Batch {
  readonly posts: readonly MatchedPost[];
  /** When the oldest of them came. */
  readonly since: number;
}

function scoreAndCount(scorer: Scorer, probe: Probe, posts: readonly MatchedPost[]): Observable<readonly ScoredPost[]> {
  return defer(() => {
    let left = posts.length;
    return concat(
      scorer.score(posts).pipe(
        tap((scored) => {
          left -= scored.length;
          probe.record('scored', scored.length);
        }),
      ),
      defer(() => {
        if (left > 0) probe.record('failed', left);
        return EMPTY;
      }),
    );
  });
}
