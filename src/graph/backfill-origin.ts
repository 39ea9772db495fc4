import type { Observable } from 'rxjs';
import type { ReadPage, ResultDelivery, ScoredPost, Session, Store, TrackingDelivery } from './ports.ts';
import type { RecentHistory } from './recent-history.ts';
import type { Replay } from './replays.ts';
import { formatResumeToken, parseResumeToken } from './resume-token.ts';

/** The origin of the results of a backfill. */
export interface Origin<S extends Session> {
  /** As a sentence names it. */
  readonly name: 'store' | 'log';
  /** Emits once how to read the first page. */
  readonly pages$: Observable<ReadPage>;
  /** The time from which results are wanted, in epoch ms. */
  readonly since: number;
  readonly deliveryOf: (result: ScoredPost) => ResultDelivery<S>;
}

export interface Origins<S extends Session> {
  readonly history?: Store['history'] | undefined;
  /** Joins the history with what other programs have not written yet; undefined without a log. */
  readonly recent?: RecentHistory<S> | undefined;
  readonly replay?: Replay | undefined;
}

/** Returns where the results come from that follow an answer; undefined when none do. */
export function originOf<S extends Session>(
  tracking: TrackingDelivery<S>,
  { history, replay, recent }: Origins<S>,
): Origin<S> | undefined {
  const { session, id, query, since } = tracking;
  const deliveryOf = (result: ScoredPost, resume: string): ResultDelivery<S> => {
    const match = result.matches.findIndex((each) => each.query.canonical === query.canonical);
    return { type: 'result', session, id, result, match: Math.max(0, match), resume };
  };
  if (tracking.replay !== undefined && replay !== undefined) {
    const { epoch = '', at: begins = 0 } = parseResumeToken(tracking.resume) ?? {};
    return {
      name: 'log',
      pages$: replay(query, tracking.replay),
      since: begins,
      deliveryOf: (result) => {
        const token = { epoch, offset: result.position ?? 0, at: Math.max(0, result.post.at) };
        return { ...deliveryOf(result, formatResumeToken(token)), isMissed: true };
      },
    };
  }
  if (since === undefined || history === undefined) return undefined;
  // A client that resumes from here learns which time it missed, and may ask for that with `since`.
  const resumeOf = ({ post }: ScoredPost): string => formatResumeToken({ epoch: 'stored', offset: 0, at: post.at });
  return {
    ...{ name: 'store', since, pages$: recent?.open(tracking, since) ?? history(query.canonical, since) },
    deliveryOf: (result) => deliveryOf(result, resumeOf(result)),
  };
}
