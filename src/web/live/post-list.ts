import { signal, type Signal } from '@preact/signals';
import {
  addArrived,
  addStored,
  emptyFeed,
  removePost,
  removeQuery,
  showWaiting,
  type Feed,
  type FeedItem,
} from '../state/feed.ts';

/** The most posts between two flushes of the list; beyond it, the newest are kept. */
const maxArrived = 400;

/** The list of posts: those that arrive are shown once a second, unless a reader holds the list. */
export class PostList {
  readonly feed: Signal<Feed> = signal(emptyFeed);
  readonly paused = signal(false);
  /** Whether the reader is using the list, so that it must not move. */
  readonly reading = signal(false);
  #arrived: FeedItem[] = [];

  arrive(item: FeedItem): void {
    this.#arrived.push(item);
    if (this.#arrived.length > 2 * maxArrived) this.#arrived = this.#arrived.slice(-maxArrived);
  }

  /** Adds the posts that have arrived to the list. */
  readonly tick = (): void => {
    const frozen = this.paused.peek() || this.reading.peek();
    const arrived = this.#drainArrived();
    if (arrived.length > 0 || !frozen) this.feed.value = addArrived(this.feed.peek(), arrived, frozen);
  };

  setPaused(paused: boolean): void {
    this.paused.value = paused;
    if (!paused) this.showWaiting();
  }

  /** Shows the waiting posts, even while the list is frozen. */
  showWaiting(): void {
    this.feed.value = showWaiting(addArrived(this.feed.peek(), this.#drainArrived(), true));
  }

  addStored(posts: readonly FeedItem[]): void {
    this.feed.value = addStored(addArrived(this.feed.peek(), this.#drainArrived(), false), posts);
  }

  /** Removes a deleted post. While the reader uses the list, its place stays, so that nothing moves. */
  readonly retract = (key: string): void => {
    this.#arrived = this.#arrived.filter((item) => item.key !== key);
    const feed = this.feed.peek();
    if ([...feed.shown, ...feed.waiting].every((item) => item.key !== key)) return;
    this.feed.value = removePost(feed, key, this.paused.peek() || this.reading.peek());
  };

  /** Removes the posts that only this query matches. */
  removeQuery(id: string): void {
    this.#arrived = this.#arrived.filter(({ matches }) => matches.some((each) => each.id !== id));
    this.feed.value = removeQuery(this.feed.peek(), id);
  }

  #drainArrived(): readonly FeedItem[] {
    const arrived = this.#arrived;
    this.#arrived = [];
    return arrived;
  }
}
