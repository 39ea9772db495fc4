import type { Payer } from '../budget/index.ts';
import type { LiveQuery } from './live-query.ts';
import type { Session } from './session.ts';

interface Kept<S extends Session> {
  readonly payer: Payer;
  readonly queries: readonly LiveQuery<S>[];
}

/** The queries of closed sessions that may resume, by the id of the session. */
export class ResumableQueries<S extends Session> {
  readonly #kept = new Map<string, Kept<S>>();

  /** Keeps queries for a session that closes. */
  add(session: S, queries: readonly LiveQuery<S>[]): void {
    // Not the session itself, which may keep a socket.
    const payer = { id: session.id, owner: session.owner };
    for (const live of queries) {
      live.refCount += 1;
      live.addResumable(payer);
    }
    this.#kept.set(session.id, { payer, queries });
  }

  /** Removes and returns the queries that were kept for a session, which still count as references. */
  take(sessionId: string): readonly LiveQuery<S>[] {
    const { payer, queries } = this.#kept.get(sessionId) ?? {};
    if (payer === undefined || queries === undefined) return [];
    this.#kept.delete(sessionId);
    for (const live of queries) live.removeResumable(payer);
    return queries;
  }
}
