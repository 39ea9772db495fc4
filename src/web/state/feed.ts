import type { PolarityIndex, Span } from '../../model/index.ts';
import { decodeReferences } from '../../text/index.ts';
import type { Measure } from './points.ts';
import type { PostFrame, WirePost } from '../../protocol/index.ts';

/** A tracked query that a post matches, and the sentiment that concerns its own words. */
export interface QueryMatch {
  /** The query's name on the page. */
  readonly id: string;
  readonly topic: PostFrame['topic'];
}

/** A post in the list. */
export interface FeedItem {
  readonly key: string;
  readonly at: number;
  readonly post: WirePost;
  readonly compound: number;
  readonly polarityIndex: PolarityIndex;
  /** False when the scorer gave no score. */
  readonly scored?: false | undefined;
  readonly matches: readonly QueryMatch[];
  /** True if it was deleted while the list must not move: then only its place is left. */
  readonly isDeleted?: boolean;
}

/** The list: the posts that are shown, and those that wait while it is frozen. Newest first. */
export interface Feed {
  readonly shown: readonly FeedItem[];
  readonly waiting: readonly FeedItem[];
  /** The number of posts that have arrived since it was frozen, discarded ones included. */
  readonly missed: number;
}

export const emptyFeed: Feed = { shown: [], waiting: [], missed: 0 };

/** The order of the list. */
export type PostOrder = 'newest' | 'strongest';

/** The most posts in the live list; beyond it, the oldest are removed. */
export const maxShown = 200;
/** The most posts in a list that the reader has continued. */
export const maxListed = 1_000;

/** Adds posts in the order of their arrival. In a frozen list they wait, so that nothing moves under a pointer. */
export function addArrived(feed: Feed, posts: readonly FeedItem[], frozen: boolean): Feed {
  if (posts.length === 0) return frozen ? feed : showWaiting(feed);
  if (!frozen) return { shown: merge(showWaiting(feed).shown, posts), waiting: [], missed: 0 };
  const known = new Set(feed.shown.map(({ key }) => key));
  const fresh = posts.filter(({ key }) => !known.has(key));
  const also = posts.filter(({ key }) => known.has(key));
  return {
    shown: also.length === 0 ? feed.shown : also.reduce(addMatches, feed.shown),
    waiting: merge(feed.waiting, fresh),
    missed: feed.missed + fresh.length,
  };
}

/** Shows the waiting posts. */
export function showWaiting(feed: Feed): Feed {
  const shown = close(feed.shown);
  if (feed.waiting.length === 0) {
    return feed.missed === 0 && shown === feed.shown ? feed : { ...feed, shown, missed: 0 };
  }
  return { shown: merge(shown, feed.waiting.toReversed()), waiting: [], missed: 0 };
}

/** Adds posts of the store, ordered by time among the others, of which the newest `most` are kept. */
export function addStored(feed: Feed, posts: readonly FeedItem[], most = maxShown): Feed {
  const known = new Set([...feed.shown, ...feed.waiting].map(({ key }) => key));
  const also = posts.filter(({ key }) => known.has(key));
  const old = posts.filter(({ key }) => !known.has(key));
  const shown = [...also.reduce(addMatches, feed.shown), ...old].toSorted((a, b) => b.at - a.at).slice(0, most);
  return { ...feed, shown };
}

/** Returns the list without the posts that only this query matches. */
export function removeQuery(feed: Feed, id: string): Feed {
  const without = (items: readonly FeedItem[]): readonly FeedItem[] =>
    items.flatMap((item) => {
      const matches = item.matches.filter((each) => each.id !== id);
      return matches.length === 0 ? [] : [matches.length === item.matches.length ? item : { ...item, matches }];
    });
  const waiting = without(feed.waiting);
  return { shown: without(feed.shown), waiting, missed: Math.min(feed.missed, waiting.length) };
}

/**
 * Returns the list without a deleted post. Where it must not move, the post stays in its place, without its content.
 */
export function removePost(feed: Feed, key: string, frozen: boolean): Feed {
  const waiting = feed.waiting.filter((item) => item.key !== key);
  const shown = frozen ? hidePost(feed.shown, key) : feed.shown.filter((item) => item.key !== key);
  return { shown, waiting, missed: feed.missed - (feed.waiting.length - waiting.length) };
}

/** Returns posts without the content of a deleted one, whose place stays. */
export const hidePost = (items: readonly FeedItem[], key: string): readonly FeedItem[] =>
  items.map((item) => (item.key === key ? withoutContent(item) : item));

function withoutContent(item: FeedItem): FeedItem {
  const { id, source } = item.post;
  return { ...item, post: { id, source }, isDeleted: true };
}

/** Returns the list without the places of deleted posts. */
function close(items: readonly FeedItem[]): readonly FeedItem[] {
  return items.some(({ isDeleted }) => isDeleted === true)
    ? items.filter(({ isDeleted }) => isDeleted !== true)
    : items;
}

function merge(items: readonly FeedItem[], posts: readonly FeedItem[]): readonly FeedItem[] {
  // The oldest posts of a flood would not be shown anyway.
  const byKey = new Map<string, FeedItem>();
  for (const post of posts.slice(-maxShown)) {
    const twin = byKey.get(post.key);
    byKey.set(post.key, twin === undefined ? post : withMatches(twin, post.matches));
  }
  const known = items.map((item) => {
    const twin = byKey.get(item.key);
    if (twin === undefined) return item;
    byKey.delete(item.key);
    return withMatches(item, twin.matches);
  });
  return [...[...byKey.values()].toReversed(), ...known].slice(0, maxShown);
}

function addMatches(items: readonly FeedItem[], { key, matches }: FeedItem): readonly FeedItem[] {
  return items.map((item) => (item.key === key ? withMatches(item, matches) : item));
}

/** Returns a post with the matches of another copy of it. */
export function withMatches(item: FeedItem, found: readonly QueryMatch[]): FeedItem {
  const fresh = found.filter(({ id }) => item.matches.every((each) => each.id !== id));
  return fresh.length === 0 ? item : { ...item, matches: [...item.matches, ...fresh] };
}

/** The criteria by which the list is filtered. */
export interface FeedFilter {
  readonly id: string | undefined;
  readonly polarityIndex: PolarityIndex | undefined;
}

/** Returns whether a post passes a filter. */
export function passes(item: FeedItem, filter: FeedFilter, measure: Measure): boolean {
  if (filter.id !== undefined && item.matches.every(({ id }) => id !== filter.id)) return false;
  if (filter.polarityIndex === undefined) return true;
  return item.scored !== false && sentimentOf(item, filter, measure).polarityIndex === filter.polarityIndex;
}

/** Returns the sentiment of a post as it is measured: of its whole, or of the topic, which is that of the picked query. */
export function sentimentOf(
  { compound, polarityIndex, matches }: FeedItem,
  { id }: FeedFilter,
  measure: Measure,
): QueryMatch['topic'] {
  const match = matches.find((each) => each.id === id) ?? matches[0];
  return measure === 'topic' && match !== undefined ? match.topic : { compound, polarityIndex };
}

/** A part of a text, marked or not. */
export interface Piece {
  readonly text: string;
  readonly marked: boolean;
}

/** Returns a part of a text as a reader expects it: without character references, and with one empty line at most. */
export const displayed = (text: string): string => decodeReferences(text).text.replace(/\n\s*\n\s*/g, '\n\n');

/** Splits a text into pieces, of which those under the spans are marked. Spans may overlap, in any order. */
export function piecesOf(text: string, spans: readonly Span[]): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const { start, end } of spans.toSorted((a, b) => a.start - b.start)) {
    if (end <= at) continue;
    if (start > at) pieces.push({ text: text.slice(at, start), marked: false });
    pieces.push({ text: text.slice(Math.max(at, start), end), marked: true });
    at = end;
  }
  if (at < text.length) pieces.push({ text: text.slice(at), marked: false });
  return pieces;
}
