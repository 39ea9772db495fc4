import { concat, concatMap, defer, type Observable } from 'rxjs';
import type { Source, SourceEvent } from '../graph/index.ts';
import { UndertoneError } from '../model/index.ts';

// Fewer may be a bad start of a good stream.
const minInvalid = 10;

/**
 * Returns a source that reports when nothing of what it reads is a post: after ten invalid lines without a post, or at
 * the end, it is `pending` with a reason, until the first post makes it what it was.
 * @example reportUnreadable(createStdinSource(options))
 */
export function reportUnreadable(source: Source): Source {
  const { name } = source;
  let invalid = 0;
  let hasReadPost = false;
  let isReported = false;
  let last: SourceEvent | undefined;
  const report = (): readonly SourceEvent[] => {
    isReported = true;
    const sentence = `Nothing that ${name} sends can be read as a post: ${invalid} of ${invalid} are invalid. A post is a JSON object with at least a \`text\`.`;
    const reason = new UndertoneError('source_unsettled', sentence, { transient: true });
    return [{ type: 'state', source: name, state: 'pending', reason }];
  };
  const receive = (event: SourceEvent): readonly SourceEvent[] => {
    if (hasReadPost) return [event];
    switch (event.type) {
      case 'counted':
        if (event.outcome !== 'invalid') return [event];
        invalid += event.count;
        return invalid >= minInvalid && !isReported ? [event, ...report()] : [event];
      case 'post':
        hasReadPost = true;
        return isReported && last !== undefined ? [last, event] : [event];
      case 'state':
        last = event;
        return isReported && event.state === 'live' ? report() : [event];
      case 'delete':
      case 'account-ended':
      case 'account-restored':
      case 'gap':
      case 'coverage':
        return [event];
    }
  };
  const open = (...args: Parameters<Source['open']>): Observable<SourceEvent> =>
    concat(
      source.open(...args).pipe(concatMap(receive)),
      defer(() => (invalid > 0 && !hasReadPost && !isReported ? report() : [])),
    );
  return { ...source, open };
}
