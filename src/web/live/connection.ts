import { batch, signal, type Signal } from '@preact/signals';
import type { Client, ClientState, TrackingFrame } from '../../client/index.ts';
import { sourcesOf } from '../state/sources.ts';
import type { Coverage } from './coverage.ts';
import type { GapTracker } from './gap-tracker.ts';
import type { HistoryLoader } from './history-loader.ts';
import type { TrackedQuery } from './tracked-query.ts';

export interface ConnectionOptions {
  readonly client: Client;
  readonly coverage: Coverage;
  readonly gaps: GapTracker;
  readonly history: HistoryLoader;
  readonly tracks: () => readonly TrackedQuery[];
  /** Returns event time, epoch ms. */
  readonly now: () => number;
  /** Loads the stored history of what is shown again. */
  readonly reload: () => void;
  /** Tells screen readers. */
  readonly say: (sentence: string) => void;
}

/** The page's connection, and what becomes of the time in which there was none. */
export class Connection {
  readonly state: Signal<ClientState>;
  /** The time at which it was lost; undefined while there is one, and before the first. */
  readonly lostAt: Signal<number | undefined> = signal(undefined);
  readonly #options: ConnectionOptions;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.state = signal(options.client.state);
    options.client.states.subscribe(this.#change);
  }

  /** Called when the server tracks a query, for the first time or again. */
  readonly onTracking = (frame: TrackingFrame): void => {
    const { coverage } = this.#options;
    coverage.confirm();
    // Time is covered from now on, not from the next redraw on.
    coverage.mark();
    this.#resume(frame);
    this.#updateOpenGaps();
  };

  readonly #change = (state: ClientState): void => {
    const { coverage, tracks, say } = this.#options;
    const before = this.state.peek();
    batch(() => {
      this.state.value = state;
      if (before.name === 'live' && state.name !== 'live') {
        const lostAt = coverage.mark();
        this.lostAt.value = lostAt;
        say('The connection is lost; trying again.');
        for (const track of tracks()) track.interrupt(lostAt);
        this.#updateOpenGaps();
      }
      if (state.name === 'live') coverage.confirm();
      if (state.name === 'live' && this.lostAt.peek() !== undefined) say('Connected again.');
    });
  };

  #updateOpenGaps(): void {
    const { gaps, tracks, now } = this.#options;
    gaps.update(sourcesOf(tracks().map(({ tracking }) => tracking.peek())), this.lostAt.peek(), now());
  }

  /** Called after a reconnection: missed posts follow now, or the client reports a gap. */
  #resume({ resumed }: TrackingFrame): void {
    const { gaps, history, tracks, now, reload } = this.#options;
    const from = this.lostAt.peek();
    if (from === undefined) return;
    this.lostAt.value = undefined;
    if (resumed === true) {
      gaps.add({ source: 'connection', from, to: now(), cause: 'The connection was lost.', filled: 'full' });
      // The missed posts follow: the store would count them twice.
      for (const track of tracks()) history.resume(track, from);
    } else reload();
  }
}
