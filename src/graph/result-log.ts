import type { ScoredPost } from './ports.ts';
import { formatResumeToken, type ResumeToken } from './resume-token.ts';

/** A result in the order in which its query got it. */
export interface LoggedResult {
  readonly result: ScoredPost;
  /** The index of the query in `result.matches`. */
  readonly match: number;
  /** What a client says to get everything after this result. */
  readonly resume: string;
}

export interface ResultLogOptions {
  /** Which log it is: no other has the same, in this program or another. */
  readonly epoch: string;
  /** Results that are kept, the latest ones. */
  readonly maxResults: number;
  /** Epoch ms. */
  readonly now: () => number;
}

/**
 * The latest results of one query, numbered. It keeps none until it is told that somebody may come back for them; then
 * it holds `maxResults` to twice as many, so that letting old ones go costs nothing per result.
 */
export class ResultLog {
  readonly #options: ResultLogOptions;
  #kept: LoggedResult[] | undefined;
  /** How many results there were. */
  #offset = 0;
  #at: number;

  constructor(options: ResultLogOptions) {
    this.#options = options;
    this.#at = options.now();
  }

  /** From now on results are kept. */
  keep(): void {
    this.#kept ??= [];
  }

  push(result: ScoredPost, match: number): LoggedResult {
    const { maxResults, now } = this.#options;
    this.#offset += 1;
    // What comes after a post was written after it, and that may be before we learned of it.
    this.#at = Math.max(0, Math.min(now(), result.post.at));
    const logged = { result, match, resume: this.resume() };
    if (this.#kept === undefined) return logged;
    this.#kept.push(logged);
    if (this.#kept.length >= 2 * maxResults) this.#kept = this.#kept.slice(-maxResults);
    return logged;
  }

  /** What a client says to get everything from now on. */
  resume(): string {
    return formatResumeToken({ epoch: this.#options.epoch, offset: this.#offset, at: this.#at });
  }

  /** What came after a token's result; undefined when the token is of another log or too old. */
  after({ epoch, offset }: ResumeToken): readonly LoggedResult[] | undefined {
    const missed = this.#offset - offset;
    if (epoch !== this.#options.epoch || missed < 0) return undefined;
    if (missed === 0) return [];
    const kept = this.#kept ?? [];
    return missed > kept.length ? undefined : kept.slice(-missed);
  }
}
