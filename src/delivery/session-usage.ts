import type { TrackIntent } from '../graph/index.ts';
import type { SessionIdentity } from './session-identity.ts';
import type { Usage, UsageRefusal, Use } from './usage.ts';

/** Counts the queries and windows that the ids of a session use. */
export class SessionUsage {
  readonly #usage: Usage;
  readonly #session: SessionIdentity;
  readonly #uses = new Map<string, Use>();

  constructor(usage: Usage, session: SessionIdentity) {
    this.#usage = usage;
    this.#session = session;
  }

  /**
   * Counts what an id uses from now on in place of what it has used; or returns the budget that forbids it, and counts as
   * before. The old use is released first, so that an id can be replaced by a session that has all it may have.
   */
  track({ id, query, posts = true, summary }: TrackIntent): UsageRefusal | undefined {
    const old = this.#uses.get(id);
    if (old !== undefined) this.#usage.release(this.#session, old);
    const use: Use = { query: query.canonical, isKept: posts, window: summary };
    const refusal = this.#usage.acquire(this.#session, use);
    if (refusal === undefined) this.#uses.set(id, use);
    // It was released just now, so it fits.
    else if (old !== undefined) this.#usage.acquire(this.#session, old);
    return refusal;
  }

  untrack(id: string): void {
    const use = this.#uses.get(id);
    if (use === undefined) return;
    this.#uses.delete(id);
    this.#usage.release(this.#session, use);
  }

  /** Counts nothing more, once the queries that are kept for a session that may resume have expired. Idempotent. */
  close(isResumable: boolean): void {
    const uses = Array.from(this.#uses.values(), (use) => (isResumable ? use : { ...use, isKept: false }));
    this.#uses.clear();
    this.#usage.close(this.#session, uses);
  }
}
