import type { Payer } from './fair-queue.ts';

export interface FairRateOptions {
  /** The units of each item that an owner may use without their being counted. */
  readonly freePerItem: number;
  /** The units per second of an owner, beyond which each of its sessions may use an equal part of them. */
  readonly maxPerOwner: number;
  /** The units per second of all owners, beyond which each may use an equal part of them. */
  readonly max: number;
  /** The current time in ms, by any clock. */
  readonly now: () => number;
}

/** The use of an owner in a period. */
interface OwnerUse {
  used: number;
  readonly sessions: Map<string, number>;
  /** The sessions that wanted something in the period before. */
  readonly before: number;
}

/** The free units of an owner that are used of an item. */
interface FreeUse {
  item: number;
  used: number;
}

/** Units are counted in periods, short enough that what is allowed in one delays nothing for long. */
const periodMs = 250;
/** The payers that are asked, at most: looking for one that can pay costs no more. */
const maxPayers = 16;

/**
 * A rate that many share fairly, for work that one item (a post) may cause thousands of times. Whoever is below an equal
 * part loses nothing, however much others want: an owner of the rate of all, a session of the rate of its owner. So
 * in each period at most three times the rate is used: by those who came first, by the parts of the others, and by the
 * parts of the sessions.
 *
 * @example
 * const rate = new FairRate({ freePerItem: 128, maxPerOwner: 5_000, max: 50_000, now: Date.now });
 * rate.beginItem();
 * rate.tryConsume([{ id: 'session 1', owner: '192.0.2.1' }]); // true
 */
export class FairRate {
  readonly #options: FairRateOptions;
  readonly #maxPerOwner: number;
  readonly #max: number;
  readonly #free = new Map<string, FreeUse>();
  #owners = new Map<string, OwnerUse>();
  #before: ReadonlyMap<string, OwnerUse> = new Map();
  #period = 0;
  #item = 0;
  #used = 0;

  constructor(options: FairRateOptions) {
    this.#options = options;
    this.#maxPerOwner = (options.maxPerOwner * periodMs) / 1_000;
    this.#max = (options.max * periodMs) / 1_000;
  }

  /** Begins an item, of which each owner has its free units. */
  beginItem(): void {
    this.#item += 1;
    const period = Math.floor(this.#options.now() / periodMs);
    if (period === this.#period) return;
    this.#period = period;
    this.#free.clear();
    this.#before = this.#owners;
    this.#owners = new Map();
    this.#used = 0;
  }

  /** Charges the first of the payers that may use so many units; returns whether there is one. */
  tryConsume(payers: Iterable<Payer>, units = 1): boolean {
    let asked = 0;
    for (const payer of payers) {
      if (this.tryCharge(payer, units)) return true;
      asked += 1;
      if (asked >= maxPayers) break;
    }
    return asked === 0;
  }

  /** Charges a payer that may use so many units; returns whether it may. */
  tryCharge({ id, owner = id }: Payer, units: number): boolean {
    return this.#isFree(owner, units) || this.#isWithinRate(owner, id, units);
  }

  #isFree(owner: string, units: number): boolean {
    const use = this.#free.get(owner);
    const used = use?.item === this.#item ? use.used : 0;
    if (used + units > this.#options.freePerItem) return false;
    // Changed in place: each delivery to each of thousands of owners comes by here.
    if (use === undefined) this.#free.set(owner, { item: this.#item, used: units });
    else {
      use.item = this.#item;
      use.used = used + units;
    }
    return true;
  }

  #isWithinRate(owner: string, session: string, units: number): boolean {
    const use = this.#useOf(owner);
    const used = use.sessions.get(session) ?? 0;
    use.sessions.set(session, used);
    const owners = Math.max(this.#owners.size, this.#before.size);
    const most = this.#used < this.#max ? this.#maxPerOwner : Math.min(this.#maxPerOwner, this.#max / owners);
    const sessions = Math.max(use.sessions.size, use.before);
    if (use.used + units > most && used + units > most / sessions) return false;
    use.sessions.set(session, used + units);
    use.used += units;
    this.#used += units;
    return true;
  }

  #useOf(owner: string): OwnerUse {
    const known = this.#owners.get(owner);
    if (known !== undefined) return known;
    const use = { used: 0, sessions: new Map<string, number>(), before: this.#before.get(owner)?.sessions.size ?? 0 };
    this.#owners.set(owner, use);
    return use;
  }
}
