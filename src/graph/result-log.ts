import type { PostLog, ScoredPost } from './ports.ts';
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
  /** The log of posts, whose positions then number the results. */
  readonly posts?: Pick<PostLog, 'epoch' | 'position'> | undefined;
}

interface Entry extends LoggedResult {
  readonly offset: number;
}

/**
 * The numbered results of one query: counted, or by their posts' positions where these come from a log. It buffers none
 * until `startBuffering` is called; then it buffers `maxResults` to twice as many, so that dropping the oldest costs
 * nothing per result.
 */
export class ResultLog {
  readonly #options: ResultLogOptions;
  #epoch: string;
  #buffer: Entry[] | undefined;
  /** The number of the last result. */
  #offset: number;
  /** The number after which no result is lacking in the buffer. */
  #bufferedFrom: number;
  #at: number;

  constructor(options: ResultLogOptions) {
    this.#options = options;
    this.#epoch = options.posts?.epoch() ?? options.epoch;
    this.#offset = options.posts?.position() ?? 0;
    this.#bufferedFrom = this.#offset;
    this.#at = options.now();
  }

  /** Buffers results from now on, for sessions that may resume. */
  startBuffering(): void {
    if (this.#buffer !== undefined) return;
    this.#buffer = [];
    this.#bufferedFrom = this.#offset;
  }

  push(result: ScoredPost, match: number): LoggedResult {
    const { maxResults, now } = this.#options;
    this.#followEpoch();
    this.#offset = result.position ?? this.#offset + 1;
    // The next post was written after this one, possibly before we received this one: hence the post's own time.
    this.#at = Math.max(0, Math.min(now(), result.post.at));
    const logged = { result, match, resume: this.resume(), offset: this.#offset };
    if (this.#buffer === undefined) return logged;
    this.#buffer.push(logged);
    if (this.#buffer.length >= 2 * maxResults) {
      this.#bufferedFrom = this.#buffer.at(-maxResults - 1)?.offset ?? this.#bufferedFrom;
      this.#buffer = this.#buffer.slice(-maxResults);
    }
    return logged;
  }

  /** Returns the token with which a client gets everything from now on. */
  resume(): string {
    this.#followEpoch();
    return formatResumeToken({ epoch: this.#epoch, offset: this.#offset, at: this.#at });
  }

  /** Returns the results after a token's position; undefined when the token is of another log or too old. */
  after({ epoch, offset }: ResumeToken): readonly LoggedResult[] | undefined {
    this.#followEpoch();
    // A position may be that of a node which is ahead; a count can't be ahead of its own log.
    const isAhead = offset > this.#offset && this.#options.posts === undefined;
    if (epoch !== this.#epoch || isAhead) return undefined;
    if (offset >= this.#offset) return [];
    if (this.#buffer === undefined || offset < this.#bufferedFrom) return undefined;
    return this.#buffer.slice(this.#buffer.findLastIndex((entry) => entry.offset <= offset) + 1);
  }

  /** Begins anew when the log of posts is another one. */
  #followEpoch(): void {
    const { posts } = this.#options;
    if (posts === undefined || posts.epoch() === this.#epoch) return;
    this.#epoch = posts.epoch();
    this.#offset = posts.position();
    this.#bufferedFrom = this.#offset;
    if (this.#buffer !== undefined) this.#buffer = [];
  }
}
