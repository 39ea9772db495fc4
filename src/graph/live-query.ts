import type { Claim, Payer } from '../budget/index.ts';
import type { Query } from '../model/index.ts';
import type { ResultLog } from './result-log.ts';
import { Subscribers } from './subscribers.ts';

/** An id of a session, with the query that it stands for. */
export interface Subscription<S> {
  readonly session: S;
  readonly id: string;
  readonly query: Query;
  /** The token with which the session gets everything from now on. */
  readonly resume: string;
}

/** A query that at least one session tracks or may come back to, with its subscribers, who pay for its results. */
export class LiveQuery<S extends Payer> implements Claim {
  readonly query: Query;
  readonly log: ResultLog;
  /** The ids that receive each result. */
  readonly results = new Subscribers<S>();
  /** The ids that receive no results, only summaries. Most queries have none. */
  #others: Subscribers<S> | undefined;
  /** Closed sessions that may resume. */
  #resumable: Set<Payer> | undefined;
  /** The references to it: the ids that track it, and those of closed sessions that may resume. */
  refCount = 0;
  #sessions = 0;

  constructor(query: Query, log: ResultLog) {
    this.query = query;
    this.log = log;
  }

  /** Its canonical spelling. */
  get name(): string {
    return this.query.canonical;
  }

  /** The sessions that track it now. */
  get sessions(): number {
    return this.#sessions;
  }

  addSubscriber(session: S, id: string, posts: boolean): void {
    if (!this.#has(session)) this.#sessions += 1;
    if (posts) this.results.add(session, id);
    else (this.#others ??= new Subscribers<S>()).add(session, id);
  }

  removeSubscriber(session: S, id: string): void {
    if (!this.#has(session)) return;
    this.results.remove(session, id);
    this.#others?.remove(session, id);
    if (!this.#has(session)) this.#sessions -= 1;
  }

  addResumable(payer: Payer): void {
    (this.#resumable ??= new Set()).add(payer);
  }

  removeResumable(payer: Payer): void {
    this.#resumable?.delete(payer);
  }

  /** Yields the sessions that track it, then those that may resume. */
  *payers(): Generator<Payer> {
    yield* this.results.sessions();
    if (this.#others !== undefined) yield* this.#others.sessions();
    if (this.#resumable !== undefined) yield* this.#resumable;
  }

  /** Yields every id that tracks the query. */
  *subscriptions(): Generator<Subscription<S>> {
    const { query, log } = this;
    const resume = log.resume();
    for (const subscribers of [this.results, this.#others ?? []]) {
      for (const [session, ids] of subscribers) for (const id of ids) yield { session, id, query, resume };
    }
  }

  #has(session: S): boolean {
    return this.results.has(session) || this.#others?.has(session) === true;
  }
}
