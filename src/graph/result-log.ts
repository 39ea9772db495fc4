import type { ScoredPost } from './ports.ts';
import { formatResumeToken, type ResumeToken } from './resume-token.ts';

/** A result of a query, with the token of its position. */
export interface LoggedResult {
  readonly result: ScoredPost;
  /** The index of the query in `result.matches`. */
  readonly match: number;
  /** The token with which a client gets everything after this result. */
  readonly resume: string;
}

export interface ResultLogOptions {
  /** Identifies the log: no other log has the same epoch, in this run of the program or another. */
  readonly epoch: string;
  /** The latest results that are buffered, at least. */
  readonly maxResults: number;
  /** Returns the wall clock in epoch ms. */
  readonly now: () => number;
}

/**
 * The numbered results of one query. It buffers none until `startBuffering` is called; then it buffers `maxResults` to
 * twice as many, so that dropping the oldest costs nothing per result.
 */
export class ResultLog {
  readonly #options: ResultLogOptions;
  #buffer: LoggedResult[] | undefined;
  /** The number of results so far. */
  #offset = 0;
  #at: number;

  constructor(options: ResultLogOptions) {
    this.#options = options;
    this.#at = options.now();
  }

  /** Buffers results from now on, for sessions that may resume. */
  startBuffering(): void {
    this.#buffer ??= [];
  }

  push(result: ScoredPost, match: number): LoggedResult {
    const { maxResults, now } = this.#options;
    this.#offset += 1;
    // The next post was written after this one, possibly before we received this one: hence the post's own time.
    this.#at = Math.max(0, Math.min(now(), result.post.at));
    const logged = { result, match, resume: this.resume() };
    if (this.#buffer === undefined) return logged;
    this.#buffer.push(logged);
    if (this.#buffer.length >= 2 * maxResults) this.#buffer = this.#buffer.slice(-maxResults);
    return logged;
  }

  /** Returns the token with which a client gets everything from now on. */
  resume(): string {
    return formatResumeToken({ epoch: this.#options.epoch, offset: this.#offset, at: this.#at });
  }

  /** Returns the results after a token's position; undefined when the token is of another log or too old. */
  after({ epoch, offset }: ResumeToken): readonly LoggedResult[] | undefined {
    const missed = this.#offset - offset;
    if (epoch !== this.#options.epoch || missed < 0) return undefined;
    if (missed === 0) return [];
    const buffer = this.#buffer ?? [];
    return missed > buffer.length ? undefined : buffer.slice(-missed);
  }
}
