import { RecentMap } from '../../model/index.ts';
import { createEditHistory } from '../edit-history.ts';
import type { JsonElement } from '../net/json-list.ts';
import type { Signal } from '../supervisor/supervise.ts';
import type { Feed } from './feed.ts';
import { idOf, readItem, type Item } from './item.ts';

/** The number of latest items of a feed whose edits are noticed. */
const maxEdits = 10_000;

export interface FeedReaderOptions {
  readonly source: string;
  readonly feed: Feed;
  /** The highest id that an earlier run has read. */
  readonly after: number | undefined;
}

/** Turns what a feed lists into signals: each item once, then its edits and its removal. */
export class FeedReader {
  readonly #options: FeedReaderOptions;
  readonly #edits = createEditHistory(maxEdits);
  /** The ids of posts that have come and were not taken back. */
  readonly #posts = new RecentMap<number, true>(maxEdits);
  #highest: number | undefined;
  /** The most elements of a list that could not be read. */
  #unreadable = 0;

  constructor(options: FeedReaderOptions) {
    this.#options = options;
    this.#highest = options.after;
  }

  /** The highest id that has been read; undefined before the first list. */
  get highest(): number | undefined {
    return this.#highest;
  }

  /** Returns whether an element is no newer than what has been read. */
  isKnown(element: unknown): boolean {
    const id = idOf(element, this.#options.feed.kind);
    return id !== undefined && this.#highest !== undefined && id <= this.#highest;
  }

  /**
   * Returns the elements of a list that can be read, in the order in which the instance came to know them, and the number of
   * the others, each counted once however often it is listed.
   */
  begin(elements: readonly JsonElement[]): { readonly items: readonly JsonElement[]; readonly invalid: number } {
    const { kind } = this.#options.feed;
    this.#highest ??= 0;
    const items = elements.filter(({ value }) => idOf(value, kind) !== undefined);
    const unreadable = elements.length - items.length;
    const invalid = Math.max(0, unreadable - this.#unreadable);
    this.#unreadable += invalid;
    return { items: items.toSorted((a, b) => (idOf(a.value, kind) ?? 0) - (idOf(b.value, kind) ?? 0)), invalid };
  }

  /** Reads an element of a list; `now` is in epoch ms. */
  read(element: unknown, now: number): readonly Signal[] {
    const { source, feed } = this.#options;
    const item = readItem(element, { kind: feed.kind, source, now });
    if (item === undefined) return [];
    if (this.#highest !== undefined && item.id <= this.#highest) return this.#readAgain(item, now);
    this.#highest = item.id;
    if (item.isRemoved) return [];
    if (item.post === undefined) return [{ type: 'counted', source, outcome: 'invalid', count: 1 }];
    this.#edits.record(item.post.id, item.post.text);
    this.#posts.set(item.id, true);
    return [{ type: 'post', post: item.post }];
  }

  #readAgain({ id, isRemoved, post, updated }: Item, now: number): readonly Signal[] {
    const { source, feed } = this.#options;
    if (!this.#posts.has(id)) return [];
    const own = `${feed.kind}-${id}`;
    const deletions = this.#edits.idsOf(own).map((each): Signal => ({ type: 'delete', source, id: each }));
    if (isRemoved) {
      this.#posts.delete(id);
      return deletions;
    }
    if (post === undefined || updated === undefined) return [];
    const next = `${own}~${updated}`;
    if (this.#edits.idOf({ id: own, text: post.text, next }) !== next) return [];
    return [
      ...deletions,
      { type: 'post', post: { ...post, id: next, at: now, createdAt: new Date(now).toISOString() } },
    ];
  }
}
