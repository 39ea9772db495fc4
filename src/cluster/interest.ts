import { hash } from 'node:crypto';
import type { QuerySet } from '../graph/index.ts';
import { isStringList, parseJson, type Query } from '../model/index.ts';
import { parseQuery } from '../query/index.ts';

/** A gateway writes its queries into so many keys at most, so that one change costs a fraction of all. */
const slots = 64;

/** Returns the keys of what a gateway tracks, with their values. @example slotsOf('a', querySet).get('a.17') */
export function slotsOf(node: string, querySet: QuerySet): ReadonlyMap<string, string> {
  const queries = new Map<string, string[]>();
  for (const { canonical } of querySet) {
    const slot = parseInt(hash('sha1', canonical).slice(0, 2), 16) % slots;
    const key = `${node}.${slot}`;
    queries.set(key, [...(queries.get(key) ?? []), canonical]);
  }
  return new Map(Array.from(queries, ([key, list]) => [key, JSON.stringify(list.toSorted())]));
}

interface Entry {
  readonly value: string;
  readonly queries: readonly Query[];
  readonly at: number;
}

/**
 * Collects the queries that all gateways track, by the keys that they write and refresh. The queries of a gateway that has
 * died are kept for a time, since its clients come back elsewhere.
 */
export class Interest {
  readonly #keepMs: number;
  readonly #entries = new Map<string, Entry>();
  readonly #parsed = new Map<string, Query>();

  constructor(keepMs: number) {
    this.#keepMs = keepMs;
  }

  /** Records a key's value, or that it was deleted. Returns whether that changes what is tracked. */
  set(key: string, value: string | undefined, now: number): boolean {
    const before = this.#entries.get(key);
    if (value === undefined) return this.#entries.delete(key);
    const isSame = before?.value === value;
    const queries = isSame ? before.queries : this.#parse(value);
    this.#entries.set(key, { value, queries, at: now });
    return !isSame;
  }

  /** Removes what has not been refreshed. Returns whether there was any. */
  expire(now: number): boolean {
    const old = Array.from(this.#entries).filter(([, { at }]) => now - at > this.#keepMs);
    for (const [key] of old) this.#entries.delete(key);
    return old.length > 0;
  }

  /** Returns the distinct queries of all gateways. */
  querySet(): QuerySet {
    const distinct = new Map<string, Query>();
    for (const { queries } of this.#entries.values()) for (const query of queries) distinct.set(query.canonical, query);
    for (const canonical of this.#parsed.keys()) if (!distinct.has(canonical)) this.#parsed.delete(canonical);
    return [...distinct.values()];
  }

  /** Another version may spell a query in another way, or write one that we can't read, which is left out. */
  #parse(value: string): readonly Query[] {
    const texts = parseJson(value);
    if (!isStringList(texts)) return [];
    return texts.flatMap((text) => {
      try {
        const query = this.#parsed.get(text) ?? parseQuery(text);
        this.#parsed.set(query.canonical, query);
        return [query];
      } catch {
        return [];
      }
    });
  }
}
