import { signal, type Signal } from '@preact/signals';
import type { PostRef } from '../../model/index.ts';
import type { DeletedKeys } from '../state/deleted-keys.ts';
import { hidePost, type FeedItem } from '../state/feed.ts';
import type { Api } from './api.ts';
import { PostReader } from './post-reader.ts';
import type { TrackedQuery } from './tracked-query.ts';

/** The state of the linked post; `gone` when no tracked query has it in the store. */
export type LinkedState =
  | { readonly name: 'loading' | 'gone' }
  | { readonly name: 'failed'; /** A sentence. */ readonly reason: string }
  | { readonly name: 'ready'; readonly item: FeedItem };

export interface LinkedPostOptions {
  readonly api: Pick<Api, 'posts'>;
  readonly tracks: () => readonly TrackedQuery[];
  readonly deleted: Pick<DeletedKeys, 'has'>;
}

/** The post that the address names, which is shown above the others. */
export class LinkedPost {
  readonly name: Signal<PostRef | undefined> = signal(undefined);
  readonly state: Signal<LinkedState> = signal({ name: 'loading' });
  readonly #options: LinkedPostOptions;
  #aborts = new AbortController();

  constructor(options: LinkedPostOptions) {
    this.#options = options;
  }

  /** Links a post that is shown. */
  link(item: FeedItem): void {
    this.#aborts.abort();
    this.name.value = { source: item.post.source, id: item.post.id };
    this.state.value = { name: 'ready', item };
  }

  /** Shows the post of an address. */
  show(name: PostRef | undefined): void {
    const before = this.name.peek();
    if (before?.source === name?.source && before?.id === name?.id) return;
    this.name.value = name;
    this.load();
  }

  readonly close = (): void => {
    this.show(undefined);
  };

  /** Removes the content of the post when it is deleted. */
  readonly retract = (key: string): void => {
    const state = this.state.peek();
    if (state.name !== 'ready' || state.item.key !== key) return;
    const [item = state.item] = hidePost([state.item], key);
    this.state.value = { name: 'ready', item };
  };

  /** Asks the server. */
  readonly load = (): void => {
    this.#aborts.abort();
    this.#aborts = new AbortController();
    this.state.value = { name: 'loading' };
    const name = this.name.peek();
    if (name !== undefined) void this.#load(name, this.#aborts.signal);
  };

  async #load(name: PostRef, aborted: AbortSignal): Promise<void> {
    const { api, tracks, deleted } = this.#options;
    const scope = { tracks: tracks(), search: '', order: 'newest', span: undefined, name } as const;
    const { items, failure } = await new PostReader({ posts: api.posts, scope, signal: aborted }).pull(1, () => true);
    if (aborted.aborted) return;
    const [item] = items.filter(({ key }) => !deleted.has(key));
    if (item !== undefined) this.state.value = { name: 'ready', item };
    else this.state.value = failure === undefined ? { name: 'gone' } : { name: 'failed', reason: failure };
  }
}
