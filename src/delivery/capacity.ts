import { KeyedRateLimit } from '../budget/index.ts';
import { UndertoneError } from '../model/index.ts';

export interface CapacityOptions {
  /** Sessions at a time. */
  readonly maxSessions: number;
  /** Sessions at a time of one owner, and how many it may open at once; it may open as many again within `refillMs`. */
  readonly maxSessionsPerAddress: number;
}

/** The limit that a new session would exceed. */
export type CapacityRefusal = 'sessions' | 'sessions_per_address' | 'session_rate';

/** The time in which an owner that has opened as many sessions as it may at once may open as many again, in ms. */
const refillMs = 10_000;

/** Counts the open sessions, in total and by owner, and limits how fast an owner opens new ones. */
export class Capacity {
  readonly #options: CapacityOptions;
  readonly #byOwner = new Map<string, number>();
  readonly #rate: KeyedRateLimit;
  #sessions = 0;

  /** `now` returns the time in ms, by any clock. */
  constructor(options: CapacityOptions, now: () => number) {
    this.#options = options;
    const { maxSessionsPerAddress: burst } = options;
    this.#rate = new KeyedRateLimit({ perSecond: (burst * 1_000) / refillMs, burst, now });
  }

  /** Counts one more session of an owner, or returns the limit that forbids it. */
  acquire(owner: string): CapacityRefusal | undefined {
    const count = this.#byOwner.get(owner) ?? 0;
    if (this.isFull) return 'sessions';
    if (count >= this.#options.maxSessionsPerAddress) return 'sessions_per_address';
    if (!this.#rate.tryConsume(owner)) return 'session_rate';
    this.#sessions += 1;
    this.#byOwner.set(owner, count + 1);
    return undefined;
  }

  get isFull(): boolean {
    return this.#sessions >= this.#options.maxSessions;
  }

  /** The owners with a session. */
  get owners(): number {
    return this.#byOwner.size;
  }

  /** Counts one session of an owner less. */
  release(owner: string): void {
    const count = this.#byOwner.get(owner);
    if (count === undefined) return;
    this.#sessions -= 1;
    if (count === 1) this.#byOwner.delete(owner);
    else this.#byOwner.set(owner, count - 1);
  }
}

const sentences: Readonly<Record<CapacityRefusal, string>> = {
  sessions: 'The server has as many sessions as it can take: try again later.',
  sessions_per_address: 'This address has as many sessions as one may have: close one first.',
  session_rate: 'This address opens sessions too fast: wait a few seconds, or track more queries in one session.',
};

/** Returns the error that a client gets when it exceeds a limit on sessions. */
export const capacityError = (refusal: CapacityRefusal): UndertoneError =>
  new UndertoneError('too_many', sentences[refusal], { retryAfterS: refillMs / 1_000 });
