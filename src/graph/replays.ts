import { defer, type Observable } from 'rxjs';
import { Slots } from '../budget/index.ts';
import type { Query } from '../model/index.ts';
import { withSlot } from './operators/with-slot.ts';
import type { ReadPage } from './ports.ts';
import { ReplayPass, type ReplayOptions } from './replay-pass.ts';
import type { ReplayRequest } from './replay-request.ts';

/**
 * Returns an observable that emits once, when a query's results of a span, or of the log's last seconds, have been found, how
 * to read them.
 */
export type Replay = (query: Query, span: ReplayRequest['span']) => Observable<ReadPage>;

/**
 * Creates the replays of a log: each finds the results of one query in a span of the log, by the same matching and the
 * same scorer as new posts, and the posts before it that were deleted meanwhile. Replays share passes over the log, of which
 * there is one at a time.
 *
 * @example
 * const replay = createReplays({ log, scorer, retractions, limits: defaultLimits, scheduler });
 * replay(query, { after: 1_024, upTo: 4_096 }).pipe(mergeMap((readFirst) => readFirst()));
 */
export function createReplays(options: ReplayOptions): Replay {
  const turns = new Slots<string>({ max: 1, maxPerOwner: 1, maxWaiting: Infinity, maxWaitingPerOwner: Infinity });
  let next: ReplayPass | undefined;
  const begin = (): ReplayPass => {
    const pass: ReplayPass = new ReplayPass(options, (work) =>
      withSlot({
        ...{ slots: turns, owner: 'replay' },
        work: () => {
          if (next === pass) next = undefined;
          return work();
        },
      }),
    );
    return pass;
  };
  return (query, span) =>
    defer(() => {
      next ??= begin();
      return next.add(query, span);
    });
}
