import { signal, type Signal } from '@preact/signals';
import type { DeletedKeys } from '../state/deleted-keys.ts';
import {
  addArrived,
  addStored,
  emptyFeed,
  maxListed,
  maxShown,
  removePost,
  removeQuery,
  showWaiting,
  type Feed,
  type FeedItem,
  type PostOrder,
} from '../state/feed.ts';
import { wordFinder, type WordFinder } from '../state/word-finder.ts';
import { PostReader, type PostReaderOptions, type PostScope, type PulledPosts } from './post-reader.ts';

/** The most posts between two flushes of the list; beyond it, the newest are kept. */
const maxArrived = 400;
/** The number of posts in the document at first, and of those that are added on demand. */
export const renderedPosts = 40;

/** The posts of a second that are more than can be read. */
const floodedPosts = 12;

/** The stored part of the list. */
export type StoredState =
  | { readonly name: 'loading' }
  | { readonly name: 'failed'; /** A sentence. */ readonly reason: string }
  | {
      readonly name: 'ready';
      /** True if there are no more posts. */
      readonly isEnd: boolean;
      /** The time down to which a search has looked, epoch ms, where it can go on. */
      readonly searchedTo: number | undefined;
      /** The time at which it was read, epoch ms. */
      readonly at: number;
    };

export interface PostListOptions {
  readonly posts: PostReaderOptions['posts'];
  readonly deleted: Pick<DeletedKeys, 'has'>;
  /** Returns whether a post passes the filters. */
  readonly passes: (item: FeedItem) => boolean;
  /** Returns event time, epoch ms. */
  readonly now: () => number;
}

/**
 * The list of posts. Live, those that arrive are shown once a second, unless a reader holds the list; stored ones follow
 * on demand. The strongest posts, and those of a span that stands still, are read from the store alone.
 */
export class PostList {
  readonly feed: Signal<Feed> = signal(emptyFeed);
  readonly paused = signal(false);
  /** True while the reader uses the list, so that it must not move. */
  readonly reading = signal(false);
  /** A second query that the posts must match; empty for none. */
  readonly search = signal('');
  readonly order: Signal<PostOrder> = signal('newest');
  /** The most posts in the document. */
  readonly rendered = signal(renderedPosts);
  /** True while so many posts arrive that each second brings a new list. */
  readonly isFlooded = signal(false);
  readonly stored: Signal<StoredState> = signal({ name: 'loading' });
  readonly #options: PostListOptions;
  #scope: PostScope = { tracks: [], search: '', order: 'newest', span: undefined };
  #finds: WordFinder | undefined;
  #reader: PostReader | undefined;
  #aborts = new AbortController();
  /** The first stored posts, which came after the reader had begun to use the list. */
  #pending: PulledPosts | undefined;
  #arrived: FeedItem[] = [];

  constructor(options: PostListOptions) {
    this.#options = options;
  }

  /** Returns the positions of the searched words in a post. */
  readonly spansIn: WordFinder = (item) => this.#finds?.(item);

  arrive(item: FeedItem): void {
    if (!this.#isLive || !this.#isListed(item)) return;
    this.#arrived.push(item);
    if (this.#arrived.length > 2 * maxArrived) this.#arrived = this.#arrived.slice(-maxArrived);
  }

  /** Adds the posts that have arrived to the list. */
  readonly tick = (): void => {
    const frozen = this.#isFrozen;
    const arrived = this.#drainArrived();
    this.isFlooded.value = arrived.length >= floodedPosts;
    if (!frozen) this.#addPending();
    if (arrived.length > 0 || !frozen) this.feed.value = addArrived(this.feed.peek(), arrived, frozen);
  };

  setPaused(paused: boolean): void {
    this.paused.value = paused;
    if (!paused) this.showWaiting();
  }

  /** Shows the waiting posts, even while the list is frozen. Older ones that were read on demand are left. */
  showWaiting(): void {
    this.rendered.value = renderedPosts;
    this.feed.value = showWaiting(addArrived(this.feed.peek(), this.#drainArrived(), true));
  }

  /** Lists other posts. Those that are shown and belong to them stay until the store has answered. */
  show(scope: PostScope): void {
    const before = this.#scope;
    this.#scope = scope;
    const isSame = before.search === scope.search && before.order === scope.order && isSameSpan(before, scope);
    const isPart = scope.tracks.every((track) => before.tracks.includes(track));
    if (isSame && isPart && scope.tracks.length === before.tracks.length) return;
    if (before.search !== scope.search) this.#finds = scope.search === '' ? undefined : wordFinder(scope.search);
    const isHidden = isSame && isPart && this.#isLive && scope.tracks.length > 0;
    if (isHidden) this.#keepListed();
    else this.refresh();
  }

  #keepListed(): void {
    const { shown, waiting, missed } = this.feed.peek();
    this.#arrived = this.#arrived.filter(this.#isListed);
    const left = waiting.filter(this.#isListed);
    this.feed.value = { shown: shown.filter(this.#isListed), waiting: left, missed: Math.min(missed, left.length) };
  }

  /** Reads the list again. */
  readonly refresh = (): void => {
    this.#restart();
    this.rendered.value = renderedPosts;
    this.#arrived = this.#arrived.filter(this.#isListed);
    const { shown, waiting } = this.feed.peek();
    const kept = this.#isLive ? [...waiting.toReversed(), ...shown].filter(this.#isListed) : [];
    this.feed.value = { shown: kept.slice(0, maxShown), waiting: [], missed: 0 };
    void this.#pull(renderedPosts, true);
  };

  /** Shows more posts at the end of the list, from the store where the page has none. */
  readonly more = async (): Promise<void> => {
    const { shown } = this.feed.peek();
    const isFirst = this.rendered.peek() === renderedPosts;
    if (this.#isLive && isFirst) this.#restart(shown.at(-1)?.at);
    this.rendered.value = Math.min(maxListed, this.rendered.peek() + renderedPosts);
    const missing = this.rendered.peek() - shown.filter(this.#options.passes).length;
    const state = this.stored.peek();
    if (missing > 0 && !(state.name === 'ready' && state.isEnd && !isFirst)) await this.#pull(missing, false);
  };

  /** Removes a deleted post. While the reader uses the list, its place stays, so that nothing moves. */
  readonly retract = (key: string): void => {
    this.#arrived = this.#arrived.filter((item) => item.key !== key);
    const feed = this.feed.peek();
    if ([...feed.shown, ...feed.waiting].every((item) => item.key !== key)) return;
    this.feed.value = removePost(feed, key, this.#isFrozen);
  };

  /** Removes the posts that only this query matches. */
  removeQuery(id: string): void {
    this.#arrived = this.#arrived.filter(({ matches }) => matches.some((each) => each.id !== id));
    this.feed.value = removeQuery(this.feed.peek(), id);
  }

  /** True if new posts join the list. */
  get #isLive(): boolean {
    return this.#scope.order === 'newest' && this.#scope.span === undefined;
  }

  /** Older posts would be pushed out at the end. */
  get #isFrozen(): boolean {
    return this.paused.peek() || this.reading.peek() || this.rendered.peek() > renderedPosts;
  }

  readonly #isListed = (item: FeedItem): boolean =>
    item.matches.some(({ id }) => this.#scope.tracks.some((track) => track.id === id)) &&
    (this.#finds === undefined || this.#finds(item) !== undefined);

  /** Begins to read the store anew, from the newest posts or from an older one that is shown. */
  #restart(last?: number): void {
    this.#pending = undefined;
    this.#aborts.abort();
    this.#aborts = new AbortController();
    const { posts } = this.#options;
    const before = last === undefined ? undefined : last + 1;
    this.#reader = new PostReader({ posts, scope: this.#scope, before, signal: this.#aborts.signal });
  }

  async #pull(count: number, isFirst: boolean): Promise<void> {
    const reader = this.#reader;
    if (reader === undefined || this.#scope.tracks.length === 0) return;
    const { signal: aborted } = this.#aborts;
    const { passes, now } = this.#options;
    this.stored.value = { name: 'loading' };
    const wasFrozen = this.#isFrozen;
    const at = now();
    // Those of the moment at which the list ended come again.
    const known = new Set(isFirst ? [] : this.feed.peek().shown.map(({ key }) => key));
    const pulled = await reader.pull(count, (item) => !known.has(item.key) && passes(item));
    if (aborted.aborted) return;
    if (isFirst && this.#isFrozen && !wasFrozen && this.feed.peek().shown.length > 0) this.#pending = pulled;
    else this.#add(pulled, isFirst);
    const { isEnd, searchedTo, failure } = pulled;
    this.stored.value =
      failure === undefined ? { name: 'ready', isEnd, searchedTo, at } : { name: 'failed', reason: failure };
  }

  #addPending(): void {
    if (this.#pending !== undefined) this.#add(this.#pending, true);
    this.#pending = undefined;
  }

  #add({ items, isEnd, failure }: PulledPosts, isFirst: boolean): void {
    const kept = items.filter(({ key }) => !this.#options.deleted.has(key));
    const feed = this.feed.peek();
    if (!this.#isLive) {
      const known = new Set(feed.shown.map(({ key }) => key));
      const fresh = kept.filter(({ key }) => !known.has(key));
      this.feed.value = { ...feed, shown: [...feed.shown, ...fresh].slice(0, maxListed) };
      return;
    }
    const live = isFirst ? addArrived(feed, this.#drainArrived(), false) : feed;
    const { shown } = addStored(live, kept, isFirst ? maxShown : maxListed);
    // Of a query with fewer posts the page may know older ones than of the others: the list would have a hole there.
    const end = isEnd || failure !== undefined ? undefined : kept.at(-1)?.at;
    this.feed.value = { ...live, shown: end === undefined ? shown : shown.filter(({ at }) => at >= end) };
  }

  #drainArrived(): readonly FeedItem[] {
    const arrived = this.#arrived;
    this.#arrived = [];
    return arrived;
  }
}

const isSameSpan = ({ span: a }: PostScope, { span: b }: PostScope): boolean => a?.from === b?.from && a?.to === b?.to;
