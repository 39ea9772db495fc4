import { signal, type Signal } from '@preact/signals';
import type { DeletedKeys } from '../state/deleted-keys.ts';
import { hidePost } from '../state/feed.ts';
import { handleOfTerm, type AskedWindow, type FoundPosts, type Why } from '../state/why.ts';
import { isFailure, type Api } from './api.ts';
import type { TimeView } from './time-view.ts';
import type { TrackedQuery } from './tracked-query.ts';

/** The state of the answer about the asked window. */
export type WhyState =
  | { readonly name: 'loading' }
  | { readonly name: 'failed'; /** A sentence. */ readonly reason: string }
  | {
      readonly name: 'ready';
      readonly why: Why;
      /** Those with the chosen term, once they are loaded. */
      readonly found?: FoundPosts | undefined;
    };

export interface WhyLoaderOptions {
  readonly api: Pick<Api, 'why' | 'posts'>;
  readonly time: Pick<TimeView, 'span' | 'hold' | 'setSpan'>;
  readonly tracks: () => readonly TrackedQuery[];
  readonly deleted: Pick<DeletedKeys, 'has'>;
  /** Returns event time, epoch ms. */
  readonly now: () => number;
}

/** The time after which the store has written the posts of a window, in ms. */
const settleMs = 2_500;
/** The most posts with a chosen term. */
const maxFound = 40;

/** Keeps the question of the reader, what happened in a window of time, and the answer of the server. */
export class WhyLoader {
  readonly asked: Signal<AskedWindow | undefined> = signal(undefined);
  readonly state: Signal<WhyState> = signal({ name: 'loading' });
  readonly #options: WhyLoaderOptions;
  #aborts = new AbortController();
  /** True while the charts stand still for the sake of the question. */
  #holds = false;

  constructor(options: WhyLoaderOptions) {
    this.#options = options;
  }

  /** Asks about a window. The charts stand still until the question is closed. */
  ask(asked: AskedWindow): void {
    const { time } = this.#options;
    this.#holds ||= time.span.peek() === undefined;
    time.hold();
    this.asked.value = asked;
    this.load();
  }

  /** Shows only the posts with an unusual word or tag, or all again. */
  choose(term: string | undefined): void {
    const asked = this.asked.peek();
    if (asked === undefined) return;
    this.asked.value = { ...asked, term };
    void this.#find(this.#aborts.signal);
  }

  /** Ends the question. The charts go on if they were live before it. */
  close(): void {
    if (this.asked.peek() === undefined) return;
    this.#aborts.abort();
    this.asked.value = undefined;
    if (this.#holds) this.#options.time.setSpan(undefined);
    this.#holds = false;
  }

  /** Shows the question of an address. */
  show(asked: AskedWindow | undefined): void {
    const { query, from, to } = this.asked.peek() ?? {};
    if (asked === undefined) this.close();
    else if (asked.query !== query || asked.from !== from || asked.to !== to) this.ask(asked);
    else this.choose(asked.term);
  }

  /** Removes the content of a deleted post from the answer. Its place stays, so that nothing moves. */
  readonly retract = (key: string): void => {
    const state = this.state.peek();
    if (state.name !== 'ready') return;
    const { why, found } = state;
    this.state.value = {
      name: 'ready',
      why: { ...why, posts: hidePost(why.posts, key) },
      found: found && { ...found, posts: hidePost(found.posts, key) },
    };
  };

  /** Asks the server, and once more if the store had not written all of the window. */
  readonly load = (): void => {
    this.#aborts.abort();
    this.#aborts = new AbortController();
    this.state.value = { name: 'loading' };
    void this.#load(this.#aborts.signal);
  };

  async #load(aborted: AbortSignal): Promise<void> {
    const { api, now, deleted } = this.#options;
    const asked = this.asked.peek();
    if (asked === undefined) return;
    const isSettled = asked.to + settleMs < now();
    const why = await api.why(asked, this.#idOf(asked), aborted);
    if (aborted.aborted) return;
    this.state.value = isFailure(why)
      ? { name: 'failed', reason: why.reason }
      : { name: 'ready', why: { ...why, posts: why.posts.filter(({ key }) => !deleted.has(key)) } };
    if (isFailure(why)) return;
    await this.#find(aborted);
    if (isSettled) return;
    setTimeout(() => {
      if (!aborted.aborted) void this.#load(aborted);
    }, settleMs);
  }

  /** Loads the posts with the chosen term: those of the answer are the strongest ones of the window, with any term. */
  async #find(aborted: AbortSignal): Promise<void> {
    const { api, deleted } = this.#options;
    const asked = this.asked.peek();
    if (asked?.term === undefined || this.state.peek().name !== 'ready') return;
    const { query, from, to, term } = asked;
    const [handle] = handleOfTerm(term);
    if (handle === undefined) return;
    const request = { query, from, to, search: handle.term, order: 'strongest', limit: maxFound } as const;
    const answer = await api.posts(request, this.#idOf(asked), aborted);
    const state = this.state.peek();
    if (aborted.aborted || state.name !== 'ready' || term !== this.asked.peek()?.term) return;
    const items = isFailure(answer) ? state.why.posts.filter(({ post }) => hasTerm(post.text, term)) : answer.items;
    this.state.value = { ...state, found: { term, posts: items.filter(({ key }) => !deleted.has(key)) } };
  }

  #idOf(asked: AskedWindow): string {
    return this.#options.tracks().find(({ query }) => query === asked.query)?.id ?? '';
  }
}

const hasTerm = (text = '', term: string): boolean => text.toLowerCase().includes(term);
