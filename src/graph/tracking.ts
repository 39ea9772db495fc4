import type { LiveQuery } from './live-query.ts';
import type { Session, TrackIntent } from './ports.ts';
import type { SentPost } from './retractions.ts';
import type { QueryWindow } from './windows/active-windows.ts';

/** The meaning of an id of a session, and the posts that it may have. */
export interface Tracking<S extends Session> {
  readonly live: LiveQuery<S>;
  readonly posts: boolean;
  readonly window: QueryWindow | undefined;
  /** The number of the last post that was delivered before; -1 where it may have earlier ones, from elsewhere. */
  readonly after: number;
  /** The time from which it may have stored posts, in epoch ms; Infinity for none. */
  readonly since: number;
}

export interface TrackingOptions<S extends Session> {
  readonly live: LiveQuery<S>;
  /** The number of the post that was delivered last. */
  readonly delivered: number;
  /** The meaning that the id had. */
  readonly before: Tracking<S> | undefined;
}

/** Returns what an id stands for from now on. An id that is tracked anew still has the posts of its query. */
export function trackingOf<S extends Session>(
  { posts = true, summary, resume, since = Infinity, retractions }: TrackIntent,
  { live, delivered, before }: TrackingOptions<S>,
): Tracking<S> {
  const same = before?.live === live ? before : undefined;
  return {
    live,
    posts,
    window: summary && { query: live.query, ...summary },
    after: resume === undefined && retractions === undefined ? (same?.after ?? delivered) : -1,
    since: Math.min(since, same?.since ?? Infinity),
  };
}

/** Returns whether an id may have been sent a post of its query. */
export function mayHave<S extends Session>({ after, since }: Tracking<S>, { number, at }: SentPost): boolean {
  return number > after || at >= since;
}
