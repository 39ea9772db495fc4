import { isSamePost, type PostRef } from '../model/index.ts';
import type { Limits } from './limits.ts';
import type { PostLog, ScoredPost } from './ports.ts';
import { formatResumeToken, type ResumeToken } from './resume-token.ts';
import { ResultRing, type Arrival } from './result-ring.ts';

/** A result of a query, with the token of its position. */
export interface LoggedResult {
  readonly result: ScoredPost;
  /** The index of the query in `result.matches`. */
  readonly match: number;
  /** The token with which a client gets everything after this result. */
  readonly resume: string;
}

/** The buffered results and deletions after a position. */
export interface Buffered {
  readonly results: readonly LoggedResult[];
  /** The posts up to that position that were deleted since. */
  readonly retracted: readonly PostRef[];
}

export interface ResultLogOptions {
  /** Identifies the log: no other log has the same epoch, in this run of the program or another. */
  readonly epoch: string;
  /** `maxResumeResults` are the latest results that are buffered, and the latest deletions, at least. */
  readonly limits: Pick<Limits, 'maxResumeResults'>;
  /** Returns the wall clock in epoch ms. */
  readonly now: () => number;
  /** The log of posts, whose positions then number the results. */
  readonly posts?: Pick<PostLog, 'epoch' | 'position'> | undefined;
}

interface LoggedRetraction {
  readonly post: PostRef;
  /** The number of the post's result; -1 where it is no longer known. */
  readonly offset: number;
  /** The number of the last result at the time of the deletion; where posts come from a log, its own position. */
  readonly after: number;
}

/**
 * The numbered results of one query: counted, or by their posts' positions where these come from a log. It buffers none
 * until `startBuffering` is called; then it buffers the last `maxResumeResults`. The place of a deleted post stays, empty. Tokens
 * are formatted when a client comes back for them.
 */
export class ResultLog {
  readonly #options: ResultLogOptions;
  #epoch: string;
  #buffer: ResultRing | undefined;
  /** The number of the last result. */
  #offset: number;
  /** The number at the last call of `moveOn`. */
  #offsetBefore = -1;
  /** The number after which no result is lacking in the buffer. */
  #bufferedFrom: number;
  #bufferedSince = Infinity;
  #retractions: LoggedRetraction[] = [];
  /** A client at this number or before it can't be told of all deletions any more. */
  #forgotten = -1;
  #at: number;

  constructor(options: ResultLogOptions) {
    this.#options = options;
    this.#epoch = options.posts?.epoch() ?? options.epoch;
    this.#offset = options.posts?.position() ?? 0;
    this.#bufferedFrom = this.#offset;
    this.#at = options.now();
  }

  /** The time since which it knows all results and deletions, though it may have forgotten older ones, in epoch ms. */
  get bufferedSince(): number {
    return this.#bufferedSince;
  }

  /** Buffers results from now on, for sessions that may resume. */
  startBuffering(): void {
    if (this.#buffer !== undefined) return;
    this.#bufferedSince = this.#options.now();
    this.#buffer = new ResultRing(this.#options.limits.maxResumeResults);
    this.#bufferedFrom = this.#offset;
  }

  /** Adds a result; `match` is the index of the query in its matches. */
  push(arrival: Arrival, match: number): void {
    this.#followEpoch();
    const offset = arrival.position ?? this.#offset + 1;
    if (this.#buffer?.isFull === true) this.#bufferedFrom = this.#buffer.length > 0 ? this.#offsetAt(0) : offset;
    this.#buffer?.push(arrival, match);
    this.#offset = offset;
    this.#at = arrival.at;
  }

  /** Removes a deleted post, and remembers it for those who resume. */
  retract(post: PostRef): void {
    if (this.#buffer === undefined) return;
    const index = indexOf(post, this.#buffer);
    const offset = index < 0 ? -1 : this.#offsetAt(index);
    if (index >= 0) this.#buffer.clearAt(index);
    const { limits, posts } = this.#options;
    // The token of a session may come from a node that had more results by the deletion.
    this.#retractions.push({ post, offset, after: posts?.position() ?? this.#offset });
    const { maxResumeResults: max } = limits;
    if (this.#retractions.length < 2 * max) return;
    this.#forgotten = this.#retractions.at(-max - 1)?.after ?? this.#forgotten;
    this.#retractions = this.#retractions.slice(-max);
  }

  /**
   * Moves to a position up to which there are no other results, unless there was one since the last call. Returns whether it
   * did.
   */
  moveOn(position: number): boolean {
    this.#followEpoch();
    const isMoved = this.#offset === this.#offsetBefore && position > this.#offset;
    if (isMoved) {
      this.#offset = position;
      this.#at = this.#options.now();
    }
    this.#offsetBefore = this.#offset;
    return isMoved;
  }

  /** Returns the token with which a client gets everything from now on. */
  resume(): string {
    this.#followEpoch();
    return formatResumeToken({ epoch: this.#epoch, offset: this.#offset, at: this.#at });
  }

  /** Returns what came after a token's position; undefined when the token is of another log or too old. */
  after({ epoch, offset }: ResumeToken): Buffered | undefined {
    this.#followEpoch();
    // A position may be that of a node which is ahead; a count can't be ahead of its own log.
    const isAhead = offset > this.#offset && this.#options.posts === undefined;
    if (epoch !== this.#epoch || isAhead || offset <= this.#forgotten) return undefined;
    // A deletion before the client's last result has reached it before that result.
    const later = this.#retractions.filter((each) => each.after >= offset && each.offset <= offset);
    const retracted = later.map(({ post }) => post);
    if (offset >= this.#offset) return { results: [], retracted };
    if (this.#buffer === undefined || offset < this.#bufferedFrom) return undefined;
    const results: LoggedResult[] = [];
    for (let index = this.#buffer.length - 1; index >= 0 && this.#offsetAt(index) > offset; index -= 1) {
      const { result, at = 0 } = this.#buffer.at(index) ?? {};
      const resume = formatResumeToken({ epoch: this.#epoch, offset: this.#offsetAt(index), at });
      if (result !== undefined) results.push({ result, match: this.#buffer.matchAt(index), resume });
    }
    return { results: results.reverse(), retracted };
  }

  /** Returns the number of a buffered result; the last of them is the last of all. */
  #offsetAt(index: number): number {
    const buffered = this.#buffer?.length ?? 0;
    return this.#buffer?.at(index)?.position ?? this.#offset - (buffered - 1 - index);
  }

  /** Begins anew when the log of posts is another one. */
  #followEpoch(): void {
    const { posts } = this.#options;
    if (posts === undefined || posts.epoch() === this.#epoch) return;
    this.#epoch = posts.epoch();
    this.#offset = posts.position();
    this.#bufferedFrom = this.#offset;
    if (this.#buffer !== undefined) this.#buffer = new ResultRing(this.#options.limits.maxResumeResults);
    this.#retractions = [];
    this.#forgotten = -1;
  }
}

function indexOf(post: PostRef, buffer: ResultRing): number {
  for (let index = 0; index < buffer.length; index += 1) {
    const { result } = buffer.at(index) ?? {};
    if (result !== undefined && isSamePost(result.post, post)) return index;
  }
  return -1;
}
