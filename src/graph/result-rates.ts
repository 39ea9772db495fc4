import { FairRate } from '../budget/index.ts';
import type { Limits } from './limits.ts';
import type { LiveQuery } from './live-query.ts';
import type { LossDelivery, Probe, Session } from './ports.ts';

export interface ResultRatesOptions {
  readonly limits: ResultRateLimits;
  /** Called for each result that is shed, with its canonical query. */
  readonly onShed?: Probe['resultShed'] | undefined;
  /** Returns the wall clock in epoch ms. */
  readonly now: () => number;
}

export type ResultRateLimits = Pick<
  Limits,
  'freeResultsPerPost' | 'maxResultsPerSecondPerOwner' | 'maxResultsPerSecond'
>;

/** The time between two reports to the sessions that lose results, in ms. */
const reportMs = 1_000;

/**
 * Sheds the results that are too many: one post may match every query of an address, and one query may have thousands of
 * ids. Matches are shed before the post is scored, so that they cost no score, no window and no row in the store;
 * deliveries before they reach the session. What a session loses is collected until it is reported.
 */
export class ResultRates<S extends Session> {
  readonly #options: ResultRatesOptions;
  readonly #matches: FairRate;
  readonly #deliveries: FairRate;
  /** The results that each session has lost since it was told, by its ids. */
  readonly #losses = new Map<S, Map<string, number>>();
  #turn = 0;
  #reportedAt = 0;

  constructor(options: ResultRatesOptions) {
    this.#options = options;
    const { freeResultsPerPost: freePerItem, maxResultsPerSecondPerOwner: maxPerOwner, ...rest } = options.limits;
    const rate = { freePerItem, maxPerOwner, max: rest.maxResultsPerSecond, now: options.now };
    this.#matches = new FairRate(rate);
    this.#deliveries = new FairRate(rate);
  }

  /** Returns those of the queries that a post matches whose result is within someone's rate. Keeps their order. */
  selectMatches(found: readonly LiveQuery<S>[]): readonly LiveQuery<S>[] {
    if (found.length <= this.#options.limits.freeResultsPerPost) return found;
    this.#matches.beginItem();
    const selected: LiveQuery<S>[] = [];
    // Each post begins at another query, so that none of them pays for all others.
    this.#turn = (this.#turn + 1) % found.length;
    const shed = new Set<LiveQuery<S>>();
    for (let index = 0; index < found.length; index += 1) {
      const live = found[(this.#turn + index) % found.length];
      if (live !== undefined && !this.#matches.tryConsume(live.payers())) shed.add(live);
    }
    for (const live of found) {
      if (shed.has(live)) this.#loseAll(live);
      else selected.push(live);
    }
    return selected;
  }

  /** Called before the deliveries of a post. */
  beginPost(): void {
    this.#deliveries.beginItem();
  }

  /** Returns whether the ids of a session receive a result; else it is lost. */
  acceptsDelivery(session: S, ids: ReadonlySet<string>, query: string): boolean {
    if (this.#deliveries.tryCharge(session, ids.size)) return true;
    for (const id of ids) {
      this.#lose(session, id);
      this.#options.onShed?.('delivery', query);
    }
    return false;
  }

  /** Removes and returns what sessions have lost; none before it is time to report again, unless `isLast`. */
  *takeLosses(isLast: boolean): Generator<LossDelivery<S>> {
    if (this.#losses.size === 0) return;
    const now = this.#options.now();
    if (!isLast && Math.abs(now - this.#reportedAt) < reportMs) return;
    this.#reportedAt = now;
    for (const [session, results] of this.#losses) {
      this.#losses.delete(session);
      yield { type: 'loss', session, results };
    }
  }

  /** Forgets what a closed session has lost. */
  forget(session: S): void {
    this.#losses.delete(session);
  }

  #loseAll(live: LiveQuery<S>): void {
    this.#options.onShed?.('match', live.name);
    for (const [session, ids] of live.results) for (const id of ids) this.#lose(session, id);
  }

  #lose(session: S, id: string): void {
    const results = this.#losses.get(session) ?? new Map<string, number>();
    this.#losses.set(session, results.set(id, (results.get(id) ?? 0) + 1));
  }
}
