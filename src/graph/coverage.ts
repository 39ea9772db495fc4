import type { StoreEvent } from './ports.ts';

type CoverageEvent = Extract<StoreEvent, { readonly type: `coverage-${string}` }>;

export interface CoverageOptions {
  /** Returns whether at least one source is live for a query (canonical). */
  readonly isLive: (canonical: string) => boolean;
  /** Returns the current event time, epoch ms. */
  readonly eventTimeNow: () => number;
  /** Returns the wall clock in epoch ms. */
  readonly now: () => number;
}

/** How far the event clock may go back within one interval, in ms; a bucket's length. */
const toleranceMs = 10_000;

/**
 * The coverage of the live queries: since when, in event time, each has been tracked while at least one source was live
 * for it. A state machine: each method takes one change in and returns what the store is to keep of it.
 *
 * When event time leaps back, as with the first post of an old recording, all intervals end and begin again there.
 */
export class Coverage {
  readonly #options: CoverageOptions;
  /** The live queries, by canonical spelling, each with the beginning of its open interval; undefined without one. */
  readonly #since = new Map<string, number | undefined>();
  /** The latest event time since the last leap back. */
  #reached = -Infinity;

  constructor(options: CoverageOptions) {
    this.#options = options;
  }

  /** Returns from when on a query has been covered without interruption, epoch ms; Infinity when it is not covered now. */
  since(canonical: string): number {
    return this.#since.get(canonical) ?? Infinity;
  }

  add(canonical: string): readonly CoverageEvent[] {
    this.#since.set(canonical, undefined);
    return this.#update(canonical);
  }

  remove(canonical: string): readonly CoverageEvent[] {
    const events = [...this.advance(), ...this.#end(canonical)];
    this.#since.delete(canonical);
    return events;
  }

  /** Applies a change of a source's status, given the predicate of the queries that it affects. */
  statusChanged(isAffected: (canonical: string) => boolean): readonly CoverageEvent[] {
    return Array.from(this.#since.keys())
      .filter(isAffected)
      .flatMap((canonical) => this.#update(canonical));
  }

  /** Follows the event clock; to be called for each result. */
  advance(): readonly CoverageEvent[] {
    const at = this.#options.eventTimeNow();
    if (at >= this.#reached - toleranceMs) {
      this.#reached = Math.max(this.#reached, at);
      return [];
    }
    const covered = Array.from(this.#since.keys()).filter((canonical) => this.since(canonical) < Infinity);
    const ended = covered.flatMap((canonical) => this.#end(canonical));
    this.#reached = at;
    const restarted = covered.flatMap((canonical) => this.#update(canonical));
    return [...ended, ...restarted, this.#reachedEvent()];
  }

  /** Reports how far the open intervals reach; to be called once a second and at the end. */
  heartbeat(): readonly CoverageEvent[] {
    const events = this.advance();
    return this.#since.size === 0 ? events : [...events, this.#reachedEvent()];
  }

  /** Begins or ends the interval of a query by its status. */
  #update(canonical: string): readonly CoverageEvent[] {
    const isCovered = this.since(canonical) < Infinity;
    if (this.#options.isLive(canonical) === isCovered) return [];
    const events = this.advance();
    if (isCovered) return [...events, ...this.#end(canonical)];
    this.#since.set(canonical, this.#reached);
    return [...events, { type: 'coverage-started', query: canonical, at: this.#reached }];
  }

  #end(canonical: string): readonly CoverageEvent[] {
    const since = this.#since.get(canonical);
    if (since === undefined) return [];
    this.#since.set(canonical, undefined);
    return [{ type: 'coverage-ended', query: canonical, at: Math.max(since, this.#reached) }];
  }

  #reachedEvent(): CoverageEvent {
    return { type: 'coverage-reached', at: this.#reached, now: this.#options.now() };
  }
}
