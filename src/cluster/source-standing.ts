import type { SourceEvent } from '../graph/index.ts';
import type { UndertoneError } from '../model/index.ts';
import type { ChunkHeader, ChunkState } from './chunk.ts';
import { signOfLife, type Commit, type Standing } from './commit-queue.ts';
import { encodeEvent, type LoggedEvent } from './events.ts';

type Coverage = Extract<SourceEvent, { readonly type: 'coverage' }>;

/** The time between two reports of coverage in the log, in ms; a node that begins to read knows the coverage after it. */
const coverageMs = 2_000;

/** Tracks a source while a node leads it: its state, and the cursors from which it can be read on. */
export class SourceStanding {
  readonly #cursors: Record<string, string>;
  #snapshot: Standing['cursors'] | undefined;
  #state: ChunkState = 'pending';
  #reason: UndertoneError | undefined;
  #liveAt: number;
  #coverage: Coverage | undefined;
  /** As the log has it, once it was repeated. */
  #coverageText: string | undefined;
  #coverageAt = 0;
  /** Whether it has been live in this term. */
  wasLive = false;

  constructor(before: Pick<ChunkHeader, 'cursors' | 'liveAt'> | undefined) {
    this.#cursors = { ...before?.cursors };
    this.#liveAt = before?.liveAt ?? 0;
  }

  readonly cursors = {
    read: (key: string): string | undefined => this.#cursors[key],
    write: (key: string, value: string): void => {
      this.#cursors[key] = value;
      this.#snapshot = undefined;
    },
    isExact: true,
  } as const;

  /** Records an event; returns what of it is logged as an event, and what is true after it. */
  receive(event: SourceEvent, now: number): { readonly logged: LoggedEvent | undefined; readonly state: Standing } {
    if (event.type === 'state') {
      this.#state = event.state;
      this.#reason = event.reason;
      this.wasLive ||= event.state === 'live';
      return { logged: undefined, state: this.read(now) };
    }
    if (event.type === 'coverage') {
      this.#coverage = event;
      this.#coverageText = undefined;
      this.#coverageAt = now;
    }
    return { logged: event, state: this.read(now) };
  }

  /** Returns what is true now. */
  read(now: number): Standing {
    if (this.#state === 'live') this.#liveAt = now;
    const reason = this.#reason;
    // The same object until a cursor changes: thousands of events may share it.
    this.#snapshot ??= { ...this.#cursors };
    return {
      ...{ state: this.#state, liveAt: this.#liveAt, cursors: this.#snapshot },
      ...(reason !== undefined && { reason }),
    };
  }

  /** Returns a sign of life, from time to time with what the source covers. */
  heartbeat(now: number): Commit {
    const state = this.read(now);
    if (this.#coverage === undefined || now < this.#coverageAt + coverageMs) return signOfLife(state);
    this.#coverageAt = now;
    this.#coverageText ??= encodeEvent(this.#coverage);
    return signOfLife(state, [this.#coverageText]);
  }
}
