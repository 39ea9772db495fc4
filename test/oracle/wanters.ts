import { must, type Posted } from './expected-frames.ts';
import { modelLimits } from './model-limits.ts';

/** The clients, and what waits for queries that are gone. */
const maxOwners = 4;

/** The posts of a full queue that are shared; the first quarter keep their places. */
const sharedPosts = modelLimits.maxWaitingPosts + 1 - Math.floor(modelLimits.maxWaitingPosts / 4);

/** Posts of an owner up to this number are below an equal share, however many others have posts in the queue. */
const safePosts = Math.ceil(sharedPosts / maxOwners) - 1;

/** The clients that want a post that waits for the scorer. */
export class Wanters {
  /** Whoever wanted it at some time, and may have been charged for it. */
  readonly #ever = new Set<string>();
  /** Whoever has wanted it all the time. */
  #always: readonly string[];
  /** Those of them who had so many posts waiting at some time that they may have lost this one. */
  readonly #crowded = new Set<string>();

  constructor(owners: readonly string[]) {
    this.#always = owners;
    this.update(owners);
  }

  /** These want it now. */
  update(owners: readonly string[]): void {
    for (const owner of owners) this.#ever.add(owner);
    this.#always = this.#always.filter((owner) => owners.includes(owner));
  }

  /** It was shed: nobody who wanted it was below an equal share. */
  checkShed(post: string): void {
    for (const owner of this.#always) {
      must(this.#crowded.has(owner), `${post} was shed, and ${owner}, who wanted it, had few posts waiting.`);
    }
  }

  /** Notes for all posts that wait who has many of them. */
  static crowd(waiting: readonly Wanters[]): void {
    for (const owner of new Set(waiting.flatMap((wanters) => [...wanters.#ever]))) {
      const wanted = waiting.filter((wanters) => wanters.#ever.has(owner));
      if (wanted.length > safePosts) for (const wanters of wanted) wanters.#crowded.add(owner);
    }
  }
}

/** Posts that the scorer was given together. */
export interface Batch {
  readonly posts: readonly Waiting[];
  isAnswered: boolean;
}

/** A post that waits for the scorer or is with it. */
export interface Waiting {
  readonly posted: Posted;
  readonly isScorable: boolean;
  readonly wanters: Wanters;
}
