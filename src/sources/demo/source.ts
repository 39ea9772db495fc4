import { concatMap, defer, from, repeat, startWith, timer, type SchedulerLike } from 'rxjs';
import type { Source, SourceEvent } from '../../graph/ports.ts';
import { createSteadyClock } from '../../model/index.ts';
import { createDemoPosts, type Step } from './generator.ts';

export interface DemoOptions {
  /** `demo` by default. */
  readonly name?: string;
  /** The same seed and the same scheduler give the same posts at the same times. Ids contain it. */
  readonly seed: string | number;
  /** The mean rate in posts per second, above 0; 40 by default. */
  readonly postsPerSecond?: number;
  readonly scheduler: SchedulerLike;
}

/** The most by which the stream may fall behind its own times, in ms; further behind, it goes on from the present. */
const maxBehindMs = 1_000;

/**
 * Creates an endless stream of invented posts, for a first look without a key or a network. It sends all of them,
 * whatever is tracked. There is one sequence per source: a new subscription continues where the last one stopped, with
 * the next post at its own time or, after a pause, at once. It never completes and never errors.
 *
 * @example
 * createDemo({ seed: 1, postsPerSecond: 10, scheduler: asyncScheduler }).open(queries$);
 */
export function createDemo({ name = 'demo', seed, postsPerSecond = 40, scheduler }: DemoOptions): Source {
  const posts = createDemoPosts({ seed });
  const spacingMs = 1_000 / postsPerSecond;
  const steadyNow = createSteadyClock(() => scheduler.now());
  let next: Step = posts.next();
  /** The time at which the next post is due, by the steady clock. */
  let due = -Infinity;

  /** Returns the time; what is too far behind it, after a pause or since the clock was set forward, is due now. */
  const catchUp = (): number => {
    const now = steadyNow();
    if (due < now - maxBehindMs) due = now;
    return now;
  };

  /** Yields the posts that are due. A post that is not pulled stays the next one. */
  function* takeDue(): Generator<SourceEvent> {
    const now = catchUp();
    const at = Math.floor(scheduler.now());
    while (due <= now) {
      const { draft } = next;
      next = posts.next();
      due += next.wait * spacingMs;
      yield { type: 'post', post: { ...draft, at, createdAt: new Date(at).toISOString() } };
    }
  }

  const live: SourceEvent = { type: 'state', source: name, state: 'live' };
  return {
    name,
    open: () =>
      defer(() => {
        const now = catchUp();
        return timer(Math.max(0, due - now), scheduler);
      }).pipe(
        concatMap(() => from(takeDue())),
        repeat(),
        startWith(live),
      ),
  };
}
