import { RecentMap } from '../model/index.ts';

export interface RateOptions {
  /** The seconds over which the rate is taken. */
  readonly seconds: number;
  /** The most keys that are counted at a time; beyond it, the key that has been silent for longest is dropped. */
  readonly maxKeys: number;
}

/** The rates of events by key. `now` is the wall clock, in epoch ms. */
export interface Rate {
  readonly add: (key: string, now: number, count?: number) => void;
  /**
   * Returns the events per second over the last `seconds`, or since the key was first seen when that is less, but at
   * least over 1 s; 0 for an unknown key.
   */
  readonly perSecond: (key: string, now: number) => number;
  readonly forget: (key: string) => void;
}

/**
 * Creates rates that are counted in slots of one second. When the clock is set back, events count into the latest second;
 * when it is set back by more than `seconds`, counting starts again.
 *
 * @example
 * const rate = createRate({ seconds: 60, maxKeys: 10_000 });
 * rate.add('pizza', Date.now());
 * rate.perSecond('pizza', Date.now());
 */
export function createRate({ seconds, maxKeys }: RateOptions): Rate {
  const rings = new RecentMap<string, Ring>(maxKeys);
  return {
    add: (key, now, count = 1) => {
      const ring = rings.get(key) ?? new Ring(seconds, now);
      if (ring.advance(now) || !rings.has(key)) rings.set(key, ring);
      ring.add(count);
    },
    perSecond: (key, now) => rings.get(key)?.perSecond(now) ?? 0,
    forget: (key) => {
      rings.delete(key);
    },
  };
}

class Ring {
  readonly #slots: Float64Array;
  #since: number;
  #second: number;
  #sum = 0;

  constructor(seconds: number, now: number) {
    this.#slots = new Float64Array(seconds);
    this.#since = now;
    this.#second = secondOf(now);
  }

  /** Empties the slots of the seconds that have passed; returns whether any has. */
  advance(now: number): boolean {
    const second = secondOf(now);
    if (second < this.#second - this.#slots.length) return this.#restart(now);
    if (second <= this.#second) return false;
    const from = Math.max(this.#second, second - this.#slots.length) + 1;
    for (let gone = from; gone <= second; gone += 1) this.#put(gone, 0);
    this.#second = second;
    return true;
  }

  add(count: number): void {
    this.#put(this.#second, (this.#slots[this.#index(this.#second)] ?? 0) + count);
  }

  perSecond(now: number): number {
    this.advance(now);
    // The current second counts by the part of it that has passed.
    const covered = Math.max(0, now - this.#second * 1_000) / 1_000 + this.#slots.length - 1;
    return this.#sum / Math.max(1, Math.min(covered, (now - this.#since) / 1_000));
  }

  #restart(now: number): true {
    this.#slots.fill(0);
    this.#sum = 0;
    this.#since = now;
    this.#second = secondOf(now);
    return true;
  }

  #put(second: number, count: number): void {
    const index = this.#index(second);
    this.#sum += count - (this.#slots[index] ?? 0);
    this.#slots[index] = count;
  }

  #index(second: number): number {
    return second % this.#slots.length;
  }
}

const secondOf = (now: number): number => Math.floor(now / 1_000);
