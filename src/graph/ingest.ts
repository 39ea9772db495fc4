import { filter, map, pipe, tap, withLatestFrom, type Observable, type OperatorFunction } from 'rxjs';
import type { Post } from '../model/index.ts';
import { primarySubtag } from '../text/index.ts';
import type { Limits } from './limits.ts';
import { distinctRecent } from './operators/index.ts';
import type { MatchedPost, Probe, Session, SourceEvent } from './ports.ts';
import type { Registry } from './registry.ts';

/**
 * From what sources say to the posts that somebody wants: each post enters the ledger here, and leaves it here when it
 * is invalid, in another language, a repetition, or matched by nobody.
 */
export function ingest<S extends Session>(
  registry$: Observable<Registry<S>>,
  probe: Probe,
  { languages, maxRecentPosts }: Limits,
): OperatorFunction<SourceEvent, MatchedPost> {
  const taken = new Set(languages.map(primarySubtag));
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
      const pass = taken.size === 0 || post.lang === undefined || taken.has(primarySubtag(post.lang));
      if (!pass) probe.record('filtered', 1);
      return pass;
    }),
    distinctRecent({
      keyOf: (post: Post) => `${post.source}\0${post.id}`,
      maxKeys: maxRecentPosts,
      onRepeat: () => {
        probe.record('duplicate', 1);
      },
    }),
    withLatestFrom(registry$),
    map(([post, registry]) => {
      const matched = registry.match(post);
      if (matched === undefined) probe.record('unmatched', 1);
      return matched;
    }),
    filter((matched) => matched !== undefined),
  );
}
