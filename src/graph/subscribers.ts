/** The sessions that receive something, each with its own ids for it. */
export class Subscribers<S> {
  readonly #ids = new Map<S, Set<string>>();

  add(session: S, id: string): void {
    const ids = this.#ids.get(session);
    if (ids === undefined) this.#ids.set(session, new Set([id]));
    else ids.add(id);
  }

  remove(session: S, id: string): void {
    const ids = this.#ids.get(session);
    ids?.delete(id);
    if (ids?.size === 0) this.#ids.delete(session);
  }

  has(session: S): boolean {
    return this.#ids.has(session);
  }

  get isEmpty(): boolean {
    return this.#ids.size === 0;
  }

  sessions(): IterableIterator<S> {
    return this.#ids.keys();
  }

  /** Iterates over the sessions and their ids. One that is removed during the iteration, before its turn, is left out. */
  [Symbol.iterator](): IterableIterator<[S, ReadonlySet<string>]> {
    return this.#ids[Symbol.iterator]();
  }
}
