/** Who gets something, under which of its own ids. */
export class Subscribers<S> {
  readonly #ids = new Map<S, Set<string>>();

  add(session: S, id: string): void {
    const ids = this.#ids.get(session);
    if (ids === undefined) this.#ids.set(session, new Set([id]));
    else ids.add(id);
  }

  delete(session: S, id: string): void {
    const ids = this.#ids.get(session);
    ids?.delete(id);
    if (ids?.size === 0) this.#ids.delete(session);
  }

  get isEmpty(): boolean {
    return this.#ids.size === 0;
  }

  /** Each session with its ids. Who is deleted while this runs, and has not had its turn, is left out. */
  [Symbol.iterator](): IterableIterator<[S, ReadonlySet<string>]> {
    return this.#ids[Symbol.iterator]();
  }
}
