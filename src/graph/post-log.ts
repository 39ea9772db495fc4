import type { Observable } from 'rxjs';
import type { Post } from '../model/index.ts';
import type { RetractionEvent } from './source.ts';

/** A post with its position in the log. */
export interface PositionedPost {
  readonly post: Post;
  readonly position: number;
}

/** A retraction with its position in the log. */
export interface PositionedRetraction {
  readonly retraction: RetractionEvent;
  readonly position: number;
}

export type LogEntry = PositionedPost | PositionedRetraction;

/** The posts of a log after one position, up to and including another. Empty where `upTo` is not beyond `after`. */
export interface LogSpan {
  readonly after: number;
  readonly upTo: number;
}

/**
 * The log from which all sources read, where a post has the same position on every node. A client's token is a position
 * in it, so the client can resume on any node. The plain calls never throw.
 */
export interface PostLog {
  /** Identifies the log: a position of another epoch means nothing in it. Lower-case letters, digits and `-`. */
  readonly epoch: () => string;
  /** The time for which it keeps what it has, in ms. */
  readonly keepMs: number;
  /** Returns the position up to which the sources have emitted: a post that they emit later has a greater one. */
  readonly position: () => number;
  /**
   * Returns the position from which on the sources have emitted everything, since they may have passed over something before
   * it, and the time at which they were there, in epoch ms.
   */
  readonly unbrokenFrom: () => { readonly position: number; readonly at: number };
  /** Returns whether the log still has every post after a position. */
  readonly covers: (epoch: string, position: number) => boolean;
  /**
   * Emits the posts and retractions of a span in their order, a page at a time, and completes; first those that the log still
   * has of so many ms before the span. It waits while the log can't be read, and errors, with a sentence, when the log no
   * longer has all of the span.
   */
  readonly replay: (span: LogSpan, lookBackMs: number) => Observable<readonly LogEntry[]>;
  /**
   * Emits the span of the last seconds once: up to the end of the log, also where the sources have not read that far yet.
   * May error.
   */
  readonly recent: () => Observable<LogSpan>;
}
