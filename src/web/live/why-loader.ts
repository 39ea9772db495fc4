import { signal, type Signal } from '@preact/signals';
import type { AskedWindow, Why } from '../state/why.ts';
import { isFailure, type Api } from './api.ts';
import type { TimeView } from './time-view.ts';
import type { TrackedQuery } from './tracked-query.ts';

/** The state of the answer about the asked window. */
export type WhyState =
  | { readonly name: 'loading' }
  | { readonly name: 'failed'; /** A sentence. */ readonly reason: string }
  | { readonly name: 'ready'; readonly why: Why };

export interface WhyLoaderOptions {
  readonly api: Api;
  readonly time: TimeView;
  readonly tracks: () => readonly TrackedQuery[];
  /** Returns event time, epoch ms. */
  readonly now: () => number;
}

/** The time after which the store has written the posts of a window, in ms. */
const settleMs = 2_500;

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
  }

  /** Asks the server, and once more if the store had not written all of the window. */
  readonly load = (): void => {
    this.#aborts.abort();
    this.#aborts = new AbortController();
    this.state.value = { name: 'loading' };
    void this.#load(this.#aborts.signal);
  };

  async #load(aborted: AbortSignal): Promise<void> {
    const { api, tracks, now } = this.#options;
    const asked = this.asked.peek();
    if (asked === undefined) return;
    const id = tracks().find(({ query }) => query === asked.query)?.id ?? '';
    const isSettled = asked.to + settleMs < now();
    const why = await api.why(asked, id, aborted);
    if (aborted.aborted) return;
    this.state.value = isFailure(why) ? { name: 'failed', reason: why.reason } : { name: 'ready', why };
    if (isSettled || isFailure(why)) return;
    setTimeout(() => {
      if (!aborted.aborted) void this.#load(aborted);
    }, settleMs);
  }
}
