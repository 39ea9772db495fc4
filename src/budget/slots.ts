import type { Exceeded } from './distinct-usage.ts';

export interface SlotsOptions {
  /** The most slots that one owner has at a time. */
  readonly maxPerOwner: number;
  /** The most slots that all owners have at a time. */
  readonly max: number;
  /** The most requests of one owner that wait for a slot. 0 lets none wait. */
  readonly maxWaitingPerOwner: number;
  /** The most requests that wait for a slot. 0 lets none wait. */
  readonly maxWaiting: number;
}

/** Gives a slot back, or withdraws the request while it waits. Idempotent. */
export type Release = () => void;

interface Waiting<K> {
  readonly owner: K;
  readonly grant: () => void;
}

interface Owner<K> {
  active: number;
  /** In the order of their requests. */
  readonly waiting: Waiting<K>[];
}

/**
 * A bounded number of slots, for work that costs a server something while it lasts. Owners that wait take turns, one slot
 * each, so that an owner with many requests delays no other by more than one of its own.
 *
 * @example
 * const reads = new Slots<string>({ maxPerOwner: 2, max: 4, maxWaitingPerOwner: 8, maxWaiting: 64 });
 * const granted = reads.request('192.0.2.1', () => read$.next()); // 'owner' or 'total' when too many wait
 * if (typeof granted === 'function') whenRead(granted);
 */
export class Slots<K> {
  readonly #options: SlotsOptions;
  /** Those with a slot or a request that waits; the next one to be granted a slot comes first. */
  readonly #owners = new Map<K, Owner<K>>();
  #active = 0;
  #waiting = 0;

  constructor(options: SlotsOptions) {
    this.#options = options;
  }

  /** The slots that are taken. */
  get active(): number {
    return this.#active;
  }

  /** The requests that wait. */
  get waiting(): number {
    return this.#waiting;
  }

  /**
   * Calls `onGranted` once when a slot is free: before it returns, or later. Returns how to give the slot back; or the
   * bound on waiting requests that forbids it.
   */
  request(owner: K, onGranted: () => void): Release | Exceeded {
    const { max, maxPerOwner, maxWaiting, maxWaitingPerOwner } = this.#options;
    const own = this.#owners.get(owner);
    const active = own?.active ?? 0;
    if (this.#active >= max || active >= maxPerOwner) {
      const waiting = own?.waiting.length ?? 0;
      // Where nobody may wait, an owner below its own bound is refused because all slots are taken.
      const isOwn = active >= maxPerOwner || waiting > 0;
      if (waiting >= maxWaitingPerOwner) return isOwn ? 'owner' : 'total';
      if (this.#waiting >= maxWaiting) return 'total';
    }
    let state: 'waiting' | 'active' | 'over' = 'waiting';
    const waiting: Waiting<K> = {
      owner,
      grant: () => {
        state = 'active';
        onGranted();
      },
    };
    this.#ownerOf(owner).waiting.push(waiting);
    this.#waiting += 1;
    this.#grantNext();
    return () => {
      if (state === 'waiting') this.#withdraw(waiting);
      if (state === 'active') this.#giveBack(owner);
      state = 'over';
    };
  }

  #ownerOf(owner: K): Owner<K> {
    const own = this.#owners.get(owner) ?? { active: 0, waiting: [] };
    this.#owners.set(owner, own);
    return own;
  }

  #grantNext(): void {
    while (this.#active < this.#options.max) {
      const next = this.#nextOwner();
      const waiting = next?.[1].waiting.shift();
      if (next === undefined || waiting === undefined) return;
      const [owner, own] = next;
      this.#waiting -= 1;
      this.#active += 1;
      own.active += 1;
      this.#moveToEnd(owner, own);
      waiting.grant();
    }
  }

  #nextOwner(): readonly [K, Owner<K>] | undefined {
    for (const entry of this.#owners) {
      if (entry[1].waiting.length > 0 && entry[1].active < this.#options.maxPerOwner) return entry;
    }
    return undefined;
  }

  #withdraw(waiting: Waiting<K>): void {
    const own = this.#owners.get(waiting.owner);
    if (own === undefined) return;
    own.waiting.splice(own.waiting.indexOf(waiting), 1);
    this.#waiting -= 1;
    this.#forgetIdle(waiting.owner, own);
  }

  #giveBack(owner: K): void {
    const own = this.#owners.get(owner);
    if (own === undefined) return;
    this.#active -= 1;
    own.active -= 1;
    this.#moveToEnd(owner, own);
    this.#forgetIdle(owner, own);
    this.#grantNext();
  }

  #moveToEnd(owner: K, own: Owner<K>): void {
    this.#owners.delete(owner);
    this.#owners.set(owner, own);
  }

  #forgetIdle(owner: K, own: Owner<K>): void {
    if (own.active === 0 && own.waiting.length === 0) this.#owners.delete(owner);
  }
}
