import { concatMap, defer, from, repeat, startWith, timer, type SchedulerLike } from 'rxjs';
import type { Source, SourceEvent } from '../graph/ports.ts';
import { createDemoPosts, type Step } from './demo/posts.ts';

export interface DemoOptions {
  /** Default `demo`. */
  readonly name?: string;
  /** The same seed and the same scheduler give the same posts at the same times. Ids carry it. */
  readonly seed: string | number;
  /** On average, in posts per second; above 0. Default 40. */
  readonly postsPerSecond?: number;
  readonly scheduler: SchedulerLike;
}

/** How far the stream may fall behind its own times before it lets them go, in ms. */
const maxBehindMs = 1_000;

/**
 * An endless stream of invented posts, for a first look without a key or a network. It sends all of them, whatever is
 * wanted. One sequence per source: who opens it again goes on where it stopped, with the next post at its own time or,
 * after a pause, at once. Never completes, never errors.
 */
export function createDemo({ name = 'demo', seed, postsPerSecond = 40, scheduler }: DemoOptions): Source {
  const posts = createDemoPosts({ seed });
  const spacingMs = 1_000 / postsPerSecond;
  let next: Step = posts.next();
  let due = -Infinity;

  /** The posts whose time has come. Lazy: a post that nobody takes stays the next one. */
  function* takeDue(): Generator<SourceEvent> {
    const now = scheduler.now();
    while (due <= now) {
      const at = Math.floor(now);
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
        const now = scheduler.now();
        if (due < now - maxBehindMs) due = now;
        return timer(Math.max(0, due - now), scheduler);
      }).pipe(
        concatMap(() => from(takeDue())),
        repeat(),
        startWith(live),
      ),
  };
}
