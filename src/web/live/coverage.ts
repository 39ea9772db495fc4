import type { EventClock } from '../state/event-clock.ts';
import type { TrackedQuery } from './tracked-query.ts';

export interface CoverageOptions {
  readonly tracks: () => readonly TrackedQuery[];
  readonly clock: EventClock;
  /** Returns the wall clock, epoch ms. */
  readonly now: () => number;
  /** Called when event time has gone back to that of a recording. */
  readonly onRecording: (track: TrackedQuery) => void;
}

/** The server sends a frame every 10 s: after a longer silence, the page was suspended or the connection is lost. */
const silentMs = 25_000;

/** Marks the time as covered in which the page was connected, which a page in a suspended computer is not. */
export class Coverage {
  readonly #options: CoverageOptions;
  #confirmedAt: number;

  constructor(options: CoverageOptions) {
    this.#options = options;
    this.#confirmedAt = options.now();
  }

  /** Called with each frame: the connection lives. */
  confirm(): void {
    if (this.#isSilent()) this.mark();
    this.#confirmedAt = this.#options.now();
  }

  /** Marks the time until now, or until the server fell silent, and returns its end, in event time. */
  mark(): number {
    const { clock, now, tracks, onRecording } = this.#options;
    const isSilent = this.#isSilent();
    const until = clock.now(isSilent ? this.#confirmedAt : now());
    for (const track of tracks()) {
      if (isSilent) track.pauseCoverage(until);
      else if (track.cover(until)) onRecording(track);
    }
    return until;
  }

  #isSilent(): boolean {
    return this.#options.now() - this.#confirmedAt > silentMs;
  }
}
