import { DistinctUsage, KeyedRateLimit, type Exceeded } from '../budget/index.ts';
import { createSteadyClock, UndertoneError, windowCost, type WindowSpec } from '../model/index.ts';
import type { SessionIdentity } from './session-identity.ts';

/** The bounds of what clients use together; addresses are those of clients, as `addressKey` writes them. */
export interface UsageOptions {
  /** The most distinct live queries of an address, those kept for closed sessions that may resume included. */
  readonly queriesPerAddress: number;
  /** The same of all clients together. */
  readonly queries: number;
  /** The most that the distinct windows of a session may cost, as `windowCost` has it. */
  readonly windowCostPerSession: number;
  /** The same of an address. */
  readonly windowCostPerAddress: number;
  /** The same of all clients together. */
  readonly windowCost: number;
  /**
   * The most conflated results per second of an address whose words and hashtags are counted. 0 counts none, Infinity all.
   */
  readonly rankedResultsPerSecond: number;
  /** The time in which a closed session may resume, in ms: its queries count as long. */
  readonly resumeWindowMs: number;
}

/** The budget that a `track` would exceed. */
export type UsageRefusal =
  'queries_per_address' | 'queries' | 'windows_per_session' | 'windows_per_address' | 'windows';

/** The query and window that an id of a session uses. */
export interface Use {
  /** The canonical spelling. */
  readonly query: string;
  /** Whether the query is kept for a while when the session closes. */
  readonly isKept: boolean;
  readonly window?: WindowSpec | undefined;
}

/** The used part of a budget: in all, and by the address that uses most. */
export interface UsedBudget {
  readonly used: number;
  readonly largestAddress: number;
}

/** A query of a closed session that may resume. */
interface Kept {
  readonly expiresAt: number;
  readonly owner: string;
  readonly query: string;
}

/** Counts the live queries and windows that sessions use, by session, by address and in all. It has no timer. */
export class Usage {
  readonly options: UsageOptions;
  readonly #now: () => number;
  readonly #queries: DistinctUsage;
  readonly #windows: DistinctUsage;
  readonly #windowsOfSessions: DistinctUsage;
  /** Absent without a limit. */
  readonly #ranked: KeyedRateLimit | undefined;
  /** In the order in which they expire. */
  readonly #kept = new Set<Kept>();

  /** `now` returns the time in ms, by any clock. */
  constructor(options: UsageOptions, now: () => number) {
    this.options = options;
    this.#now = createSteadyClock(now);
    const { queriesPerAddress, queries, windowCostPerAddress, windowCostPerSession, windowCost: max } = options;
    this.#queries = new DistinctUsage({ maxPerOwner: queriesPerAddress, max: queries });
    this.#windows = new DistinctUsage({ maxPerOwner: windowCostPerAddress, max });
    this.#windowsOfSessions = new DistinctUsage({ maxPerOwner: windowCostPerSession, max: Infinity });
    const { rankedResultsPerSecond: perSecond } = options;
    if (perSecond < Infinity) this.#ranked = new KeyedRateLimit({ perSecond, burst: perSecond, now: this.#now });
  }

  /** Counts a use, or returns the budget that forbids it. */
  acquire({ id, owner }: SessionIdentity, use: Use): UsageRefusal | undefined {
    this.#expire();
    const { query, window } = use;
    const exceeded = this.#queries.acquire(owner, query);
    if (exceeded !== undefined) return queryRefusals[exceeded];
    if (window === undefined) return undefined;
    const refusal = this.#acquireWindow({ id, owner }, query, window);
    if (refusal !== undefined) this.#queries.release(owner, query);
    return refusal;
  }

  /** Counts a use less. */
  release({ id, owner }: SessionIdentity, { query, window }: Use): void {
    this.#queries.release(owner, query);
    if (window === undefined) return;
    const key = windowKey(query, window);
    this.#windowsOfSessions.release(id, key);
    this.#windows.release(owner, key);
  }

  /** Counts the uses of a closed session less: its windows now, and the queries that are kept once they expire. */
  close(session: SessionIdentity, uses: Iterable<Use>): void {
    this.#expire();
    const { owner } = session;
    const expiresAt = this.#now() + this.options.resumeWindowMs;
    for (const use of uses) {
      const { query, isKept } = use;
      if (isKept && this.#queries.acquire(owner, query) === undefined) this.#kept.add({ expiresAt, owner, query });
      this.release(session, use);
    }
  }

  /**
   * Returns whether the words and hashtags of one more conflated result of an address are counted. They are most of its
   * cost: clients that read nothing would otherwise take the server from those that do.
   */
  acceptsRanked(owner: string): boolean {
    return this.#ranked?.tryConsume(owner) ?? true;
  }

  queries(): UsedBudget {
    this.#expire();
    return { used: this.#queries.total, largestAddress: this.#queries.largest };
  }

  windows(): UsedBudget {
    return { used: this.#windows.total, largestAddress: this.#windows.largest };
  }

  #acquireWindow({ id, owner }: SessionIdentity, query: string, window: WindowSpec): UsageRefusal | undefined {
    const key = windowKey(query, window);
    const cost = windowCost(window);
    if (this.#windowsOfSessions.acquire(id, key, cost) !== undefined) return 'windows_per_session';
    const exceeded = this.#windows.acquire(owner, key, cost);
    if (exceeded === undefined) return undefined;
    this.#windowsOfSessions.release(id, key);
    return windowRefusals[exceeded];
  }

  /** The graph's timer releases a kept query after the same time, so that this is never earlier. */
  #expire(): void {
    const now = this.#now();
    for (const kept of this.#kept) {
      if (kept.expiresAt >= now) return;
      this.#kept.delete(kept);
      this.#queries.release(kept.owner, kept.query);
    }
  }
}

const queryRefusals: Readonly<Record<Exceeded, UsageRefusal>> = { owner: 'queries_per_address', total: 'queries' };
const windowRefusals: Readonly<Record<Exceeded, UsageRefusal>> = { owner: 'windows_per_address', total: 'windows' };

const windowKey = (query: string, { windowMs, everyMs }: WindowSpec): string => `${windowMs} ${everyMs} ${query}`;

/** Returns the error of a `track` that exceeds a budget: a sentence that says how to go on. */
export function usageError(refusal: UsageRefusal, options: UsageOptions): UndertoneError {
  const retryAfterS = Math.ceil(options.resumeWindowMs / 1_000);
  return new UndertoneError('too_many', sentenceOf(refusal, options), { retryAfterS: Math.max(1, retryAfterS) });
}

function sentenceOf(refusal: UsageRefusal, options: UsageOptions): string {
  const smaller = 'untrack one, or ask for one with fewer parts or less often';
  switch (refusal) {
    case 'queries_per_address':
      return `The clients of an address track at most ${options.queriesPerAddress} different queries: untrack one. Those of a closed session count for ${options.resumeWindowMs / 1_000} s more.`;
    case 'queries':
      return `The server tracks at most ${options.queries} different queries: track one that others track, or try again later.`;
    case 'windows_per_session':
      return `The windows of a session may cost ${options.windowCostPerSession} in all: ${smaller}.`;
    case 'windows_per_address':
      return `The windows of an address may cost ${options.windowCostPerAddress} in all: ${smaller}.`;
    case 'windows':
      return `The windows of all clients may cost ${options.windowCost} in all: ask for one that others ask for, or try again later.`;
  }
}
