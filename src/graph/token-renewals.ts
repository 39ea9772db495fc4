import type { LiveQuery, Subscription } from './live-query.ts';
import type { MatchedPost, PostLog, Session } from './ports.ts';
import type { Registry } from './registry.ts';

export interface TokenRenewalsOptions<S extends Session> {
  readonly log: Pick<PostLog, 'position' | 'keepMs'>;
  readonly registry: Pick<Registry<S>, 'queries' | 'liveQueries' | 'renew'>;
}

/** The longest time in which a query without results keeps its token, in ms. */
const maxQuietMs = 60_000;
/** The time between two calls of `renew`, in ms: each concerns some of the queries, so that none takes long. */
export const renewalMs = 1_000;

/**
 * Renews the tokens of queries without results: a token is the position of the last result, which the log forgets after a
 * while. The new one is a position up to which all results have been delivered.
 */
export class TokenRenewals<S extends Session> {
  readonly #options: TokenRenewalsOptions<S>;
  /** The calls in which each query has its turn once. A query is quiet when it had no result between two turns. */
  readonly #calls: number;
  /** The queries that have their turn now, times `#calls`. */
  #due = 0;
  #turns: IterableIterator<LiveQuery<S>> | undefined;
  /** The position of the last post that went to be scored, and of the last that was delivered. */
  #matched = 0;
  #delivered = 0;

  constructor(options: TokenRenewalsOptions<S>) {
    this.#options = options;
    const quietMs = Math.min(maxQuietMs, options.log.keepMs / 4);
    this.#calls = Math.max(1, Math.floor(quietMs / 2 / renewalMs));
  }

  /** Called with each post that is to be scored. */
  match({ position = 0 }: MatchedPost): void {
    this.#matched = position;
  }

  /** Called with each post before it is delivered. They are in the order of their positions. */
  deliver({ position = 0 }: MatchedPost): void {
    this.#delivered = position;
  }

  /** Yields the ids of the queries that are quiet among those whose turn it is, with their new tokens. */
  *renew(): Generator<Subscription<S>> {
    const { registry } = this.#options;
    const position = this.#settled();
    if (position === undefined) return;
    for (this.#due += registry.queries; this.#due >= this.#calls; this.#due -= this.#calls) {
      const live = this.#next();
      if (live !== undefined) yield* registry.renew(live, position);
    }
  }

  #next(): LiveQuery<S> | undefined {
    const turn = this.#turns?.next();
    if (turn?.done === false) return turn.value;
    this.#turns = this.#options.registry.liveQueries();
    const first = this.#turns.next();
    return first.done === true ? undefined : first.value;
  }

  /** Returns the position up to which all results have been delivered; undefined while that is not known. */
  #settled(): number | undefined {
    const position = this.#options.log.position();
    if (this.#matched === this.#delivered) return position;
    // Positions of another log may be greater.
    return this.#delivered < this.#matched && this.#matched <= position ? this.#delivered : undefined;
  }
}
