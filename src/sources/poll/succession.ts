export interface Step {
  /** Whether nothing lies between this answer and the last. */
  readonly complete: boolean;
  /** When the last answer was asked for, in epoch ms, if comments may have come and gone since. */
  readonly missedSince?: number;
}

/**
 * Whether the answers of an address follow each other without a hole: each lists something of the last. Where only news
 * is listed none does, and nothing can be told; a comment that always stays at the top hides every hole.
 */
export class Succession {
  #last: { readonly keys: ReadonlySet<string>; readonly askedAt: number } | undefined;
  /** Whether the last answer had something of the one before it. */
  #repeats = false;

  /** Notes an answer: what it lists, and when it was asked for, in epoch ms. */
  follow(keys: ReadonlySet<string>, askedAt: number): Step {
    const last = this.#last;
    const repeats = last !== undefined && keys.values().some((key) => last.keys.has(key));
    const complete = repeats || keys.size === 0;
    const missed = !complete && this.#repeats;
    this.#last = { keys, askedAt };
    this.#repeats = repeats;
    return { complete, ...(missed && last !== undefined && { missedSince: last.askedAt }) };
  }

  /** Notes that an answer lists what the last one did. */
  stay(askedAt: number): void {
    if (this.#last === undefined) return;
    this.#repeats = this.#last.keys.size > 0;
    this.#last = { ...this.#last, askedAt };
  }
}
