import { UndertoneError } from '../model/index.ts';

export interface CapacityOptions {
  /** Sessions at a time. */
  readonly maxSessions: number;
  /** Sessions at a time from one address. */
  readonly maxSessionsPerAddress: number;
}

/** Why nobody more is taken in. */
export type Refusal = 'sessions' | 'sessions_per_address';

/** Counts the places for sessions, in all and by address. */
export class Capacity {
  readonly #options: CapacityOptions;
  readonly #taken = new Map<string, number>();
  #sessions = 0;

  constructor(options: CapacityOptions) {
    this.#options = options;
  }

  /** Takes a place for a session from an address; why there is none, else. */
  take(address: string): Refusal | undefined {
    const { maxSessionsPerAddress } = this.#options;
    const here = this.#taken.get(address) ?? 0;
    if (this.isFull) return 'sessions';
    if (here >= maxSessionsPerAddress) return 'sessions_per_address';
    this.#sessions += 1;
    this.#taken.set(address, here + 1);
    return undefined;
  }

  /** Whether there is no place for anybody. */
  get isFull(): boolean {
    return this.#sessions >= this.#options.maxSessions;
  }

  /** Gives back a place that was taken for a session from an address. */
  giveBack(address: string): void {
    const here = this.#taken.get(address);
    if (here === undefined) return;
    this.#sessions -= 1;
    if (here === 1) this.#taken.delete(address);
    else this.#taken.set(address, here - 1);
  }
}

const sentences: Readonly<Record<Refusal, string>> = {
  sessions: 'The server has as many sessions as it can take: try again later.',
  sessions_per_address: 'This address has as many sessions as one may have: close one first.',
};

export const overCapacity = (refusal: Refusal): UndertoneError => new UndertoneError('too_many', sentences[refusal]);
