import type { PostRef, Query, Summary, UndertoneError } from '../model/index.ts';
import type { LogSpan } from './post-log.ts';
import type { ScoredPost } from './results.ts';
import type { Session } from './session.ts';
import type { Gap, Upstream } from './source.ts';

/** A scored post on its way to one session, for one of its ids. */
export interface ResultDelivery<S extends Session = Session> {
  readonly type: 'result';
  readonly session: S;
  readonly id: string;
  readonly result: ScoredPost;
  /** The index in `result.matches` of the query that `id` stands for. */
  readonly match: number;
  /** The token with which the session, when it comes back, gets everything after this result. */
  readonly resume: string;
  /** Whether it came before the session asked for it: such results come all at once. */
  readonly isMissed?: boolean;
}

/** The state of a session's query upstream: sent when the query is tracked, and whenever that state changes. */
export interface TrackingDelivery<S extends Session = Session> {
  readonly type: 'tracking';
  readonly session: S;
  readonly id: string;
  readonly query: Query;
  readonly upstream: Upstream;
  /** A sentence for each source that is not live for the query and has a reason. */
  readonly reasons: Readonly<Record<string, string>>;
  /** The time, in epoch ms, from which stored posts follow first; only in an answer. */
  readonly since?: number;
  /** The span of the log whose results follow first; only in an answer. */
  readonly replay?: LogSpan;
  /** True if it answers a `track`; else it reports a change, or has a new token for an id without new results. */
  readonly isAnswer: boolean;
  readonly isRenewal?: boolean;
  /** Whether the missed results follow; absent when the session did not ask for them. */
  readonly resumed?: boolean;
  /** The token with which the session, when it comes back, gets everything after this answer. */
  readonly resume: string;
}

/** The summary of a window of a session's query. */
export interface SummaryDelivery<S extends Session = Session> {
  readonly type: 'summary';
  readonly session: S;
  readonly id: string;
  readonly summary: Summary;
}

/** A post that the session may have received for one of its ids has been deleted. It comes after the post. */
export interface RetractDelivery<S extends Session = Session> {
  readonly type: 'retract';
  readonly session: S;
  readonly id: string;
  readonly post: PostRef;
}

/** Results that a session was not given because its queries, or those of its address, have too many. */
export interface LossDelivery<S extends Session = Session> {
  readonly type: 'loss';
  readonly session: S;
  /** The number of results of each id since the last report. */
  readonly results: ReadonlyMap<string, number>;
}

/** What goes to one session, in this order: `tracking` before the results of its id, missed results before new ones. */
export type Delivery<S extends Session = Session> =
  | ResultDelivery<S>
  | TrackingDelivery<S>
  | SummaryDelivery<S>
  | RetractDelivery<S>
  | LossDelivery<S>
  | { readonly type: 'untracked'; readonly session: S; readonly id: string }
  /** Something was missed: by a source, so that any query may miss it, or by the session itself for one id. */
  | { readonly type: 'gap'; readonly session: S; readonly id?: string; readonly gap: Gap }
  /** A source can't be asked for the query. */
  | { readonly type: 'refused'; readonly session: S; readonly id: string; readonly error: UndertoneError };
