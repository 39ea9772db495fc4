import type { SchedulerLike } from 'rxjs';
import type { Filled, SourceEvent } from '../../graph/index.ts';
import { isWithinSizeLimits } from '../../model/index.ts';
import type { UpstreamFailure } from './failure.ts';
import type { Interruption, Signal } from './session.ts';

// A connection that was up this long had nothing wrong with it. A shorter one is not replaced at once, lest an upstream
// that accepts and hangs up is asked without a pause.
const upMs = 1_000;
// One that was up this long, or that brought a post, proves that earlier failures are over.
const stableMs = 60_000;

export interface HistoryOptions {
  readonly name: string;
  /** The longest delay of a post from its author, in ms. Default 0. */
  readonly lagMs?: number;
  /** The interruption before the first connection. */
  readonly interruption?: Interruption | undefined;
  readonly scheduler: SchedulerLike;
}

/** How a connection had fared when it failed. */
export interface Ending {
  /** Whether it was up long enough for the next attempt to be made at once. */
  readonly wasUp: boolean;
  /** Whether earlier failures no longer count. */
  readonly wasStable: boolean;
}

/** The history of one supervisor's connections: turns their signals into events, and knows what was missed between them. */
export class ConnectionHistory {
  readonly #name: string;
  readonly #scheduler: SchedulerLike;
  readonly #lagMs: number;
  #aliveAt: number;
  #liveAt: number | undefined;
  #wasEverLive = false;
  #receivedPost = false;
  #hasResumed = false;
  #interruption: Interruption | undefined;

  constructor({ name, lagMs = 0, interruption, scheduler }: HistoryOptions) {
    this.#wasEverLive = interruption !== undefined;
    // Posts that were still under way to the process that read it before are missed as well.
    this.#interruption = interruption && { ...interruption, from: interruption.from - lagMs };
    this.#name = name;
    this.#lagMs = lagMs;
    this.#scheduler = scheduler;
    this.#aliveAt = scheduler.now();
  }

  /** The interruption that the next connection has to make up for, if there is one. */
  get interruption(): Interruption | undefined {
    return this.#interruption;
  }

  /** Records a signal; returns the events that it means to the graph. */
  receive(signal: Signal): readonly SourceEvent[] {
    if (signal.type === 'resumed') return this.#resume(signal.filled, signal.since);
    const now = this.#scheduler.now();
    // Before it is live a connection's signs of life end no interruption, and must not hide one.
    if (signal.type === 'live') this.#liveAt = now;
    if (this.#liveAt !== undefined) this.#aliveAt = now;
    if (signal.type === 'live') {
      this.#wasEverLive = true;
      return [{ type: 'state', source: this.#name, state: 'live' }];
    }
    if (signal.type === 'alive') return [];
    if (signal.type === 'missed')
      return [{ ...signal, type: 'gap', source: this.#name, from: Math.min(signal.from, now), to: now }];
    this.#receivedPost ||= signal.type === 'post';
    const isTooLong = signal.type === 'post' && !isWithinSizeLimits(signal.post);
    return [isTooLong ? { type: 'counted', source: this.#name, outcome: 'invalid', count: 1 } : signal];
  }

  #resume(filled: Filled, since: number | undefined): readonly SourceEvent[] {
    const to = this.#liveAt ?? this.#scheduler.now();
    // The program was away only once, before its first connection.
    const wasAway = since !== undefined && !this.#hasResumed;
    const before = wasAway ? { from: since, cause: 'The program was not running.' } : undefined;
    this.#hasResumed = true;
    const interruption = before ?? this.#interruption;
    this.#interruption = undefined;
    if (interruption === undefined) return [];
    // The clock may have been set back.
    const from = Math.min(interruption.from, to);
    return [{ type: 'gap', source: this.#name, ...interruption, from, to, filled }];
  }

  /** Records the end of a connection. */
  fail(failure: UpstreamFailure): Ending {
    const wasLiveMs = this.#liveAt === undefined ? 0 : this.#scheduler.now() - this.#liveAt;
    const ending = { wasUp: wasLiveMs >= upMs, wasStable: this.#receivedPost || wasLiveMs >= stableMs };
    // Before it was live for the first time nobody could count on it.
    if (this.#wasEverLive) this.#interruption ??= { from: this.#aliveAt - this.#lagMs, cause: failure.message };
    this.#liveAt = undefined;
    this.#receivedPost = false;
    return ending;
  }

  /** Ends the history: what was missed up to now stays missed. */
  giveUp(): readonly SourceEvent[] {
    return this.#resume('none', undefined);
  }
}
