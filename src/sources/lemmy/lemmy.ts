import { concat, concatMap, defer, of, repeat, switchMap, timer, type Observable } from 'rxjs';
import type { Filled, Source } from '../../graph/index.ts';
import { isRecord, parseJson } from '../../model/index.ts';
import type { Cursors } from '../cursors.ts';
import { whenAccepted } from '../backpressure.ts';
import type { LiveSourceContext } from '../define.ts';
import type { JsonElement } from '../net/json-list.ts';
import { superviseSource, type Signal, type UpstreamSession } from '../supervisor/supervise.ts';
import { emitInTurns } from '../turns.ts';
import { readFeed, type Feed } from './feed.ts';
import { FeedReader } from './feed-reader.ts';
import { kinds } from './item.ts';

export interface LemmyOptions extends LiveSourceContext {
  /** `https://HOST`. */
  readonly base: string;
  /** Names of communities, with `@HOST` for those of other instances; empty for all that the instance knows. */
  readonly communities: readonly string[];
  readonly cursors: Cursors;
}

/** The pause between two requests for the same list. */
const everyMs = 2_500;

/**
 * Creates a source of the posts and comments that a Lemmy instance lists, all of them or those of some communities. Lists the
 * newest again and again, and pages back to what is known. The first list of a first run begins with its newest page.
 */
export function createLemmy(options: LemmyOptions): Source {
  const { name, base, communities, cursors } = options;
  const names = communities.length === 0 ? [undefined] : communities;
  const feeds = names.flatMap((community) => kinds.map((kind): Feed => ({ kind, base, community })));
  const key = `lemmy ${base} ${communities.join(',')}`;
  // Only the first session of a run goes on where an earlier run stopped: later ones begin because nothing was asked for.
  let hasRead = false;
  const createSession = (): UpstreamSession => {
    const previous = hasRead ? undefined : readPosition(cursors.read(key));
    const readerOf = (feed: Feed, at: number) => new FeedReader({ source: name, feed, after: previous?.after[at] });
    const lists = feeds.map((feed, at): List => ({ feed, reader: readerOf(feed, at) }));
    const keep = (at: number): void => {
      hasRead = true;
      cursors.write(key, JSON.stringify({ at, after: lists.map(({ reader }) => reader.highest) }));
    };
    return { connect: () => connect({ ...options, lists, since: previous?.at, keep }) };
  };
  const host = new URL(base).host;
  // Each request has a deadline of its own.
  return superviseSource({ ...options, host, createSession, connectMs: Infinity, silenceMs: Infinity });
}

interface Connection extends LiveSourceContext {
  readonly base: string;
  readonly lists: readonly List[];
  /** The time at which an earlier run stopped, in epoch ms. */
  readonly since: number | undefined;
  /** Called after each round, with its time in epoch ms. */
  readonly keep: (at: number) => void;
}

interface List {
  readonly feed: Feed;
  readonly reader: FeedReader;
}

/** The state of a connection. */
interface Progress {
  isLive: boolean;
  hasResumed: boolean;
  /** The start of the last round, in epoch ms. */
  lastRoundAt: number;
  /** The share of the items since the last round that was listed. */
  filled: Filled;
}

function connect(connection: Connection): Observable<Signal> {
  const { scheduler } = connection;
  return defer(() => {
    const progress: Progress = { isLive: false, hasResumed: false, lastRoundAt: scheduler.now(), filled: 'full' };
    return defer(() => readRound(connection, progress)).pipe(repeat({ delay: () => timer(everyMs, scheduler) }));
  });
}

/** Reads every list once. */
function readRound(connection: Connection, progress: Progress): Observable<Signal> {
  const { lists, since, keep, base, scheduler } = connection;
  const startedAt = scheduler.now();
  progress.filled = 'full';
  const end = (): Signal => {
    keep(startedAt);
    const { hasResumed, lastRoundAt: from, filled } = progress;
    progress.lastRoundAt = startedAt;
    progress.hasResumed = true;
    if (!hasResumed) return { type: 'resumed', filled, ...(since !== undefined && { since }) };
    if (filled === 'full') return { type: 'alive' };
    return { type: 'missed', from, cause: `More came than ${new URL(base).host} lists.`, filled };
  };
  return concat(
    ...lists.map((list) => readList(list, connection, progress)),
    defer(() => of(end())),
  );
}

/** Reads a list once the graph accepts more. */
function readList(
  { feed, reader }: List,
  { name, lists, canAccept$, scheduler }: Connection,
  progress: Progress,
): Observable<Signal> {
  const isKnown = reader.highest === undefined ? undefined : (element: unknown): boolean => reader.isKnown(element);
  return whenAccepted(canAccept$).pipe(
    switchMap(() => readFeed(feed, { isKnown, scheduler })),
    concatMap(({ elements, isWhole }) => {
      if (!isWhole) progress.filled = 'partial';
      const { items, invalid: count } = reader.begin(elements);
      // A list that has not begun misses items that are posted before it does.
      const isLive = lists.every((list) => list.reader.highest !== undefined);
      const live: readonly Signal[] = isLive && !progress.isLive ? [{ type: 'live' }] : [];
      progress.isLive = isLive;
      const invalid: readonly Signal[] =
        count > 0 ? [{ type: 'counted', source: name, outcome: 'invalid', count }] : [];
      const toValue = ({ value }: JsonElement): readonly Signal[] => reader.read(value, scheduler.now());
      const read$ = emitInTurns(items, { lengthOf: ({ bytes }) => bytes, toValue, scheduler });
      return concat(live, invalid, read$.pipe(concatMap((signals) => signals)));
    }),
  );
}

/** Returns what an earlier run has kept; undefined when it can't be read. */
function readPosition(kept: string | undefined) {
  const value = parseJson(kept ?? '');
  if (!isRecord(value) || typeof value['at'] !== 'number' || !Array.isArray(value['after'])) return undefined;
  const after = value['after'].map((id) => (typeof id === 'number' ? id : undefined));
  return { at: value['at'], after };
}
