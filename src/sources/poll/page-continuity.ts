export interface Continuity {
  /** Whether nothing lies between this answer and the last. */
  readonly complete: boolean;
  /** The time of the last request, in epoch ms, if comments may have come and gone since. */
  readonly missedSince?: number;
}

/**
 * Finds out whether the answers of an address follow each other without a hole: each lists something of the last. Where
 * only news is listed none does, and a hole can't be seen; a comment that always stays at the top hides every hole.
 */
export class PageContinuity {
  #last: { readonly keys: ReadonlySet<string>; readonly askedAt: number } | undefined;
  /** Whether the last answer listed something of the one before it. */
  #repeats = false;

  /** Returns whether an answer with these keys would be missing something, as far as is known. */
  mayMiss(keys: ReadonlySet<string>): boolean {
    const last = this.#last;
    return this.#repeats && last !== undefined && keys.size > 0 && !keys.values().some((key) => last.keys.has(key));
  }

  /** Records an answer: the keys that it lists, and the time of its request in epoch ms. */
  receive(keys: ReadonlySet<string>, askedAt: number): Continuity {
    const last = this.#last;
    const repeats = last !== undefined && keys.values().some((key) => last.keys.has(key));
    const complete = repeats || keys.size === 0;
    const missed = !complete && this.#repeats;
    this.#last = { keys, askedAt };
    this.#repeats = repeats;
    return { complete, ...(missed && last !== undefined && { missedSince: last.askedAt }) };
  }

  /** Records an answer that lists the same as the last one. */
  unchanged(askedAt: number): void {
    if (this.#last === undefined) return;
    this.#repeats = this.#last.keys.size > 0;
    this.#last = { ...this.#last, askedAt };
  }
}
