import { defer, tap, throwError, timeout, type Observable, type OperatorFunction, type SchedulerLike } from 'rxjs';
import { mergeMapBounded } from '../graph/operators/index.ts';
import { appendSurely } from './append.ts';
import { encodeBody, encodeHeader, type ChunkHeader } from './chunk.ts';
import { CommitQueue, eventsOf, type Commit } from './commit-queue.ts';
import { LogFailure, type Log } from './log.ts';
import { addTotals, noTotals } from './totals.ts';

export interface GroupCommitOptions {
  readonly log: Pick<Log, 'append' | 'last'>;
  readonly source: string;
  readonly node: string;
  readonly term: number;
  /** The chunk after which the first one is appended. */
  readonly after: { readonly sequence: number; readonly header: Pick<ChunkHeader, 'totals'> | undefined };
  /** The time without an acknowledgement after which the leader gives up, in ms. */
  readonly stepDownMs: number;
  readonly maxWaitingPosts: number;
  readonly onWaiting: (posts: number) => void;
  readonly scheduler: SchedulerLike;
}

/**
 * Appends what comes in chunks, with one append in flight: what comes meanwhile is the next chunk, so an idle log adds no
 * delay and a busy one has full chunks. Emits the number of each chunk that is in the log. Errors with a `LogFailure`
 * when another node leads, or when the log has not answered for `stepDownMs`.
 *
 * @example
 * commits$.pipe(groupCommit({ log, source: 'demo', node: 'a', term: 3, after, stepDownMs: 3_000, ...limits }));
 */
export function groupCommit(options: GroupCommitOptions): OperatorFunction<Commit, number> {
  const { log, source, node, term, after, stepDownMs, maxWaitingPosts, onWaiting, scheduler } = options;
  return (commits$) =>
    defer(() => {
      let { sequence } = after;
      let totals = after.header?.totals ?? noTotals;
      let count = 0;
      let ackedAt = scheduler.now();
      const append = (commit: Commit): Observable<number> => {
        const at = scheduler.now();
        count += 1;
        totals = addTotals(totals, commit.totals);
        const header = encodeHeader({ term, node, at, ...commit.standing, totals });
        const message = {
          ...{ source, header, id: `${source}-${term}-${node}-${count}` },
          body: encodeBody(eventsOf(commit, source)),
        };
        return appendSurely(message, sequence, { log, scheduler }).pipe(
          // Others count the silence from the last chunk on, which they see after it was sent.
          timeout({
            first: Math.max(0, ackedAt + stepDownMs - at),
            scheduler,
            with: () => throwError(() => noAnswer()),
          }),
          tap((appended) => {
            sequence = appended;
            ackedAt = at;
          }),
        );
      };
      const createQueue = (): CommitQueue => new CommitQueue({ maxWaitingPosts, onWaiting });
      return commits$.pipe(mergeMapBounded(append, { concurrency: 1, createQueue }));
    });
}

const noAnswer = (): LogFailure => new LogFailure('unknown', 'The log does not answer.');
