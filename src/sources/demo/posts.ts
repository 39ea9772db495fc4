import { createPublisher, type Draft } from './publisher.ts';
import { createRandom } from './random.ts';
import { createSurge } from './surge.ts';
import { createThinker } from './thinker.ts';

/** A draft, and how long to wait before it: in mean spacings, so 1 on average over a long stretch. */
export interface Step {
  readonly wait: number;
  readonly draft: Draft;
}

export interface DemoPostsOptions {
  /** The same seed gives the same posts. */
  readonly seed: string | number;
}

/**
 * An endless stream of posts as people write them, the same for the same seed: topics come round as `createDeck` deals
 * them, each in the plain form that a query for it finds; now and then something happens, and many talk about it.
 */
export function createDemoPosts({ seed }: DemoPostsOptions): { readonly next: () => Step } {
  const random = createRandom(`undertone ${seed}`);
  const thinker = createThinker(random);
  const publisher = createPublisher(`${seed}`, random);
  const surge = createSurge(random);
  return {
    next: () => {
      const { wait, event, age } = surge();
      if (event !== undefined) return { wait, draft: publisher.publish(thinker.react(event, age)) };
      const idea = thinker.think();
      if (idea === 'repost') return { wait, draft: publisher.repost() };
      if (idea === 'abroad') return { wait, draft: publisher.publishAbroad() };
      return { wait, draft: publisher.publish(idea) };
    },
  };
}
