import { RecentKeys } from '../../graph/operators/index.ts';
import { createEditHistory } from '../edit-history.ts';
import type { Signal } from '../supervisor/supervise.ts';
import type { Item } from './item.ts';

/** The number of latest posts whose edits and deletions are noticed: those of about a day. */
const maxPosts = 10_000;

/** Turns items into signals, and knows the latest posts among them so that it notices their edits and deletions. */
export class ItemReader {
  readonly #source: string;
  readonly #posts = new RecentKeys(maxPosts);
  readonly #edits = createEditHistory(2 * maxPosts);

  constructor(source: string) {
    this.#source = source;
  }

  /** Returns whether an item has come as a post of late. */
  hasRead(id: number): boolean {
    return this.#posts.has(String(id));
  }

  /** Reads an item for the first time. */
  read(item: Item): Signal {
    if (item.type === 'invalid') return { type: 'counted', source: this.#source, outcome: 'invalid', count: 1 };
    if (item.type !== 'post') return { type: 'alive' };
    this.#posts.add(item.post.id);
    this.#edits.record(item.post.id, item.post.text);
    return { type: 'post', post: item.post };
  }

  /** Reads an item that has come as a post, and may have changed since; `now` is in epoch ms. */
  readAgain(id: number, item: Item, now: number): readonly Signal[] {
    const own = String(id);
    const known = this.#edits.idsOf(own);
    const deletions = known.map((each): Signal => ({ type: 'delete', source: this.#source, id: each }));
    if (item.type === 'removed') return deletions;
    if (item.type !== 'post') return [];
    const createdAt = new Date(now).toISOString();
    const next = `${own}~${createdAt}`;
    if (this.#edits.idOf({ id: own, text: item.post.text, next }) !== next) return [];
    return [...deletions, { type: 'post', post: { ...item.post, id: next, at: now, createdAt } }];
  }
}
