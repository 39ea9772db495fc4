/** Where a post can end. Each is also a label of the metrics. */
export const postOutcomes = ['invalid', 'duplicate', 'filtered', 'unmatched', 'shed', 'failed', 'scored'] as const;
export type PostOutcome = (typeof postOutcomes)[number];

/** Where a result (a post for one id of one session) can end. */
export const resultOutcomes = ['delivered', 'conflated', 'dropped'] as const;
export type ResultOutcome = (typeof resultOutcomes)[number];

/** received = invalid + duplicate + filtered + unmatched + shed + failed + scored + pending, in posts. */
export type EngineLedger = Readonly<Record<'received' | PostOutcome | 'pending', number>>;

/** routed = delivered + conflated + dropped + pending, in results. */
export type SessionLedger = Readonly<Record<'routed' | ResultOutcome | 'pending', number>>;

/**
 * Counts in which everything enters as pending and leaves once, by one outcome. The sum holds at every read because
 * both sides of a move are written in one turn; what a stage forgets stays pending, where it is seen.
 */
export interface Ledger<O extends string, R> {
  readonly receive: (count: number) => void;
  readonly record: (outcome: O, count: number) => void;
  readonly read: () => R;
}

export function createEngineLedger(): Ledger<PostOutcome, EngineLedger> {
  const settled = { invalid: 0, duplicate: 0, filtered: 0, unmatched: 0, shed: 0, failed: 0, scored: 0 };
  let received = 0;
  let pending = 0;
  return {
    receive: (count) => {
      received += count;
      pending += count;
    },
    record: (outcome, count) => {
      pending -= count;
      settled[outcome] += count;
    },
    read: () => ({ received, ...settled, pending }),
  };
}

/** The same for the results of a session: one object, since each delivery to each of thousands of sessions touches it. */
export class SessionCounts {
  #routed = 0;
  #delivered = 0;
  #conflated = 0;
  #dropped = 0;
  #pending = 0;

  receive(count: number): void {
    this.#routed += count;
    this.#pending += count;
  }

  record(outcome: ResultOutcome, count: number): void {
    this.#pending -= count;
    if (outcome === 'delivered') this.#delivered += count;
    else if (outcome === 'conflated') this.#conflated += count;
    else this.#dropped += count;
  }

  read(): SessionLedger {
    return {
      routed: this.#routed,
      delivered: this.#delivered,
      conflated: this.#conflated,
      dropped: this.#dropped,
      pending: this.#pending,
    };
  }
}

/** Whether all that came in is accounted for. */
export function balances(ledger: EngineLedger | SessionLedger): boolean {
  const { pending, ...counts } = ledger;
  const { entered, settled } = 'received' in counts ? split(counts, 'received') : split(counts, 'routed');
  return pending >= 0 && entered === settled.reduce((sum, count) => sum + count, pending);
}

function split<K extends string>(counts: Readonly<Record<K, number>>, key: K) {
  const { [key]: entered, ...rest } = counts;
  return { entered, settled: Object.values<number>(rest) };
}
