import { hash } from 'node:crypto';
import type { Coverage, QuerySet } from '../graph/index.ts';
import type { Query, UndertoneError } from '../model/index.ts';

/** Returns the 66 bits by which the log names a query. @example queryHash('pizza').length // 11 */
export const queryHash = (canonical: string): string => hash('sha1', canonical, 'base64url').slice(0, 11);

/** The hashes of queries, each computed once. */
export class QueryHashes {
  readonly #hashes = new WeakMap<Query, string>();

  of(query: Query): string {
    const hashed = this.#hashes.get(query) ?? queryHash(query.canonical);
    this.#hashes.set(query, hashed);
    return hashed;
  }
}

/**
 * Returns a coverage of the log, which names queries by their hashes, as it concerns a set of queries. One of an older
 * version names them by their texts.
 */
export function coverageOf<C extends Coverage>(coverage: C, querySet: QuerySet, hashes = new QueryHashes()): C {
  const active = new Set<string>();
  const refused = new Map<string, UndertoneError>();
  for (const query of querySet) {
    const { canonical } = query;
    const name = hashes.of(query);
    if (coverage.active.has(name) || coverage.active.has(canonical)) active.add(canonical);
    const error = coverage.refused.get(name) ?? coverage.refused.get(canonical);
    if (error !== undefined) refused.set(canonical, error);
  }
  return { ...coverage, active, refused };
}
