import { filter, map, pipe, tap, type OperatorFunction } from 'rxjs';
import { postKey, type Post } from '../model/index.ts';
import { languageFilter } from './languages.ts';
import type { Limits } from './limits.ts';
import { distinctRecent } from './operators/index.ts';
import type { MatchedPost, Probe, Session, SourceEvent } from './ports.ts';
import type { Retractions } from './retractions.ts';
import type { TokenRenewals } from './token-renewals.ts';

export interface IngestOptions {
  /** Returns the post with the live queries that it satisfies; undefined when it satisfies none. */
  readonly match: (post: Post, position?: number) => MatchedPost | undefined;
  /** Know whether a post was deleted before it came. */
  readonly retractions: Pick<Retractions, 'has' | 'expect'>;
  /** Follow which posts of a log are being scored. */
  readonly renewals?: Pick<TokenRenewals<Session>, 'match'> | undefined;
  readonly probe: Pick<Probe, 'receive' | 'record'>;
  readonly limits: Pick<Limits, 'languages' | 'maxRecentPosts'>;
}

/**
 * Emits the posts of source events that match at least one live query. Each post enters the ledger here; it leaves it
 * here when it is invalid, in another language, deleted already, a duplicate, or unmatched.
 *
 * @example
 * events$.pipe(ingest({ match: registry.match, retractions, probe, limits: defaultLimits }));
 */
export function ingest({
  match,
  retractions,
  renewals,
  probe,
  limits,
}: IngestOptions): OperatorFunction<SourceEvent, MatchedPost> {
  const accepts = languageFilter(limits.languages);
  return pipe(
    tap((event: SourceEvent) => {
      if (event.type === 'post') probe.receive(1);
      if (event.type !== 'counted') return;
      probe.receive(event.count);
      probe.record(event.outcome, event.count);
    }),
    filter((event) => event.type === 'post'),
    filter(({ post }) => {
      const pass = accepts(post) && !retractions.has(post);
      if (!pass) probe.record('filtered', 1);
      return pass;
    }),
    distinctRecent({
      keyOf: ({ post }) => postKey(post),
      maxKeys: limits.maxRecentPosts,
      onRepeat: () => {
        probe.record('duplicate', 1);
      },
    }),
    map(({ post, position }) => {
      const matched = match(post, position);
      if (matched === undefined) probe.record('unmatched', 1);
      else {
        retractions.expect(matched);
        renewals?.match(matched);
      }
      return matched;
    }),
    filter((matched) => matched !== undefined),
  );
}
