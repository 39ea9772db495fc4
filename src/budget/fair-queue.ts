import { Fifo } from './fifo.ts';
import { Share } from './share.ts';

/** A session that pays, with the owner that it has in common with others. A session without an owner is its own. */
export interface Payer {
  readonly id: string;
  readonly owner?: string | undefined;
}

/** Something that wants a value, such as a query, with the sessions that pay for it. */
export interface Claim {
  readonly name: string;
  payers(): Iterable<Payer>;
}

/**
 * Why a value was shed. `full`: when it came, nobody had more waiting than whoever pays for it. `share`: it waited
 * already, and its place went to somebody with less waiting.
 */
export type ShedReason = 'full' | 'share';

export interface Shed<T> {
  readonly value: T;
  readonly reason: ShedReason;
  /** The name of the claim that paid for it. */
  readonly claim: string;
}

interface Entry<T> {
  readonly value: T;
  share: Share<Entries<T>>;
  isWaiting: boolean;
}

type Entries<T> = Fifo<Entry<T>>;

/** The payers of a claim that are compared: one that comes after these is not found, and looking for it costs no more. */
const maxPayers = 256;
/** The values that are charged anew before one is shed, at most. */
const maxMoves = 64;

/**
 * A queue that sheds fairly (max-min fair: the longest queue loses). Each value is charged to one of those who want it:
 * to the owner with the least waiting, of its sessions to the one with the least, of its claims likewise. `shed` removes
 * the newest value of the owner, session and claim with the most, unless it can be charged to another owner with less by
 * now. So while `n` values have `p` owners, an owner with fewer than `n / p` of them loses nothing that it wants, however
 * much others bring; and so do the sessions of an owner and the claims of a session among each other.
 *
 * Values leave in the order in which they came. It has no bound of its own: its user sheds what is too much. A value costs
 * a look at its payers and constant time on average, however many others wait.
 *
 * @example
 * const queue = new FairQueue<string>((post) => queriesOf(post));
 * queue.push('a post');
 * if (queue.size > 20_000) queue.shed();
 */
export class FairQueue<T> {
  readonly #claimsOf: (value: T) => Iterable<Claim>;
  readonly #root = new Share<Entries<T>>(() => new Fifo());
  /** In the order of their coming; those that were shed are still there for a while. */
  readonly #entries: Entries<T> = new Fifo();
  #newest: Entry<T> | undefined;

  /** `claimsOf` returns the claims to a value now. Values without a payer are charged to one owner together. */
  constructor(claimsOf: (value: T) => Iterable<Claim>) {
    this.#claimsOf = claimsOf;
  }

  /** The values that wait. */
  get size(): number {
    return this.#root.count;
  }

  /** The value that has waited longest. */
  get oldest(): T | undefined {
    return this.#oldest()?.value;
  }

  push(value: T): void {
    const share = this.#shareOf(this.#lightest(value));
    const entry = { value, share, isWaiting: true };
    charge(entry);
    this.#entries.push(entry);
    this.#newest = entry;
  }

  /** Removes up to `count` values, those that have waited longest, as long as they satisfy a predicate. */
  take(count: number, isTaken: (value: T) => boolean = () => true): readonly T[] {
    const taken: T[] = [];
    while (taken.length < count) {
      const entry = this.#oldest();
      if (entry === undefined || !isTaken(entry.value)) break;
      this.#entries.shift();
      entry.isWaiting = false;
      discharge(entry);
      taken.push(entry.value);
    }
    return taken;
  }

  /** Removes up to `count` values that satisfy a predicate, the oldest first. Costs a look at each value. */
  takeWhere(count: number, isTaken: (value: T) => boolean): readonly T[] {
    const taken: T[] = [];
    this.#entries.retain((entry) => {
      if (!entry.isWaiting || taken.length >= count || !isTaken(entry.value)) return entry.isWaiting;
      entry.isWaiting = false;
      discharge(entry);
      taken.push(entry.value);
      return false;
    });
    return taken;
  }

  /** Yields the values, the oldest first. */
  *values(): Generator<T> {
    for (const { value, isWaiting } of this.#entries) if (isWaiting) yield value;
  }

  /** Removes a value of whoever has the most waiting. */
  shed(): Shed<T> | undefined {
    for (let moves = 0; moves < maxMoves && this.#move(); moves += 1);
    const entry = this.#newestOf(this.#root);
    if (entry === undefined) return undefined;
    entry.isWaiting = false;
    discharge(entry);
    if (this.#entries.length > 2 * this.size + 32) this.#entries.retain(({ isWaiting }) => isWaiting);
    return { value: entry.value, reason: entry === this.#newest ? 'full' : 'share', claim: entry.share.key };
  }

  #oldest(): Entry<T> | undefined {
    while (this.#entries.oldest?.isWaiting === false) this.#entries.shift();
    return this.#entries.oldest;
  }

  /** Charges what would be shed to another owner, if that one has less; returns whether it has. */
  #move(): boolean {
    const owner = this.#root.largest();
    const entry = owner && this.#newestOf(owner);
    if (owner === undefined || entry === undefined) return false;
    const lightest = this.#lightest(entry.value);
    if (lightest.counts[0] + 1 >= owner.count) return false;
    discharge(entry);
    entry.share = this.#shareOf(lightest);
    charge(entry);
    return true;
  }

  /** Returns the newest value of the largest leaf below a share. */
  #newestOf(top: Share<Entries<T>>): Entry<T> | undefined {
    let share = top;
    for (let next = share.largest(); next !== undefined; next = share.largest()) share = next;
    const { values } = share;
    while (values.newest !== undefined && !isChargedTo(values.newest, share)) values.pop();
    return values.newest;
  }

  #shareOf({ owner, id, name }: Candidate): Share<Entries<T>> {
    return this.#root.child(owner).child(id).child(name);
  }

  #lightest(value: T): Candidate {
    let lightest: Candidate | undefined;
    for (const claim of this.#claimsOf(value)) {
      const { name } = claim;
      let compared = 0;
      for (const { id, owner = id } of claim.payers()) {
        const shares = this.#root.find(owner);
        if (shares === undefined) return { owner, id, name, counts: [0, 0, 0] };
        const session = shares.find(id);
        const counts = [shares.count, session?.count ?? 0, session?.find(name)?.count ?? 0] as const;
        if (lightest === undefined || isLess(counts, lightest.counts)) lightest = { owner, id, name, counts };
        compared += 1;
        if (compared >= maxPayers) break;
      }
    }
    return lightest ?? { ...nobody, counts: [this.#root.find(nobody.owner)?.count ?? 0, 0, 0] };
  }
}

type Counts = readonly [owner: number, session: number, claim: number];

/** A payer that may be charged, with the counts of its waiting values. */
interface Candidate {
  readonly owner: string;
  readonly id: string;
  readonly name: string;
  readonly counts: Counts;
}

const nobody = { owner: '', id: '', name: '' };

/** Compares the owners first, then the sessions, then the claims. */
function isLess(left: Counts, right: Counts): boolean {
  const at = left.findIndex((count, index) => count !== right[index]);
  return at >= 0 && (left[at] ?? 0) < (right[at] ?? 0);
}

/** A share keeps an entry that has left it until it comes up, or until most of them have left. */
const isChargedTo = <T>(entry: Entry<T>, share: Share<Entries<T>>): boolean => entry.isWaiting && entry.share === share;

function charge<T>(entry: Entry<T>): void {
  entry.share.values.push(entry);
  entry.share.change(1);
}

function discharge<T>({ share }: Entry<T>): void {
  share.change(-1);
  const { values, count } = share;
  if (values.length > 2 * count + 32) values.retain((entry) => isChargedTo(entry, share));
}
