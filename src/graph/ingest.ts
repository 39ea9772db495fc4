import { filter, map, pipe, tap, type OperatorFunction } from 'rxjs';
import type { Post } from '../model/index.ts';
import { primarySubtag } from '../text/index.ts';
import type { Limits } from './limits.ts';
import { distinctRecent } from './operators/index.ts';
import type { MatchedPost, Probe, SourceEvent } from './ports.ts';

export interface IngestOptions {
  /** Returns the post with the live queries that it satisfies; undefined when it satisfies none. */
  readonly match: (post: Post) => MatchedPost | undefined;
  readonly probe: Pick<Probe, 'receive' | 'record'>;
  readonly limits: Pick<Limits, 'languages' | 'maxRecentPosts'>;
}

/**
 * Emits the posts of source events that match at least one live query. Each post enters the ledger here; it leaves it
 * here when it is invalid, in another language, a duplicate, or unmatched.
 *
 * @example
 * events$.pipe(ingest({ match: (post) => registry.match(post), probe, limits: defaultLimits }));
 */
export function ingest({ match, probe, limits }: IngestOptions): OperatorFunction<SourceEvent, MatchedPost> {
  const languages = new Set(limits.languages.map(primarySubtag));
  return pipe(
    tap((event: SourceEvent) => {
      if (event.type === 'post') probe.receive(1);
      if (event.type !== 'invalid') return;
      probe.receive(event.count);
      probe.record('invalid', event.count);
    }),
    filter((event) => event.type === 'post'),
    map(({ post }) => post),
    filter((post) => {
      const pass = languages.size === 0 || post.lang === undefined || languages.has(primarySubtag(post.lang));
      if (!pass) probe.record('filtered', 1);
      return pass;
    }),
    distinctRecent({
      keyOf: (post: Post) => `${post.source}\0${post.id}`,
      maxKeys: limits.maxRecentPosts,
      onRepeat: () => {
        probe.record('duplicate', 1);
      },
    }),
    map((post) => {
      const matched = match(post);
      if (matched === undefined) probe.record('unmatched', 1);
      return matched;
    }),
    filter((matched) => matched !== undefined),
  );
}
