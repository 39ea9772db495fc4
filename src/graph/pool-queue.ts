import { FairQueue, Fifo, type Claim } from '../budget/index.ts';
import type { Limits } from './limits.ts';
import type { WaitingQueue } from './operators/index.ts';
import type { MatchedPost, Probe } from './ports.ts';

/** Posts that are scored together. */
export interface Batch {
  readonly posts: readonly MatchedPost[];
  /** The arrival of the oldest of them, in epoch ms. */
  readonly since: number;
}

export interface PoolQueueOptions {
  readonly limits: Pick<Limits, 'maxBatchPosts' | 'maxWaitingPosts'>;
  readonly probe: Pick<Probe, 'record' | 'shed'>;
  /** Returns a live query by its canonical spelling. */
  readonly claimOf: (query: string) => Claim | undefined;
}

interface WaitingPost {
  readonly post: MatchedPost;
  /** The arrival of the oldest post of its batch, in epoch ms. */
  readonly since: number;
}

/**
 * The posts that wait for the pool. While few wait they stay in their batches, which costs nothing; and they keep their
 * place. Those that come later wait one by one, so that only those are shed that nobody wants but the one who has the most
 * waiting, and leave in batches as large as the pool takes them.
 */
export class PoolQueue implements WaitingQueue<Batch> {
  readonly #options: PoolQueueOptions;
  /** The oldest batches, with up to a quarter of the posts that may wait. */
  readonly #early = new Fifo<Batch>();
  #earlyPosts = 0;
  readonly #queue: FairQueue<WaitingPost>;

  constructor(options: PoolQueueOptions) {
    this.#options = options;
    this.#queue = new FairQueue(({ post }) => claimsOn(post, options.claimOf));
  }

  push(batch: Batch): void {
    const { posts, since } = batch;
    const { limits, probe } = this.#options;
    if (this.#queue.size === 0 && this.#earlyPosts + posts.length <= limits.maxWaitingPosts / 4) {
      this.#early.push(batch);
      this.#earlyPosts += posts.length;
      return;
    }
    let shed = 0;
    for (const post of posts) {
      this.#queue.push({ post, since });
      if (this.#earlyPosts + this.#queue.size <= limits.maxWaitingPosts) continue;
      const loss = this.#queue.shed();
      if (loss === undefined) continue;
      shed += 1;
      probe.shed?.(loss.claim, loss.reason);
    }
    if (shed > 0) probe.record('shed', shed);
  }

  shift(): Batch | undefined {
    const early = this.#early.shift();
    if (early !== undefined) {
      this.#earlyPosts -= early.posts.length;
      return early;
    }
    const taken = this.#queue.take(this.#options.limits.maxBatchPosts);
    const [oldest] = taken;
    return oldest && { posts: taken.map(({ post }) => post), since: oldest.since };
  }
}

function* claimsOn({ matches }: MatchedPost, claimOf: PoolQueueOptions['claimOf']): Generator<Claim> {
  for (const { query } of matches) {
    const claim = claimOf(query.canonical);
    if (claim !== undefined) yield claim;
  }
}
